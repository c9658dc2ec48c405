"""Settings in the browser: each saves alone, dated ones never overwrite."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from duebook import db
from duebook.apps.accounts.actions import reset_password
from duebook.apps.accounts.queries import required_user
from duebook.apps.audit.queries import events
from duebook.apps.banking.queries.accounts import bank_accounts
from duebook.apps.catalog.queries import filed_prices, items_by_code, tax_rates
from duebook.apps.desk.pages.settings import pages
from duebook.apps.entities.actions import ChangeSettings, change_settings, now
from duebook.apps.entities.queries import entity
from duebook.apps.invoicing.actions.charges import (
    MakeDraft,
    TakeCharges,
    make_draft,
    take_charges,
)
from duebook.apps.invoicing.queries.dossiers import check_policy
from duebook.apps.parties.queries.billing import terms_by_id
from tests.apps.banking.office import IBAN, OPENING_MINOR, a_bank
from tests.office import CLERK, a_charge, a_party, a_price_book, books_hold, by
from tests.pages.conftest import NAMES
from tests.pages.documents import an_invoice, an_office

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from tests.pages.conftest import Seating

PASSWORD = "harbor-lantern-velvet"  # noqa: S105 - of a test

ALL = (
    *("letterhead", "reckoning", "numbers", "practice", "lateness", "sign-offs"),
    *("items", "tariffs", "prices", "taxes", "terms", "bank-accounts", "rates"),
    "deductions",
    *("checks", "acceptances", "mail", "templates", "sources"),
)


def body(answer: Any) -> str:
    return str(answer.content.decode())


def save(client: Client, setting: str, /, **told: object) -> Any:
    said = {"key": str(uuid.uuid4()), **told}
    return client.post(f"/hp/settings/{setting}", said)


def letterhead(**changed: str) -> dict[str, str]:
    told = {"name": "Entity HP", "address": "1 Quay", "paper": "us-letter"}
    return {**told, **changed}


def test_settings_are_found_by_any_of_their_words(seated: Seating) -> None:
    client, _, _ = seated("administrator")

    every = body(client.get("/hp/settings"))
    for name in ALL:
        assert f'href="/hp/settings/{name}"' in every
    found = body(client.get("/hp/settings", {"q": "iban"}))
    assert "/hp/settings/letterhead" in found
    assert "/hp/settings/taxes" not in found
    assert "No setting is called that" in body(client.get("/hp/settings?q=zebra"))


@pytest.mark.parametrize("name", ALL)
def test_auditors_read_every_setting_and_change_none(
    seated: Seating, name: str
) -> None:
    client, _, entity_id = seated("auditor")
    a_price_book(entity_id, CONSULT="140.00")

    page = client.get(f"/hp/settings/{name}")

    assert page.status_code == 200
    assert 'data-page="setting"' in body(page)
    assert 'id="form"' not in body(page)
    assert save(client, name).status_code == 403


@pytest.mark.promise("Settings", "Who may only read one sees the values that hold.")
def test_who_may_only_read_sees_what_holds(seated: Seating) -> None:
    boss, _, _ = seated("administrator")
    save(boss, "letterhead", **letterhead(phone="312 555 0100"))
    client, _, _ = seated("auditor")

    letters = facts(body(client.get("/hp/settings/letterhead")))
    reckoning = facts(body(client.get("/hp/settings/reckoning")))

    assert letters["Phone"] == "312 555 0100"
    assert "Tax number" not in letters
    assert reckoning["Rounding"] == "half up"


def facts(page: str) -> dict[str, str]:
    """Labels and values of the list of facts."""
    listed = re.search(r'<dl class="facts">(.*?)</dl>', page, re.DOTALL)
    assert listed is not None
    return dict(re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", listed[1]))


def test_a_setting_that_there_is_not_is_not_found(seated: Seating) -> None:
    client, _, _ = seated("administrator")
    assert client.get("/hp/settings/coffee").status_code == 404


@pytest.mark.promise("Settings", "Every change shows who made it and the value before.")
def test_a_change_shows_who_made_it_and_the_value_before(seated: Seating) -> None:
    client, _, entity_id = seated("administrator")

    first = save(client, "letterhead", **letterhead(phone="312 555 0100"))
    assert first.status_code == 303
    save(client, "letterhead", **letterhead(phone="312 555 0199"))

    page = body(client.get("/hp/settings/letterhead"))
    assert "<del>312 555 0100</del> → 312 555 0199" in page
    assert NAMES["administrator"] in page
    with db.reading(entity_id):
        assert entity(entity_id).phone == "312 555 0199"


def shown_with(client: Client, setting: str) -> str:
    """What the form of a setting says of the change that it was drawn after."""
    page = body(client.get(f"/hp/settings/{setting}"))
    [seen] = re.findall(r'name="seen" value="(\d+)"', page)
    return str(seen)


@pytest.mark.promise(
    "Settings",
    "Of two who change a setting at once, the second is told who was first and what "
    "holds now.",
)
def test_what_somebody_changed_meanwhile_is_not_overwritten(seated: Seating) -> None:
    client, _, entity_id = seated("administrator")
    seen = shown_with(client, "letterhead")
    kept = save(client, "letterhead", **letterhead(phone="2"), seen=seen)
    assert kept.status_code == 303

    stale = save(client, "letterhead", **letterhead(phone="3"), seen=seen)

    assert stale.status_code == 409
    said = r"changed it since this page was shown: .*phone is 2\b.* now"
    assert re.search(said, body(stale))
    with db.reading(entity_id):
        assert entity(entity_id).phone == "2"
    seen = shown_with(client, "letterhead")
    anew = save(client, "letterhead", **letterhead(phone="3"), seen=seen)
    assert anew.status_code == 303


def test_a_change_between_the_look_and_the_saving_is_seen(
    seated: Seating, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes after the page has looked is found by the action itself."""
    client, _, entity_id = seated("administrator")
    seen = shown_with(client, "lateness")
    carry_out = pages._save  # noqa: SLF001 - the moment between both

    def somebody_is_quicker(*told: Any) -> str:
        command = ChangeSettings(entity_id=entity_id, reason="rate", interest_bp=700)
        change_settings(command, **by(NAMES["administrator"]))
        return carry_out(*told)

    monkeypatch.setattr(pages, "_save", somebody_is_quicker)
    told = {"late_fee": "5.00", "interest": "8", "small_balance": "1", "reason": "x"}

    stale = save(client, "lateness", **told, seen=seen)

    assert stale.status_code == 409
    with db.reading(entity_id):
        assert entity(entity_id).interest_bp == 700


def test_a_setting_sent_twice_is_saved_once(seated: Seating) -> None:
    client, _, entity_id = seated("administrator")
    told = {**letterhead(phone="2"), "key": uuid.uuid4()}
    told["seen"] = shown_with(client, "letterhead")

    answers = [client.post("/hp/settings/letterhead", told) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    with db.reading(entity_id):
        assert len(events(entity_id, commands=["ChangeLetterhead"])) == 1


@pytest.mark.promise(
    "Settings",
    "Before it changes where customers pay, you prove once more who you are.",
)
def test_where_customers_pay_changes_after_one_more_proof(seated: Seating) -> None:
    client, _, entity_id = seated("administrator")
    owner = required_user(NAMES["administrator"])
    reset_password(owner, PASSWORD)
    client.force_login(owner)

    free = save(client, "letterhead", **letterhead(phone="1"))
    guarded = save(client, "letterhead", **letterhead(iban="DE02120300000000202051"))

    assert free["Location"] == "/hp/settings/letterhead"
    assert guarded["Location"].startswith("/me/again")
    with db.reading(entity_id):
        assert entity(entity_id).iban == ""
    told = {"password": PASSWORD, "next": "/hp/settings/letterhead"}
    assert client.post("/me/again", told)["Location"] == "/hp/settings/letterhead"
    with db.reading(entity_id):
        assert entity(entity_id).iban == "DE02120300000000202051"


def test_only_an_administrator_changes_how_the_house_reckons(seated: Seating) -> None:
    told = {
        "late_fee": "5.00",
        "interest": "8",
        "small_balance": "1.50",
        "reason": "board",
    }
    clerk, _, entity_id = seated("coordinator")
    assert save(clerk, "lateness", **told).status_code == 422

    client, _, _ = seated("administrator")
    assert save(client, "lateness", **told).status_code == 303
    with db.reading(entity_id):
        row = entity(entity_id)
    assert (row.late_fee_minor, row.interest_bp, row.small_balance_minor) == (
        500,
        800,
        150,
    )
    refused = save(client, "lateness", **{**told, "interest": "200"})
    assert refused.status_code == 422
    assert "20000 cannot be" in body(refused)


@pytest.mark.promise(
    "Settings", "A price of tomorrow leaves the price of today as it is."
)
def test_a_price_of_tomorrow_leaves_that_of_today(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    a_price_book(entity_id, CONSULT="140.00")
    tomorrow = now().date() + timedelta(days=2)

    saved = save(
        client,
        "prices",
        tariff="BOOK",
        item="CONSULT",
        price="1=150.00; 10=145.00",
        valid_from=tomorrow.isoformat(),
    )

    assert saved.status_code == 303
    with db.reading(entity_id):
        [before, after] = filed_prices(entity_id, [("BOOK", "CONSULT")])[
            "BOOK", "CONSULT"
        ]
    assert before.entry.valid.until == tomorrow
    assert [str(tier.unit_price) for tier in after.entry.tiers] == [
        "150.000000",
        "145.000000",
    ]
    page = body(client.get("/hp/settings/prices"))
    assert "to come" in page
    assert "from 10: 145.00" in page
    puzzle = save(client, "prices", tariff="BOOK", item="CONSULT", price="cheap")
    assert puzzle.status_code == 422
    assert "“cheap” is no price" in body(puzzle)


def test_items_and_taxes_are_kept(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    item = {
        "code": "SCAN",
        "description": "Scan",
        "account": "4000",
        "kind": "service",
        "tax_category": "standard",
        "is_active": "on",
    }
    tax = {
        "place": "US-IL",
        "category": "standard",
        "name": "Sales tax",
        "percent": "8.25",
        "account": "2200",
        "order": "0",
        "valid_from": "2026-01-01",
    }

    assert save(client, "items", **item).status_code == 303
    taxed = save(client, "taxes", **tax)

    assert taxed.status_code == 303, body(taxed)
    with db.reading(entity_id):
        assert items_by_code(entity_id, ["SCAN"])["SCAN"].description == "Scan"
        assert [one.name for one in tax_rates(entity_id)] == ["Sales tax"]
    assert 'value="Scan"' in body(client.get("/hp/settings/items?code=SCAN"))


def test_terms_in_parts(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    told = {
        "code": "HALF",
        "name": "In halves",
        "parts": "50@30; 50@60",
        "discount": "2",
        "discount_days": "10",
    }

    assert save(client, "terms", **told).status_code == 303

    with db.reading(entity_id):
        [terms] = terms_by_id(entity_id).values()
    assert [part.net_days for part in terms.parts] == [30, 60]
    assert terms.discount_bp == 200
    assert save(client, "terms", **{**told, "parts": "soon"}).status_code == 422
    assert save(client, "terms", **{**told, "parts": "50@30"}).status_code == 422


@pytest.mark.promise("Settings", "Number series say whether a number is missing.")
def test_numbers_say_whether_one_is_missing(seated: Seating) -> None:
    client, _, _ = seated("administrator")
    told = {"kind": "invoice", "year": "2031", "pattern": "HP-{year}-{number:04d}"}

    assert save(client, "numbers", **told).status_code == 303
    assert "HP-{year}-{number:04d}" in body(client.get("/hp/settings/numbers"))
    refused = save(client, "numbers", **{**told, "pattern": "HP-{number}"})
    assert "makes no numbers" in body(refused)


def test_a_check_is_switched_off_and_its_weight_before_is_told(
    seated: Seating,
) -> None:
    client, _, entity_id = seated("administrator")

    assert (
        save(client, "checks", code="price_missing", severity="off").status_code == 303
    )

    with db.reading(entity_id):
        assert "price_missing" in check_policy(entity_id).switched_off
    page = body(client.get("/hp/settings/checks"))
    assert "usually blocker" in page


def test_an_acceptance_is_ended(seated: Seating) -> None:
    client, _, entity_id = seated("manager")
    a_party(entity_id)
    told = {"code": "price_missing", "party": "TIDEWELL", "reason": "agreed"}

    accepted = save(client, "acceptances", **told, until="2031-01-01")
    assert accepted.status_code == 303, body(accepted)

    page = body(client.get("/hp/settings/acceptances"))
    assert "holds" in page
    today = now().date() + timedelta(days=1)
    assert save(client, "acceptances", **told, until=today).status_code == 303
    with db.reading(entity_id):
        [one] = check_policy(entity_id).acceptances
    assert one.last_on == today


def test_a_bank_account_is_opened_with_its_balance(seated: Seating) -> None:
    client, _, entity_id = seated("administrator")
    told = {
        "name": "First Harbor",
        "identifier": "000 4417",
        "currency": "usd",
        "account": "1000",
        "opened_on": "2026-10-31",
        "opening": "1,000.00",
    }

    opened = save(client, "bank-accounts", **told)

    assert opened.status_code == 303, body(opened)
    with db.reading(entity_id):
        [account] = bank_accounts(entity_id)
    assert (account.name, account.opening_minor) == ("First Harbor", 1_000_00)
    assert account.opened_on == date(2026, 10, 31)
    assert books_hold(entity_id)


@pytest.mark.promise(
    "Settings",
    "A bank account's opening balance is put right with a reason, and back by undo.",
)
def test_an_opening_balance_is_corrected_and_the_undo_sets_it_back(
    seated: Seating,
) -> None:
    client, code, entity_id = seated("administrator")
    a_bank(entity_id)
    page = body(client.get(f"/{code}/settings/bank-accounts?corrects={IBAN}"))
    assert "Correct the opening balance" in page

    told = {"corrects": IBAN, "was": OPENING_MINOR, "opening": "1,100.00"}
    assert save(client, "bank-accounts", **told, reason=" ").status_code == 422
    saved = save(client, "bank-accounts", **told, reason="a digit was lost")
    assert saved.status_code == 303, body(saved)

    proof = body(client.get(f"/{code}/bank/proof?on=2026-11-30"))
    for side in ("book", "bank"):
        assert re.search(rf'data-fig="{side}"\s+data-minor="110000"', proof)
    assert "a digit was lost" in proof
    [undo] = re.findall(rf'action="(/{code}/acts/\d+/undo)"', proof)
    assert client.post(undo).status_code == 303
    with db.reading(entity_id):
        [account] = bank_accounts(entity_id)
    assert account.opening_minor == OPENING_MINOR
    assert books_hold(entity_id)


def test_a_practice_copy_is_made_by_an_administrator(seated: Seating) -> None:
    client, _, entity_id = seated("administrator")
    a_party(entity_id)

    made = save(client, "practice", code="")

    assert made.status_code == 200
    assert "HP-PRACTICE is ready to practise in: 1 parties" in body(made)


@pytest.mark.promise(
    "Settings",
    "A setting that open drafts rest on says how many will be checked again.",
)
@pytest.mark.parametrize(
    "name",
    [
        *("reckoning", "items", "tariffs", "prices", "taxes", "terms"),
        *("checks", "acceptances"),
    ],
)
def test_a_change_that_drafts_rest_on_says_how_many(seated: Seating, name: str) -> None:
    client, _, entity_id = seated("administrator")
    an_office(entity_id)
    charges = TakeCharges(entity_id=entity_id, charges=(a_charge("TIDEWELL"),))
    taken = take_charges(charges, **by(CLERK))
    draft = MakeDraft(entity_id=entity_id, charge_ids=taken.ids)

    before = body(client.get(f"/hp/settings/{name}"))
    make_draft(draft, **by(CLERK))
    after = body(client.get(f"/hp/settings/{name}"))

    assert "will be checked again" not in before
    assert "1 draft will be checked again." in after
    assert "will be checked again" not in body(client.get("/hp/settings/letterhead"))


def test_a_setting_asks_a_bounded_number_of_questions(
    seated: Seating, django_assert_max_num_queries: object
) -> None:
    client, _, entity_id = seated("manager")
    a_price_book(entity_id, **{f"ITEM{number}": "1.00" for number in range(30)})

    with django_assert_max_num_queries(45):  # type: ignore[operator]
        client.get("/hp/settings/prices")


@pytest.mark.promise(
    "Settings",
    "A template is tried on the newest invoice while it is written; a fault is told "
    "with its line.",
)
def test_a_template_is_tried_before_it_is_kept(
    seated: Seating, settings: SettingsWrapper
) -> None:
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {**settings.CACHES, "tried": {"BACKEND": memory}}
    client, _, entity_id = seated("administrator")
    there = "/hp/settings/templates/try?name=invoice.typ"
    assert "Nothing was issued yet" in body(client.get(there))
    an_office(entity_id)
    an_invoice(entity_id)
    now_text = html.fromstring(client.get(there).content).xpath("//textarea")[0].text

    shown = client.post(there, {"name": "invoice.typ", "text": now_text})
    [address, *_] = re.findall(r'src="([^"]+\.svg)"', body(shown))
    drawn = client.get(address)
    assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/svg+xml")
    other, _, _ = seated("auditor")
    assert other.get(address).status_code == 403

    wrong = client.post(there, {"name": "invoice.typ", "text": "#let a = ("})
    assert wrong.status_code == 422
    assert "invoice.typ, line 1" in body(wrong)
    assert "#let a = (" in body(wrong)
