"""Mail goes out once, and what became of it is known or said to be unknown."""

from __future__ import annotations

import email
from dataclasses import dataclass
from datetime import timedelta
from email import policy
from typing import TYPE_CHECKING, ClassVar

import pytest
from django.db import IntegrityError, transaction

from duebook import db
from duebook.apps.delivery import models, queries
from duebook.apps.delivery.actions import (
    MOST_ATTEMPTS,
    NotOpen,
    SettleDelivery,
    settle_delivery,
)
from duebook.apps.delivery.jobs.sending import NoSender
from duebook.apps.delivery.jobs.transports import OutboxFolder, Smtp
from duebook.domain.errors import Refusal
from duebook.domain.rights import NotPermitted
from duebook.formats.mail_server import Tls
from tests.apps.delivery.post_office import (
    HARBOR,
    LATER,
    PDF,
    a_post_office,
    an_office,
    planned,
    sent,
)
from tests.office import CLERK, NOON, by, chain_holds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duebook.apps.delivery.jobs.sending import Composed
    from duebook.apps.delivery.queries import Delivery
    from tests.apps.delivery.post_office import PostOffice

pytestmark = pytest.mark.django_db

ANA = "ana@tidewell.example"
BEN = "ben@tidewell.example"


@pytest.fixture(scope="module")
def post() -> Iterator[tuple[PostOffice, Smtp]]:
    with a_post_office() as both:
        yield both


@pytest.fixture
def office(post: tuple[PostOffice, Smtp]) -> PostOffice:
    post[0].taken.clear()
    post[0].is_losing = True
    return post[0]


@pytest.fixture
def smtp(post: tuple[PostOffice, Smtp]) -> Smtp:
    return post[1]


def states(entity_id: int) -> list[str]:
    with db.reading(entity_id):
        return [delivery.state for delivery in queries.deliveries(entity_id)]


def only(entity_id: int) -> Delivery:
    with db.reading(entity_id):
        [delivery] = queries.deliveries(entity_id)
    return delivery


def test_an_invoice_is_planned_once_for_its_recipient() -> None:
    entity_id = an_office()

    [first] = planned(entity_id, ANA)
    again = planned(entity_id, ANA)
    [repeated] = planned(entity_id, ANA, occasion="asked for by telephone")

    assert again == []
    assert first != repeated
    messages = {delivery.message_id for delivery in queries.deliveries(entity_id)}
    assert len(messages) == 2
    assert all(message.endswith("@harbor.example") for message in messages)


def test_the_outbox_folder_gets_a_mail_that_opens(tmp_path: Path) -> None:
    entity_id = an_office()
    [delivery_id] = planned(entity_id, ANA)

    run = sent(entity_id, OutboxFolder(tmp_path / "outbox"), actor=CLERK)

    assert run.ids("sent") == (delivery_id,)
    [file] = (tmp_path / "outbox").iterdir()
    assert file.name == f"INV-1-{delivery_id}.eml"
    message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["To"] == ANA
    assert message["From"].addresses[0].addr_spec == HARBOR
    assert message["Message-ID"] == f"<{only(entity_id).message_id}>"
    assert message["Date"].datetime == NOON
    [pdf] = message.iter_attachments()
    assert pdf.get_content() == PDF
    assert only(entity_id).sent_at == NOON
    assert chain_holds(entity_id)


def test_a_mail_is_sent_once(office: PostOffice, smtp: Smtp) -> None:
    entity_id = an_office()
    planned(entity_id, ANA, BEN)

    first = sent(entity_id, smtp)
    second = sent(entity_id, smtp)

    assert len(first.ids("sent")) == 2
    assert second.outcomes == ()
    assert office.recipients() == [ANA, BEN]


def test_a_refused_recipient_is_noted_and_the_others_get_theirs(
    office: PostOffice, smtp: Smtp
) -> None:
    entity_id = an_office()
    planned(entity_id, "nobody@tidewell.example", BEN)

    sent(entity_id, smtp)

    first, second = queries.deliveries(entity_id)
    assert (first.state, first.problem) == (
        "bounced",
        "550 5.1.1 no such mailbox here",
    )
    assert second.state == "sent"
    assert office.recipients() == [BEN]


def test_a_busy_server_is_asked_again_later(smtp: Smtp) -> None:
    entity_id = an_office()
    planned(entity_id, "busy@tidewell.example")

    sent(entity_id, smtp)
    too_soon = sent(entity_id, smtp, at=NOON + timedelta(minutes=1))
    later = sent(entity_id, smtp, at=LATER)

    assert too_soon.outcomes == ()
    assert later.ids("planned") == (only(entity_id).id,)
    assert only(entity_id).attempts == 2
    assert only(entity_id).problem == "451 4.7.1 greylisted, come again"


def test_a_server_that_is_always_busy_is_given_up(smtp: Smtp) -> None:
    entity_id = an_office()
    planned(entity_id, "busy@tidewell.example")

    for day in range(MOST_ATTEMPTS):
        assert states(entity_id) == ["planned"]
        sent(entity_id, smtp, at=NOON + timedelta(days=day))

    assert states(entity_id) == ["failed"]


def test_a_mail_that_the_server_does_not_want_fails_with_its_words(smtp: Smtp) -> None:
    entity_id = an_office()
    planned(entity_id, "strict@tidewell.example", BEN)

    sent(entity_id, smtp)

    assert states(entity_id) == ["failed", "sent"]
    [failed, _] = queries.deliveries(entity_id)
    assert failed.problem == "554 5.7.1 we do not take invoices"


def test_without_a_server_everything_stays_planned() -> None:
    entity_id = an_office()
    planned(entity_id, ANA, BEN)

    run = sent(entity_id, Smtp("127.0.0.1", 9, Tls.NONE))

    assert "No mail can be sent through 127.0.0.1:9" in run.stopped
    assert states(entity_id) == ["planned", "planned"]
    assert {delivery.attempts for delivery in queries.deliveries(entity_id)} == {0}


def test_a_lost_connection_leaves_the_outcome_unknown_and_is_repeated_as_it_was(
    office: PostOffice, smtp: Smtp
) -> None:
    entity_id = an_office()
    planned(entity_id, "lost@tidewell.example", BEN)

    run = sent(entity_id, smtp)

    assert "connection was lost while" in run.stopped
    [unknown] = queries.unknown_outcome(entity_id)
    assert run.ids("sending") == (unknown.id,)

    office.is_losing = False
    again = sent(entity_id, smtp)

    assert again.repeated == (unknown.id,)
    assert states(entity_id) == ["sent", "sent"]
    assert office.message_ids("lost@tidewell.example") == [
        f"<{unknown.message_id}>",
        f"<{unknown.message_id}>",
    ]
    assert len(office.message_ids(BEN)) == 1
    assert chain_holds(entity_id)


def lost_statement(entity_id: int, smtp: Smtp) -> int:
    planned(entity_id, "lost@tidewell.example", kind="statement")
    sent(entity_id, smtp)
    assert sent(entity_id, smtp).repeated == ()
    [unknown] = queries.unknown_outcome(entity_id)
    return unknown.id


def settled(entity_id: int, delivery_id: int, *, has_arrived: bool) -> SettleDelivery:
    return SettleDelivery(
        entity_id=entity_id,
        delivery_id=delivery_id,
        has_arrived=has_arrived,
        reason="asked by telephone",
    )


def test_a_person_says_that_a_statement_arrived(office: PostOffice, smtp: Smtp) -> None:
    entity_id = an_office()
    delivery_id = lost_statement(entity_id, smtp)

    settle_delivery(settled(entity_id, delivery_id, has_arrived=True), **by(CLERK))

    assert states(entity_id) == ["sent"]
    assert len(office.taken) == 1
    with pytest.raises(NotOpen):
        settle_delivery(settled(entity_id, delivery_id, has_arrived=True), **by(CLERK))


def test_a_person_has_a_statement_sent_again(office: PostOffice, smtp: Smtp) -> None:
    entity_id = an_office()
    delivery_id = lost_statement(entity_id, smtp)
    office.is_losing = False

    settle_delivery(settled(entity_id, delivery_id, has_arrived=False), **by(CLERK))
    sent(entity_id, smtp)

    assert states(entity_id) == ["sent"]
    assert len(set(office.message_ids("lost@tidewell.example"))) == 1
    assert len(office.taken) == 2


def test_a_voided_invoice_is_not_sent(tmp_path: Path) -> None:
    entity_id = an_office()
    planned(entity_id, ANA)

    sent(entity_id, OutboxFolder(tmp_path), still_wanted=lambda _: "INV-1 was voided")

    assert (only(entity_id).state, only(entity_id).problem) == (
        "suppressed",
        "INV-1 was voided",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "recipient", ["ana at tidewell", "ana@tidewell.example\r\nBcc: all@world.example"]
)
def test_what_is_no_address_fails_with_the_reason(
    tmp_path: Path, recipient: str
) -> None:
    entity_id = an_office()
    planned(entity_id, recipient, BEN)

    sent(entity_id, OutboxFolder(tmp_path))

    assert states(entity_id) == ["failed", "sent"]
    [failed, _] = queries.deliveries(entity_id)
    assert "is no e-mail address" in failed.problem


@dataclass(eq=False)
class NoPrint(Refusal):
    """The document was never printed."""

    code: ClassVar[str] = "no_print"
    template: ClassVar[str] = "{number} was never printed."

    number: str


def test_what_cannot_be_composed_fails_with_the_reason(tmp_path: Path) -> None:
    entity_id = an_office()
    planned(entity_id, ANA)

    def refused(delivery: Delivery) -> Composed:
        raise NoPrint(delivery.number)

    sent(entity_id, OutboxFolder(tmp_path), compose=refused)

    assert only(entity_id).state == "failed"
    assert only(entity_id).problem == "INV-1 was never printed."


def test_an_office_without_an_address_is_told_before_anything_happens(
    tmp_path: Path,
) -> None:
    entity_id = an_office(email="")
    planned(entity_id, ANA)

    with pytest.raises(NoSender):
        sent(entity_id, OutboxFolder(tmp_path))

    assert states(entity_id) == ["planned"]
    assert only(entity_id).message_id.endswith(".duebook.invalid")


def test_a_stranger_sends_nothing(tmp_path: Path) -> None:
    entity_id = an_office()
    planned(entity_id, ANA)

    with pytest.raises(NotPermitted):
        sent(entity_id, OutboxFolder(tmp_path), actor="Nobody")

    assert list(tmp_path.iterdir()) == []


def test_an_outbox_that_cannot_be_written_loses_nothing(tmp_path: Path) -> None:
    entity_id = an_office()
    planned(entity_id, ANA)
    in_the_way = tmp_path / "outbox"
    in_the_way.write_text("a file, not a folder")

    run = sent(entity_id, OutboxFolder(in_the_way))

    assert run.stopped.startswith("The outbox cannot be written")
    assert states(entity_id) == ["planned"]


def test_what_was_sent_is_never_planned_again(tmp_path: Path) -> None:
    entity_id = an_office()
    planned(entity_id, ANA)
    sent(entity_id, OutboxFolder(tmp_path))

    with (
        pytest.raises(IntegrityError, match="does not become planned"),
        transaction.atomic(),
    ):
        models.Delivery.objects.filter(entity_id=entity_id).update(state="planned")
