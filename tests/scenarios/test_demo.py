"""The demo, small: an office is built, its month is done, and every figure ties."""

from __future__ import annotations

from collections import Counter
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook
from pypdf import PdfReader

from duebook import db
from duebook.apps.banking.queries.accounts import bank_accounts
from duebook.apps.banking.queries.proof import proof
from duebook.apps.receivables.queries import tie_out
from duebook.demo.afresh import NotADemoDatabase, start_afresh
from duebook.demo.blueprint import Scale
from duebook.demo.building import build
from duebook.demo.examples import FILES, write_examples
from duebook.demo.folder import NotOurFolder, Shelf, empty_folder
from duebook.demo.month import LAST_DAY, MonthsWork
from duebook.demo.story import open_minor, tell_month, tell_summary
from duebook.demo.this_week import begin_month
from duebook.formats.bank.reading import read_statements
from tests.office import books_hold

pytestmark = pytest.mark.django_db

SMALL = Scale(percent=12, months=3)


def the_month(folder: Path) -> list[MonthsWork]:
    """A small demo from its first day to the summary."""
    desks = [list(months)[-1] for _, months in build(SMALL)]
    for desk in desks:
        write_examples(desk, folder / "examples")
    works = [
        MonthsWork(
            desk=desk,
            shelf=Shelf(folder / FILES[desk.code].folder),
            files=folder / "examples" / FILES[desk.code].folder,
        )
        for desk in desks
    ]
    tell_month(works)
    return works


def test_the_month_is_done_and_every_figure_ties(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    works = the_month(tmp_path)
    assert_each_bank_writes_its_own_format(tmp_path / "examples")

    ending = tell_summary(works)

    assert ending.holds
    assert "The books hold" in capsys.readouterr().out
    for work in works:
        assert books_hold(work.entity_id)
        with db.reading(work.entity_id):
            ties = tie_out(work.entity_id, LAST_DAY)
        controlled = Counter[str]()
        for tie in ties:
            controlled[tie.currency] += tie.ledger_minor
        assert +controlled == +Counter(open_minor(work))
        assert work.invoices
        assert work.untouched
        assert_bank_is_proved(work)
    assert_papers_can_be_opened(works)
    assert_work_is_left(works)


def assert_work_is_left(works: list[MonthsWork]) -> None:
    """The next month begins with something to do, and the closed one stays as it is."""
    for work in works:
        open_before = open_minor(work)

        left = begin_month(work)

        assert min(left.lines, left.approvals - 1, left.findings, left.charges) > 0
        assert books_hold(work.entity_id)
        assert_bank_is_proved(work)
        assert open_minor(work) == open_before


def assert_bank_is_proved(work: MonthsWork) -> None:
    """Every line is explained, and what the books hold is what the bank holds."""
    with db.reading(work.entity_id):
        accounts = bank_accounts(work.entity_id)
        proofs = [proof(work.entity_id, account, LAST_DAY) for account in accounts]
    assert len(proofs) == len(work.desk.blueprint.banks)
    for one in proofs:
        assert (one.waiting, one.gaps, one.difference_minor) == ((), (), 0)


def assert_each_bank_writes_its_own_format(folder: Path) -> None:
    """Three banks, three formats, and each declares what it holds."""
    formats = {}
    for code, files in FILES.items():
        path = folder / files.folder / files.statement
        read = read_statements(path.read_bytes(), path.name)
        assert read.problems == ()
        formats[code] = read.format
    assert formats == {"ALDER": "OFX", "LINDEN": "camt.053.001.08", "GRANITE": "BAI2"}


def assert_papers_can_be_opened(works: list[MonthsWork]) -> None:
    for work in works:
        printed = sorted(work.shelf["invoices"].glob("*.pdf"))
        assert len(printed) == len(work.invoices)
        assert printed[0].stem in PdfReader(printed[0]).pages[0].extract_text()
        mails = sorted(work.shelf["mail"].glob("*.eml"))
        mail = message_from_bytes(mails[0].read_bytes(), policy=policy.default)
        [attached] = mail.iter_attachments()  # type: ignore[attr-defined]
        assert PdfReader(BytesIO(attached.get_content())).pages
        assert (work.shelf["evidence"] / "close.pdf").is_file()
        for workbook in work.shelf["reports"].glob("*.xlsx"):
            assert load_workbook(workbook).active.max_row > 1
        assert len(mails) == work.mails


def test_it_never_touches_an_office() -> None:
    with pytest.raises(NotADemoDatabase, match="duebook_test"):
        start_afresh()

    with pytest.raises(CommandError, match="works only in one whose name ends"):
        call_command("demo", no_serve=True)


def test_a_folder_of_somebody_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("two years of work", encoding="utf-8")

    with pytest.raises(NotOurFolder):
        empty_folder(tmp_path)

    assert (tmp_path / "thesis.odt").exists()


def test_the_folder_of_an_earlier_demo_is_emptied(tmp_path: Path) -> None:
    ours = empty_folder(tmp_path / "demo-office")
    (ours / "old.pdf").write_bytes(b"%PDF")

    assert [path.name for path in empty_folder(ours).iterdir()] == ["READ ME.txt"]


@pytest.mark.scale
def test_the_files_of_the_repository_are_those_the_dice_make(tmp_path: Path) -> None:
    for desk in [list(months)[-1] for _, months in build(Scale())]:
        write_examples(desk, tmp_path)

    kept = Path(__file__).parents[2] / "examples"
    for made in sorted(tmp_path.rglob("*.*")):
        assert made.read_bytes() == (kept / made.relative_to(tmp_path)).read_bytes()
