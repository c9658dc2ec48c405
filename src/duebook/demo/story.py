"""The month told at the terminal: what is done, what was found, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.panel import Panel
from rich.rule import Rule

from duebook.apps.close.queries.comparing import RECEIVABLES
from duebook.apps.close.queries.invariants import INVARIANTS, offenders
from duebook.apps.close.queries.points import UNFINISHED
from duebook.apps.close.queries.tying import checklist
from duebook.apps.invoicing.management.telling import (
    codes_of,
    tell_exceptions,
)
from duebook.apps.receivables.queries import tie_out
from duebook.apps.reports.queries import aging_rows
from duebook.demo import month, reporting
from duebook.demo.blueprint import THIS_MONTH
from duebook.demo.showing import SHOWN, bar, tell, tell_file
from duebook.demo.telling_money import tell_money
from duebook.domain.aging import aging_buckets
from duebook.domain.calendars import add_months
from duebook.domain.checks.findings import Severity
from duebook.domain.money import from_minor
from duebook.web.figures import counted, money
from duebook.web.terminal import console, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from duebook.apps.close.queries.points import Point
    from duebook.demo.month import MonthsWork
    from duebook.domain.aging import AgingRow


def chapter(number: int, title: str, sentence: str) -> None:
    """The heading of a step, and what it is for."""
    console.print()
    console.print(Rule(f"{number}  {title}", align="left", style="bold"))
    console.print(f"{sentence}\n", style="dim")


def tell_month(works: Sequence[MonthsWork]) -> None:
    """Do this month's job in every office, before the reader's eyes."""
    for number, (title, sentence, step) in enumerate(_CHAPTERS, start=1):
        chapter(number, title, sentence)
        for work in works:
            step(work)


def _tell_charges(work: MonthsWork) -> None:
    for file in month.take_charges_in(work):
        tell_file(work, file)


def _tell_billing(work: MonthsWork) -> None:
    with bar(f"{work.desk.code}: issuing") as advance:
        exceptions = month.bill(work, advance)
    with work.desk.reading():
        codes = codes_of(work.entity_id, {one.bill_to_id for one in exceptions})
    tell_exceptions(exceptions, codes)


def _tell_delivery(work: MonthsWork) -> None:
    with bar(f"{work.desk.code}: printing PDFs") as advance:
        month.print_invoices(work, advance)
    with bar(f"{work.desk.code}: mails to the outbox") as advance:
        month.deliver(work, advance)


def _tell_statements(work: MonthsWork) -> None:
    month.tell_debtors(work)
    month.keep_schedule(work)
    with bar(f"{work.desk.code}: statements sent") as advance:
        month.deliver(work, advance)


def _tell_aging(work: MonthsWork) -> None:
    with work.desk.reading():
        listed, totals = aging_rows(reporting.wanted(work, THIS_MONTH, size=3))
    heads = [bucket.name for bucket in aging_buckets()]
    console.print(
        table(
            work.desk.blueprint.name,
            ("", *(f">{head.capitalize()}" for head in heads), ">Total", ""),
            ((f"{code} {name}", *_ages(row)) for code, name, row in listed),
            totals=(("All", *_ages(row)) for row in totals),
        )
    )
    reporting.write_reports(work)


def _ages(row: AgingRow) -> tuple[str, ...]:
    """Whole units by age, and in all: cents are for the workbook."""
    amounts = (*row.bucket_minor, row.total_minor)
    whole = (
        f"{round(from_minor(amount_minor, row.currency)):,}" for amount_minor in amounts
    )
    return (*whole, row.currency)


def _tell_findings(work: MonthsWork) -> None:
    found = month.findings(work)
    heavy = [one for one in found if one.finding.severity is Severity.BLOCKER]
    warned = [one for one in found if one.finding.severity is Severity.WARNING]
    console.print(
        f"{work.desk.code}  {counted(len(heavy), 'finding')} in the way of a bill, "
        f"{counted(len(warned), 'warning')}.",
        style="bold",
    )
    lines = dict.fromkeys(
        f"{_SIGNS[one.finding.severity]} {one.party}: {one.finding.sentence}"
        for one in (*heavy, *warned[:SHOWN])
    )
    for line in lines:
        console.print(f"    {line}")
    if len(warned) > SHOWN:
        console.print(f"      … and {len(warned) - SHOWN} more warnings", style="dim")
    for sentence in month.mend(work, found):
        console.print(f"    → {sentence}", style="green")


_SIGNS: Final = {Severity.BLOCKER: "✗", Severity.WARNING: "!"}


def _tell_close(work: MonthsWork) -> None:
    reporting.write_journal(work)
    month.close(work, add_months(THIS_MONTH, -1))
    with work.desk.reading():
        facts = checklist(work.entity_id, THIS_MONTH)
    signed = month.close(work, THIS_MONTH)
    month.keep_evidence(work)
    console.print(work.desk.code, style="bold")
    for fact in facts:
        if fact.must or not fact.holds:
            sign = "✓" if fact.holds else "✗" if fact.must else "!"
            tell(f"{sign} {fact.title}: {fact.detail}")
    for point in signed:
        if point.code not in {RECEIVABLES, UNFINISHED}:
            tell(f"✓ {point.title}: {_figures(point)}")
    tell("✓ signed by the accountant; September and October are locked for good")


def _figures(point: Point) -> str:
    """The figures of a point that say something, where they are few."""
    telling = [one for one in point.figures if ": 0.00 " not in one]
    if len(telling) > SHOWN // 2:
        return f"{counted(len(telling), 'figure')} proved"
    return (
        "; ".join(
            one.removeprefix(f"{point.title.partition(':')[0]}: ") for one in telling
        )
        or "none"
    )


_CHAPTERS: Final[tuple[tuple[str, str, Callable[[MonthsWork], None]], ...]] = (
    ("Charges in", "The month's files, as the offices keep them.", _tell_charges),
    ("Checks", "Every draft is read before it is billed.", _tell_findings),
    ("Billing run", "What passes the checks is issued and numbered.", _tell_billing),
    ("Print and deliver", "PDFs, mails to the outbox, letters.", _tell_delivery),
    (
        "Money in",
        "The banks' files, matched with invoices; a person decides the rest.",
        tell_money,
    ),
    ("Statements", "Those who are late are told what is open.", _tell_statements),
    ("Aging", "Who owes how much, and for how long.", _tell_aging),
    ("Close", "What is proved is signed, and the months are locked.", _tell_close),
)
"""The steps of the month, each done in one entity after the other."""


_KEPT: Final = {
    "evidence": "what the locks stand on: PDF, CSV, hashes",
    "examples": "the files of the month",
    "imports": "rows that could not be read, to be fixed",
    "invoices": "PDF, one for each invoice",
    "letters": "PDF for the printer, addresses in the window",
    "mail": ".eml, as a mail program opens them",
    "reports": "XLSX, and PDF where there is a chart",
    "statements": "PDF, for those who are late",
}
"""What the parts of a shelf hold, in the words of a clerk."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Whether everything ties at the end of the demo, entity by entity."""

    offenders: int
    differences_minor: int

    @property
    def holds(self) -> bool:
        return not (self.offenders or self.differences_minor)


def prove(works: Sequence[MonthsWork]) -> Ending:
    """Prove the books of every entity, and tie receivables to the ledger."""
    broken = differing_minor = 0
    for work in works:
        with work.desk.reading():
            broken += len(offenders(work.entity_id))
            ties = tie_out(work.entity_id, month.LAST_DAY)
        differing_minor += sum(abs(tie.difference_minor) for tie in ties)
    return Ending(broken, differing_minor)


def tell_summary(works: Sequence[MonthsWork]) -> Ending:
    """What was done, in figures, and where everything lies."""
    ending = prove(works)
    received = [reporting.received(work) for work in works]
    chapter(
        len(_CHAPTERS) + 1,
        "Summary",
        f"{THIS_MONTH:%B %Y} is billed, collected and closed.",
    )
    console.print(
        table(
            "",
            ("", *(f">{work.desk.code}" for work in works)),
            (
                ("Invoices issued", *(len(work.invoices) for work in works)),
                ("  billed", *(_amounts(work.billed_minor) for work in works)),
                ("Findings mended before", *(work.mended for work in works)),
                ("Payments taken in", *(count for count, _ in received)),
                ("  received", *(_amounts(minor) for _, minor in received)),
                ("Bank lines", *(work.lines for work in works)),
                ("  explained untouched", *(work.untouched for work in works)),
                ("Open at the month's end", *map(_amounts, map(open_minor, works))),
                ("Statements", *(work.statements for work in works)),
                ("Mails in the outbox", *(work.mails for work in works)),
                ("Letters to print", *(work.letters for work in works)),
            ),
        )
    )
    console.print(
        table(
            "Where it all lies",
            ("", ">Files", ""),
            (
                (str(place), files, _KEPT.get(place.name, ""))
                for work in works
                for place, files in work.shelf.counts()
            ),
        )
    )
    console.print(
        Panel(
            f"The books hold: {len(INVARIANTS)} promises proved in {len(works)} "
            "entities, and receivables equal the ledger to the cent."
            if ending.holds
            else f"{ending.offenders} offenders: look with duebook --demo check",
            style="green" if ending.holds else "red",
        )
    )
    return ending


def open_minor(work: MonthsWork) -> dict[str, int]:
    """What is open at the end of the month, by currency, as the aging says it."""
    with work.desk.reading():
        _, totals = aging_rows(reporting.wanted(work, THIS_MONTH, size=1))
    return {row.currency: row.total_minor for row in totals}


def _amounts(by_currency: Mapping[str, int]) -> str:
    return "\n".join(
        f"{money(amount_minor, currency)} {currency}"
        for currency, amount_minor in sorted(by_currency.items())
    )
