"""What people's decisions teach: how banks name payers; readable and editable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from django.db.models import F

from duebook.apps.banking import models
from duebook.apps.banking.actions.looking_again import look_again
from duebook.apps.banking.queries.accounts import normalised
from duebook.apps.entities.actions import Act, action
from duebook.domain.errors import Refusal
from duebook.domain.payments import LeftOut
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from duebook.apps.banking.queries.lines import Line


def learn(act: Act, line: Line, party_id: int) -> None:
    """Remember the account and the name that a line's money came from."""
    known = {"account": normalised(line.other_account), "name": line.other_name.strip()}
    for kind, value in known.items():
        if not value:
            continue
        alias, _ = models.Alias.objects.get_or_create(
            entity_id=act.entity_id, party_id=party_id, kind=kind, value=value
        )
        models.Alias.objects.filter(entity_id=act.entity_id, id=alias.id).update(
            hits=F("hits") + 1
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAlias:
    """Say how a bank names a party: by a name or an account."""

    entity_id: int
    party_id: int
    kind: Literal["name", "account"]
    value: str


@action(Right.APPLY)
def keep_alias(command: KeepAlias, act: Act) -> int:
    """Keep an alias, and return its id."""
    value = command.value.strip()
    if command.kind == "account":
        value = normalised(value)
    alias, _ = models.Alias.objects.get_or_create(
        entity_id=act.entity_id,
        party_id=command.party_id,
        kind=command.kind,
        value=value,
    )
    return alias.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetAlias:
    """Take back an alias that misleads."""

    entity_id: int
    alias_id: int
    reason: str


@action(Right.APPLY)
def forget_alias(command: ForgetAlias, act: Act) -> None:
    """Forget an alias; what was matched by it stays, what waits is proposed anew."""
    rows = models.Alias.objects.filter(entity_id=act.entity_id, id=command.alias_id)
    owners = set(rows.values_list("party_id", flat=True))
    rows.delete()
    look_again(act, lambda proposal: proposal.party_id in owners)


@dataclass(frozen=True, slots=True)
class AccountCorrected:
    """An account of a party that a bank wants to be written otherwise from now on."""

    party_id: int
    old: str
    new: str


def correct_account(act: Act, old: str, new: str) -> AccountCorrected | None:
    """Put a corrected account in the place of the one a single party is known by.

    Returns:
        What was corrected; None where no party, or several, have the old one.
    """
    was, is_now = normalised(old), normalised(new)
    known = models.Alias.objects.filter(
        entity_id=act.entity_id, kind="account", value=was
    )
    party_ids = list(known.values_list("party_id", flat=True))
    if len(party_ids) != 1:
        return None
    [party_id] = party_ids
    known.delete()
    models.Alias.objects.get_or_create(
        entity_id=act.entity_id, party_id=party_id, kind="account", value=is_now
    )
    return AccountCorrected(party_id, was, is_now)


@dataclass(eq=False)
class DeductionOfAnotherKind(Refusal):
    """One code for two reasons to let something go: which account would bear it?"""

    code: ClassVar[str] = "deduction_of_another_kind"
    template: ClassVar[str] = (
        "The code “{deduction}” is a {why} of another payer already; use another code."
    )

    deduction: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDeduction:
    """Say what a payer, or every payer, is known to leave out, and why we let it go.

    ``rate_bp`` is of the amount billed; without it, any amount up to ``limit_minor``.
    """

    entity_id: int
    code: str
    why: Literal[LeftOut.DEDUCTION, LeftOut.WITHHELD_TAX, LeftOut.BANK_FEE]
    party_id: int | None = None
    rate_bp: int | None = None
    limit_minor: int = 0
    is_automatic: bool = False


@action(Right.APPROVE)
def keep_deduction(command: KeepDeduction, act: Act) -> int:
    """Keep a known deduction, and return its id.

    Raises:
        DeductionOfAnotherKind: its code says something else of another payer.
    """
    of_code = list(
        models.Deduction.objects.filter(entity_id=act.entity_id, code=command.code)
    )
    for known in of_code:
        if known.party_id != command.party_id and known.why != command.why.value:
            raise DeductionOfAnotherKind(command.code, known.why.replace("_", " "))
    row = next(
        (known for known in of_code if known.party_id == command.party_id),
        models.Deduction(
            entity_id=act.entity_id, code=command.code, party_id=command.party_id
        ),
    )
    row.why = command.why.value
    row.rate_bp = command.rate_bp
    row.limit_minor = command.limit_minor
    row.is_automatic = command.is_automatic
    row.save()
    return row.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetDeduction:
    """Let nothing go for a code any more, of one payer or of what holds for all."""

    entity_id: int
    code: str
    reason: str
    party_id: int | None = None


@action(Right.APPROVE)
def forget_deduction(command: ForgetDeduction, act: Act) -> None:
    """Forget a deduction; what was let go stays, what waits is proposed anew.

    Raises:
        NoSuchDeduction: there is none.
    """
    of_code = models.Deduction.objects.filter(
        entity_id=act.entity_id, code=command.code
    )
    known = next((row for row in of_code if row.party_id == command.party_id), None)
    if known is None:
        raise NoSuchDeduction(command.code)
    known.delete()
    look_again(
        act,
        lambda proposal: any(part.deduction == command.code for part in proposal.parts),
    )


@dataclass(eq=False)
class NoSuchDeduction(Refusal):
    """Nothing is let go for this code; somebody else may have forgotten it."""

    code: ClassVar[str] = "no_such_deduction"
    template: ClassVar[str] = "No deduction “{deduction}” of this payer is known."

    deduction: str
