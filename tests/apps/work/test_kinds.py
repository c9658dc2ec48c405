"""Kinds of long work that the rooms made known, each done once from end to end."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from duebook import db
from duebook.apps.banking.actions.matching import MatchLines
from duebook.apps.close.jobs import PackEvidence, ProveBooks
from duebook.apps.delivery.jobs.kinds import SendMails
from duebook.apps.entities.actions import ChangeLetterhead, change_letterhead, now
from duebook.apps.imports.actions import KeepFile, TakeIn, keep_file
from duebook.apps.imports.jobs import TakeInKept
from duebook.apps.imports.queries import preview
from duebook.apps.invoicing.actions.billing import StartBillingRun
from duebook.apps.invoicing.actions.printing import PrintMany
from duebook.apps.invoicing.queries.listing import documents
from duebook.apps.receivables.actions import IssueStatements
from duebook.apps.work.actions import start
from duebook.apps.work.jobs.carrying_out import carry_out
from duebook.apps.work.queries import card, file_of
from duebook.domain.statements import StatementKind
from tests.office import MANAGER, NOON, by
from tests.scenarios.many_parties import an_office_of_many

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from duebook.apps.work.queries import Card

pytestmark = pytest.mark.django_db

PARTIES = 12
TODAY = NOON.date()
RUN: dict[str, Any] = {"until": TODAY, "issued_on": TODAY}


def done(kind: str, command: Any) -> Card:
    work_id = start(kind, command, **by(MANAGER))
    carry_out(command.entity_id, work_id, lambda: False)
    with db.reading(command.entity_id):
        return card(command.entity_id, work_id, now=now())


@pytest.fixture
def office() -> int:
    return an_office_of_many("HP", PARTIES)


@pytest.fixture
def billed(office: int) -> int:
    assert done("billing_run", StartBillingRun(entity_id=office, **RUN)).state == "done"
    return office


def test_a_billing_run_tells_its_customers_and_sums(office: int) -> None:
    run = done("billing_run", StartBillingRun(entity_id=office, **RUN))

    assert (run.state, run.done, run.total) == ("done", PARTIES, PARTIES)
    assert run.sentence == f"{PARTIES} invoices issued."
    assert run.figures == {"invoices": PARTIES}
    assert run.amounts_minor.keys() == {"USD"}
    assert run.link.startswith("runs/")


def test_many_documents_are_one_file(billed: int) -> None:
    with db.reading(billed):
        ids = tuple(one.id for one in documents(billed, size=3))

    bound = done("print_many", PrintMany(entity_id=billed, document_ids=ids))
    packed = done(
        "print_many", PrintMany(entity_id=billed, document_ids=ids, form="zip")
    )

    with db.reading(billed):
        pdf = file_of(billed, bound.id, MANAGER, now=now())
        archive = file_of(billed, packed.id, MANAGER, now=now())
    assert len(PdfReader(io.BytesIO(pdf.content)).pages) >= len(ids)
    assert len(zipfile.ZipFile(io.BytesIO(archive.content)).namelist()) == len(ids)


def test_mails_that_are_due_are_sent(
    billed: int, settings: SettingsWrapper, tmp_path: Path
) -> None:
    letterhead = ChangeLetterhead(entity_id=billed, email="billing@example.com")
    change_letterhead(letterhead, **by())
    settings.SETTINGS = type("Place", (), {"smtp_url": "", "home": tmp_path})

    sent = done("deliveries", SendMails(entity_id=billed))

    assert sent.sentence == f"{PARTIES} of {PARTIES} mails sent."
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == PARTIES


def test_statements_are_one_act(billed: int) -> None:
    told = done(
        "statements",
        IssueStatements(
            entity_id=billed, kind=StatementKind.OPEN_ITEM, as_of=TODAY, is_sent=False
        ),
    )

    assert (told.state, told.done) == ("done", PARTIES)


def test_a_kept_file_is_taken_in(office: int) -> None:
    content = b"Code,Name,Currency,Country\nOAK,Oak Inn,USD,US\nELM,Elm Inn,USD,US\n"
    with db.reading(office):
        shown = preview(
            office, "parties", content, "inns.csv", actor=MANAGER, today=TODAY
        )
    paper_id = keep_file(KeepFile(entity_id=office, content=content), **by(MANAGER))
    command = TakeIn(
        entity_id=office,
        kind="parties",
        name="inns.csv",
        content=b"",
        layout=shown.reading.table.layout,
        mapping=shown.mapping,
    )

    taken = done(
        "import",
        TakeInKept(entity_id=office, paper_id=paper_id, command=command),
    )

    assert taken.title == "Import of inns.csv"
    assert (taken.state, taken.figures["created"]) == ("done", 2)


def test_nothing_to_match_is_told_so(office: int) -> None:
    matched = done("match", MatchLines(entity_id=office))

    assert matched.sentence == "0 lines explained, 0 wait for a person."


def test_the_books_are_proved_and_their_evidence_packed(billed: int) -> None:
    proved = done("proof", ProveBooks(entity_id=billed, on=TODAY))
    packed = done("evidence", PackEvidence(entity_id=billed, day=TODAY))

    assert proved.sentence.startswith("The books hold")
    with db.reading(billed):
        pack = file_of(billed, packed.id, MANAGER, now=now())
    assert pack.name == f"close-{TODAY:%Y-%m}.zip"
    assert "manifest.sha256" in zipfile.ZipFile(io.BytesIO(pack.content)).namelist()
