"""``duebook close``: a period's checklist, tie-out, signatures, lock and evidence."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from duebook.apps.approvals.actions import Held
from duebook.apps.approvals.management.telling import tell_held
from duebook.apps.audit.queries import head
from duebook.apps.close.actions import (
    Lock,
    LockPeriod,
    PostProposedEntry,
    RequireSignOffs,
    SignPoints,
    lock_period,
    post_proposed_entry,
    require_sign_offs,
    sign_points,
)
from duebook.apps.close.management.showing import show_close
from duebook.apps.close.queries.evidence import evidence, kept_evidence
from duebook.apps.close.queries.points import USUAL
from duebook.apps.close.queries.sampling import audit_sample
from duebook.apps.close.queries.tying import checklist
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.ledger.actions import NoPeriod
from duebook.apps.ledger.queries import period_of
from duebook.documents.render import render_dossier
from duebook.domain.calendars import add_months
from duebook.domain.errors import Refusal
from duebook.formats.packs import zipped
from duebook.web.terminal import console, day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting
    from duebook.apps.ledger.queries import PeriodState

STATES = {"open": "open", "soft": "softly locked", "hard": "locked for good"}
EVIDENCE, SAMPLE = "evidence", "sample"


class NotSaid(Refusal):
    """Words of ``duebook close`` that are neither a day nor one of its verbs."""

    code: ClassVar[str] = "close_not_understood"
    template: ClassVar[str] = (
        "Say a day of the period (2026-10-31), or evidence with a month and --out, or "
        "sample with --seed, --from, --to and --out."
    )


def month_or_day(text: str) -> date:
    """A month as ``2026-10``, by its last day, or a day as ``2026-10-31``."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return day(text)
    return add_months(first, 1) - timedelta(days=1)


def verb_or_day(text: str) -> str | date:
    """``evidence``, ``sample``, or a month or day."""
    return text if text in {EVIDENCE, SAMPLE} else month_or_day(text)


class Command(OfficeCommand):
    help = (
        "Show what a period's close stands on; sign, mend and lock it; write its "
        "evidence or an audit sample."
    )

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "words",
            nargs="+",
            type=verb_or_day,
            metavar="DAY | evidence MONTH | sample",
            help="any day of the period, or its month; with evidence, its files; "
            "sample draws documents for an audit",
        )
        parser.add_argument(
            "--sign",
            nargs="+",
            metavar="POINT",
            help="sign points of the checklist; all for everything that has to be",
        )
        parser.add_argument(
            "--post", metavar="DIFFERENCE", help="post what is proposed, by its key"
        )
        parser.add_argument(
            "--require",
            nargs="+",
            metavar="POINT",
            help=f"what has to be signed from now on: {', '.join(USUAL)}; or nothing",
        )
        parser.add_argument(
            "--lock",
            choices=[lock.value for lock in Lock],
            help="soft: only those who may post on; hard: nobody; open: everybody",
        )
        parser.add_argument("--reason", default="month end")
        parser.add_argument("--out", type=Path, help="folder or PDF to write")
        parser.add_argument("--seed", help="of the sample; printed with it")
        parser.add_argument("--count", type=int, default=25, help="of the sample")
        parser.add_argument("--from", dest="first", type=day, help="of the sample")
        parser.add_argument("--to", dest="last", type=day, help="of the sample")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        match options["words"]:
            case [date() as on]:
                self._close(sitting, on, options)
            case ["evidence", date() as on] if options["out"]:
                _write_evidence(sitting, on, options["out"])
            case ["sample"] if all(
                options[name] for name in ("seed", "first", "last", "out")
            ):
                _write_sample(sitting, options)
            case _:
                raise NotSaid

    def _close(self, sitting: Sitting, on: date, options: dict[str, Any]) -> None:
        period = _period(sitting, on)
        last = period.until - timedelta(days=1)
        if options["require"]:
            _require(sitting, options["require"], options["reason"])
        if options["post"]:
            _post(sitting, last, options["post"], options["reason"])
        if options["sign"]:
            _sign(sitting, last, options["sign"])
        if options["lock"]:
            _lock(sitting, period, Lock(options["lock"]), options["reason"])
        show_close(sitting, _period(sitting, on))


def _period(sitting: Sitting, on: date) -> PeriodState:
    with sitting.reading():
        period = period_of(sitting.entity_id, on)
    if period is None:
        raise NoPeriod(on)
    return period


def _require(sitting: Sitting, codes: list[str], reason: str) -> None:
    wanted = () if codes == ["nothing"] else tuple(codes)
    require_sign_offs(
        RequireSignOffs(entity_id=sitting.entity_id, points=wanted, reason=reason),
        **sitting.sends(),
    )


def _post(sitting: Sitting, on: date, difference: str, reason: str) -> None:
    posted = post_proposed_entry(
        PostProposedEntry(
            entity_id=sitting.entity_id, day=on, difference=difference, reason=reason
        ),
        **sitting.sends(),
    )
    if isinstance(posted, Held):
        tell_held(posted)


def _sign(sitting: Sitting, on: date, codes: list[str]) -> None:
    signed = sign_points(
        SignPoints(
            entity_id=sitting.entity_id,
            day=on,
            points=USUAL if codes == ["all"] else tuple(codes),
        ),
        **sitting.sends(),
    )
    for code, sha256 in signed.items():
        console.print(f"Signed {code}, figures {sha256[:12]}…")


def _lock(sitting: Sitting, period: PeriodState, lock: Lock, reason: str) -> None:
    last = period.until - timedelta(days=1)
    locked = lock_period(
        LockPeriod(entity_id=sitting.entity_id, day=last, state=lock, reason=reason),
        **sitting.sends(),
    )
    if isinstance(locked, Held):
        tell_held(locked)
        return
    console.print(f"{period.first} to {last} is {STATES[locked.state]} now.")
    with sitting.reading():
        chain = head(sitting.entity_id)
    console.print(
        f"Keep this line outside: event {chain.seq} of the audit chain is "
        f"{chain.sha256}",
        soft_wrap=True,
    )


def _write_evidence(sitting: Sitting, on: date, out: Path) -> None:
    """The files as they were kept at the lock, or as they would be now."""
    period = _period(sitting, on)
    with sitting.reading():
        files = kept_evidence(sitting.entity_id, period)
        is_kept = bool(files)
        if not is_kept:
            facts = checklist(sitting.entity_id, period.first)
            files = evidence(sitting.entity_id, period, facts)
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
    pack = out / f"close-{period.first:%Y-%m}.zip"
    pack.write_bytes(zipped(files))
    kind = "as kept at the lock" if is_kept else "a draft: the period is not locked"
    console.print(f"{len(files)} files and {pack.name} in {out}, {kind}.")


def _write_sample(sitting: Sitting, options: dict[str, Any]) -> None:
    with sitting.reading():
        dossier = audit_sample(
            sitting.entity_id,
            seed=options["seed"],
            count=options["count"],
            first=options["first"],
            last=options["last"],
        )
    options["out"].write_bytes(render_dossier(dossier))
    console.print(f"{dossier.subtitle}, seed {options['seed']}: {options['out']}")
