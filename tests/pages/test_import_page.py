"""A file from upload to undo: looked at, understood otherwise, taken in, taken back."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from duebook import db
from duebook.apps.imports.forms import UploadForm
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.charges import (
    MakeDraft,
    TakeCharges,
    make_draft,
    take_charges,
)
from duebook.apps.invoicing.pages.charges import SPEC as CHARGES
from duebook.apps.papers.models import Paper
from duebook.apps.parties.actions import HoldParties, hold_parties
from duebook.apps.parties.queries import party_by_code
from duebook.apps.receivables.pages.parties import SPEC as PARTIES
from duebook.apps.work.models import Work
from duebook.formats.imports import OUR_LISTS
from tests.office import CLERK, a_charge, a_party, a_price_book, by

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpResponse

    from duebook.web.lists import ListPage
    from tests.pages.conftest import Seating

FILE = (
    "Cust No,Ship Date,Item,Qty,U/Price,DN\n"
    "TIDEWELL,10/28/2026,CONSULT,2,140.00,D-1\n"
    "TIDEWELL,10/28/2026,REPORT,1,60.00,D-2\n"
    "T1DEWELL,10/28/2026,REPORT,1,60.00,D-3\n"
    "TIDEWELL,13/45/2026,REPORT,1,60.00,D-4\n"
)
HEADS = ["Cust No", "Ship Date", "Item", "Qty", "U/Price", "DN"]
FIELDS = ["party", "service_date", "item", "quantity", "unit_price", "external_key"]


class Bench:
    """An office with a party and two items, and a clerk with a file."""

    def __init__(self, seated: Seating) -> None:
        self.client, self.code, self.entity_id = seated("coordinator")
        a_price_book(self.entity_id, CONSULT="140.00", REPORT="60.00")
        a_party(self.entity_id)

    def send(self, content: str | bytes = FILE, kind: str = "charges") -> str:
        """Upload a file, and return the address at which it is looked at."""
        content = content.encode() if isinstance(content, str) else content
        answer = self.client.post(
            f"/{self.code}/charges/import",
            {
                "key": str(uuid4()),
                "kind": kind,
                "source": "Warehouse",
                "file": SimpleUploadedFile("deliveries.csv", content),
            },
        )
        assert answer.status_code == 303
        return str(answer["Location"])

    def look(self, address: str, **said: list[str]) -> str:
        query = parse_qs(urlsplit(address).query)
        answer = self.client.get(urlsplit(address).path, {**query, **said})
        assert answer.status_code == 200
        return answer.content.decode()

    def take(self, address: str, **said: object) -> HttpResponse:
        query = {
            name: one[0] for name, one in parse_qs(urlsplit(address).query).items()
        }
        told = {"heading": HEADS, "field": FIELDS, "key": str(uuid4()), **query, **said}
        return self.client.post(urlsplit(address).path, told)  # type: ignore[return-value]

    def follow(self, address: str, link: str) -> str:
        """Take a fix whose link stands on the page of a file; the new address."""
        return f"{urlsplit(address).path}{unescape(link)}"

    def charges(self) -> list[models.Charge]:
        with db.reading(self.entity_id):
            found = models.Charge.objects.filter(entity_id=self.entity_id)
            return list(found.order_by("id"))


@pytest.fixture
def bench(seated: Seating) -> Bench:
    return Bench(seated)


def mapped() -> dict[str, list[str]]:
    return {"heading": HEADS, "field": FIELDS}


def count(page: str, name: str) -> int:
    found = re.search(
        rf'data-fig="{name}".*?class="amount">\s*([\d,]+)', page, re.DOTALL
    )
    assert found is not None
    return int(found[1])


def test_strangers_and_readers_import_nothing(bench: Bench, seated: Seating) -> None:
    address = bench.send()
    stranger, _, _ = seated("manager", "ng")
    auditor, _, _ = seated("auditor")

    assert stranger.get(f"/{bench.code}/charges/import").status_code == 404
    assert stranger.get(address.replace("/hp/", "/ng/")).status_code == 404
    assert auditor.get(address).status_code == 403


@pytest.mark.promise(
    "Import",
    "Before a file is taken in nothing of it is there, and what is said of its rows "
    "adds up.",
)
def test_before_import_nothing_is_there_and_the_counts_add_up(bench: Bench) -> None:
    page = bench.look(bench.send(), **mapped())

    assert bench.charges() == []
    counts = [count(page, name) for name in ("new", "known", "bad", "rows")]
    assert counts == [2, 0, 2, 4]
    assert "Row 4 of the file" in page
    assert "T1DEWELL" in page
    assert "Text in UTF-8, cells between commas, headings in row 1" in page


@pytest.mark.promise(
    "Import", "What a file is worth stands there before it is taken in."
)
def test_what_a_file_is_worth_is_said_before(bench: Bench) -> None:
    page = bench.look(bench.send(), **mapped())
    priced_by_the_book = [*FIELDS[:4], "-", "external_key"]
    by_the_book = bench.look(bench.send(), heading=HEADS, field=priced_by_the_book)

    for shown in (page, by_the_book):
        assert re.findall(r'data-fig="worth"\s+data-minor="(\d+)"', shown) == ["34000"]


def test_what_is_missing_is_asked_for_with_the_columns_to_choose_from(
    bench: Bench,
) -> None:
    address = bench.send("A,B\nTIDEWELL,CONSULT\n")
    page = bench.look(address)
    said = bench.look(address, heading=["A", "B"], field=["party", "item"])

    assert "No column is taken for" in page
    assert "One thing is missing" not in said
    assert count(said, "new") == 1


def test_a_file_that_is_no_table_says_what_it_is(bench: Bench) -> None:
    address = bench.send(b"%PDF-1.7 not a table")
    answer = bench.client.get(address)

    assert answer.status_code == 422
    assert "PDF" in answer.content.decode()


MESS = (
    FILE + "T1DEWELL,10/27/2026,CONSULTS,2,140.00,D-5\n"
    "TIDEWELL,28/10/2026,REPORT,1,60.00,D-6\n"
    "Marsh Inn,10/27/2026,REPORT,1,60.00,D-7\n"
)


def fix(page: str, label: str) -> str:
    found = re.search(rf'<a class="btn s" href="([^"]+)"[^>]*>{label}', page)
    assert found is not None, label
    return found[1]


@pytest.mark.promise(
    "Import",
    "A fix is taken for all rows that are alike, is shown in them, and can be taken "
    "back until the file is in.",
)
def test_a_word_that_names_nobody_is_read_as_the_party_it_resembles(
    bench: Bench,
) -> None:
    address = bench.send(MESS)
    page = bench.look(address, **mapped())
    assert "nothing on file is called “T1DEWELL”" in page

    there = bench.follow(address, fix(page, "It is TIDEWELL"))
    mended = bench.look(there)

    assert count(mended, "bad") == count(page, "bad") - 1
    assert mended.count("T1DEWELL → TIDEWELL") == 2
    assert "“T1DEWELL” is read as TIDEWELL" in mended
    back = re.search(r'<a href="([^"]+)">Take it back</a>', mended)
    assert back is not None
    assert count(bench.look(bench.follow(address, back[1])), "bad") == count(
        page, "bad"
    )
    assert bench.charges() == []


def test_a_fix_is_taken_in_as_it_was_shown(bench: Bench) -> None:
    address = bench.send(MESS)
    page = bench.look(address, **mapped())
    there = bench.follow(address, fix(page, "It is TIDEWELL"))
    query = parse_qs(urlsplit(there).query)

    answer = bench.client.post(
        urlsplit(there).path, {**query, "key": str(uuid4()), "remembers": "yes"}
    )

    assert answer.status_code == 303
    assert [charge.external_key for charge in bench.charges()] == ["D-1", "D-2", "D-3"]
    other = bench.look(bench.send(FILE.replace("D-", "E-")))
    assert "“T1DEWELL” is read as TIDEWELL" in other
    assert count(other, "new") == 3


def test_days_that_can_be_read_in_one_way_only_are_offered_so(bench: Bench) -> None:
    address = bench.send(MESS)
    page = bench.look(address, **mapped())
    assert "28/10/2026 → 2026-10-28" in page

    mended = bench.look(bench.follow(address, fix(page, "Read them so")))

    assert count(mended, "bad") == count(page, "bad") - 1
    assert "13/45/2026 →" not in mended


def test_a_party_is_made_of_the_word_that_names_nobody(bench: Bench) -> None:
    address = bench.send(MESS)
    page = bench.look(address, **mapped())
    query = re.search(r'name="query" value="([^"]*)"', page)
    assert query is not None

    answer = bench.client.post(
        f"{urlsplit(address).path}/make",
        {"key": str(uuid4()), "word": "Marsh Inn", "query": unescape(query[1])},
    )

    again = bench.client.get(answer["Location"]).content.decode()
    assert count(again, "bad") == count(page, "bad") - 1
    with db.reading(bench.entity_id):
        assert party_by_code(bench.entity_id, "MARSH-INN").name == "Marsh Inn"


def test_an_item_takes_the_code_that_somebody_types(bench: Bench) -> None:
    address = bench.send(MESS)
    page = bench.look(address, **mapped())
    there = bench.follow(address, fix(page, "It is TIDEWELL"))
    typed = bench.look(f"{there}&in=item&was=CONSULTS&now=CONSULT")

    assert "“CONSULTS” is read as CONSULT" in typed
    assert "It is CONSULT," in bench.look(there)
    assert count(typed, "bad") == count(page, "bad") - 2


@pytest.mark.promise(
    "Import", "A key stays with its rows when they are mended, so it mends no others."
)
def test_a_key_pressed_twice_mends_nothing_else(bench: Bench) -> None:
    address = bench.send(MESS)
    page = bench.look(address, **mapped())
    keys = re.findall(r'data-ref="mend-(\d+)"', page)

    mended = bench.look(bench.follow(address, fix(page, "It is TIDEWELL")))

    place = re.search(
        r'data-ref="mend-(\d+)"(?:(?!data-ref).)*T1DEWELL', page, re.DOTALL
    )
    assert place is not None
    assert keys == sorted(keys)
    assert f'data-key="{place[1]}"' in page
    assert f'data-key="{place[1]}"' not in mended


def test_good_rows_are_taken_in_and_bad_ones_wait_as_a_file(bench: Bench) -> None:
    address = bench.send()

    answer = bench.take(address, remembers="yes")

    assert answer.status_code == 303
    page = bench.client.get(answer["Location"]).content.decode()
    assert [count(page, name) for name in ("new", "bad", "rows")] == [2, 2, 4]
    assert [charge.unit_price for charge in bench.charges()] == [
        Decimal(140),
        Decimal(60),
    ]
    mend = bench.client.get(f"{answer['Location']}/bad-rows").content.decode()
    assert "T1DEWELL" in mend
    assert "D-1" not in mend
    before = f"{urlsplit(address).path}/to-mend"
    kept = bench.client.get(before, {**parse_qs(urlsplit(address).query), **mapped()})
    assert kept.content.decode() == mend


@pytest.mark.promise(
    "Import",
    "After a file is in, its charges, the drafts that came of them and the next file "
    "of its source are one step away.",
)
def test_what_was_taken_in_leads_on(bench: Bench) -> None:
    taken = bench.take(bench.send())["Location"]
    file_id = taken.rpartition("/")[2]
    first, second = bench.charges()
    draft = MakeDraft(entity_id=bench.entity_id, charge_ids=(first.id,))
    draft_id = make_draft(draft, **by(CLERK))
    take_charges(
        TakeCharges(entity_id=bench.entity_id, charges=(a_charge("TIDEWELL"),)),
        **by(CLERK),
    )

    page = bench.client.get(taken).content.decode()

    def refs(link: str) -> list[str]:
        assert f'href="{link}"' in page
        listed = bench.client.get(link).content.decode()
        return sorted(re.findall(r'data-ref="(\d+)"', listed))

    charges, drafts = f"/{bench.code}/charges", f"/{bench.code}/drafts"
    assert "1 charge of this file" in page
    assert refs(f"{charges}?q=import:{file_id}") == [str(first.id), str(second.id)]
    assert refs(f"{drafts}?q=import:{file_id}") == [str(draft_id)]
    another = f"/{bench.code}/charges/import?kind=charges&amp;source=Warehouse"
    assert f'href="{another}"' in page
    again = bench.client.get(unescape(another)).content.decode()
    assert 'value="Warehouse"' in again


def test_the_same_file_again_adds_nothing(bench: Bench) -> None:
    bench.take(bench.send())
    again = bench.send()

    page = bench.look(again, **mapped())
    refused = bench.take(again)

    assert "all in already" in page
    assert refused.status_code == 422
    assert len(bench.charges()) == 2


@pytest.mark.promise("Import", "A mended file sent again adds only what was mended.")
def test_the_mended_file_adds_only_what_was_bad(bench: Bench) -> None:
    bench.take(bench.send())
    mended = FILE.replace("T1DEWELL", "TIDEWELL").replace("13/45/2026", "10/29/2026")

    page = bench.look(bench.send(mended), **mapped())

    assert [count(page, name) for name in ("new", "known", "bad")] == [2, 2, 0]


def test_columns_are_remembered_for_their_source(bench: Bench) -> None:
    bench.take(bench.send(), remembers="yes")
    other = FILE.replace("D-1", "E-1").replace("D-2", "E-2")

    page = bench.look(bench.send(other))

    chosen = re.findall(r'<option value="([^"]+)" selected>', page)
    assert chosen[-6:] == FIELDS


@pytest.mark.promise(
    "Import",
    "Undo takes back all that a file brought, and is refused with the list once "
    "something is built on it.",
)
def test_undo_takes_all_back_until_something_is_built_on_it(bench: Bench) -> None:
    taken = bench.take(bench.send())["Location"]
    [first, _] = bench.charges()
    draft = MakeDraft(entity_id=bench.entity_id, charge_ids=(first.id,))
    draft_id = make_draft(draft, **by(CLERK))
    told = {"reason": "wrong month"}

    refused = bench.client.post(f"{taken}/undo", told | {"key": str(uuid4())})
    with_draft = len(bench.charges())
    seen = bench.client.post(
        f"/{bench.code}/drafts/{draft_id}/drop", {"key": str(uuid4()), "seen": "1"}
    )
    undone = bench.client.post(f"{taken}/undo", told | {"key": str(uuid4())})

    assert refused.status_code == 422
    assert f"draft {draft_id}" in refused.content.decode()
    assert with_draft == 2
    assert (seen.status_code, undone.status_code) == (303, 303)
    assert bench.charges() == []
    assert "wrong month" in bench.client.get(taken).content.decode()


@pytest.mark.promise(
    "Import", "A list that was exported here is understood column by column."
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("kind", "address", "spec"),
    [("parties", "parties", PARTIES), ("charges", "charges", CHARGES)],
)
def test_our_own_list_maps_itself(
    bench: Bench, kind: str, address: str, spec: ListPage, form: str
) -> None:
    marsh_id = a_party(bench.entity_id, "Marsh Inn", "MARSH")
    hold = HoldParties(
        entity_id=bench.entity_id,
        party_ids=(marsh_id,),
        reason="late",
    )
    hold_parties(hold, **by(CLERK))
    bench.take(bench.send())
    take_charges(
        TakeCharges(entity_id=bench.entity_id, charges=(a_charge("TIDEWELL"),)),
        **by(CLERK),
    )
    listed = bench.client.get(f"/{bench.code}/{address}", {"as": form}).content

    page = bench.look(bench.send(listed, kind))

    headings = [column.title for column in spec.columns]
    assert [*headings, "Currency"] == list(OUR_LISTS[kind])
    chosen = re.findall(r'<option value="([^"]+)" selected>', page)
    assert chosen[-len(OUR_LISTS[kind]) :] == [
        field or "-" for field in OUR_LISTS[kind].values()
    ]
    if kind == "parties":
        assert [count(page, name) for name in ("new", "known", "bad")] == [0, 2, 0]
    else:
        assert page.count("came before with other values") >= 2
        assert "with 1 of its rows without a key" in page


@pytest.mark.parametrize(
    ("kind", "exported"), [("parties", "customers"), ("items", "items")]
)
def test_what_any_program_reads_we_read_too(
    bench: Bench, kind: str, exported: str, tmp_path: Path
) -> None:
    call_command(
        *("export", exported, "--for", "plain", "--out", str(tmp_path)),
        *("--entity", bench.code.upper(), "--as", CLERK),
    )
    [file] = tmp_path.glob(f"**/{exported}*.csv")

    page = bench.look(bench.send(file.read_bytes(), kind))

    chosen = re.findall(r'<option value="([^"]+)" selected>', page)
    assert "-" not in chosen
    assert count(page, "bad") == 0
    assert count(page, "new") == 0


def test_parties_come_in_by_the_same_door(bench: Bench) -> None:
    address = bench.send("Code,Name\nMARSH,Marsh Inn\n", "parties")

    answer = bench.take(
        address, heading=["Code", "Name"], field=["external_key", "name"]
    )

    assert answer.status_code == 303
    assert "MARSH" in bench.client.get(answer["Location"]).content.decode()


def test_a_long_file_is_long_work(bench: Bench) -> None:
    rows = "".join(f"TIDEWELL,10/28/2026,REPORT,1,60.00,L-{n}\n" for n in range(1_001))
    address = bench.send(FILE.splitlines()[0] + "\n" + rows)

    answer = bench.take(address)

    with db.reading(bench.entity_id):
        work = Work.objects.get(entity_id=bench.entity_id)
    assert answer["Location"] == f"/{bench.code}/work/{work.id}"
    assert work.kind == "import"


def test_a_file_too_large_to_be_read_is_not_kept(
    seated: Seating, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(UploadForm.base_fields["file"], "_largest", 100)
    bench = Bench(seated)

    with pytest.raises(AssertionError, match="422"):
        bench.send(FILE)

    with db.reading(bench.entity_id):
        assert not Paper.objects.filter(entity_id=bench.entity_id).exists()
