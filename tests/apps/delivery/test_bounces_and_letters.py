"""What comes back by mail, and what goes out on paper."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from duebook.apps.delivery import queries
from duebook.apps.delivery.actions import NotOurMail, bounce_in, record_bounce
from duebook.apps.delivery.jobs.letters import (
    LettersPrinted,
    PrintLetters,
    print_letters,
)
from duebook.apps.delivery.jobs.transports import OutboxFolder
from duebook.domain.rights import NotPermitted
from duebook.formats.bounces import NotABounce
from tests.apps.delivery.post_office import an_office, planned, sent, wanted
from tests.apps.delivery.test_sending import ANA, BEN, only, states
from tests.office import CLERK, NOON, by, chain_holds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from duebook.apps.delivery.queries import Delivery

pytestmark = pytest.mark.django_db


def a_notification(message_id: str) -> bytes:
    return f"""\
From: Mail Delivery System <mailer-daemon@relay.example>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {ANA}
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 mailbox is full

--b
Content-Type: text/rfc822-headers

Message-ID: <{message_id}>
Subject: Invoice INV-1
--b--
""".encode()


def test_a_bounce_marks_its_mail_and_no_other(tmp_path: Path) -> None:
    entity_id = an_office()
    planned(entity_id, ANA, BEN)
    sent(entity_id, OutboxFolder(tmp_path))
    [lost, _] = queries.deliveries(entity_id)
    command = bounce_in(entity_id, a_notification(lost.message_id))

    first = record_bounce(command, **by(CLERK))
    again = record_bounce(command, **by(CLERK))

    assert first == again == lost.id
    [lost, other] = queries.deliveries(entity_id)
    assert (lost.state, lost.problem) == ("bounced", "5.2.2 552 mailbox is full")
    assert other.state == "sent"
    assert chain_holds(entity_id)


def test_a_bounce_of_somebody_elses_mail_is_refused(tmp_path: Path) -> None:
    ours, theirs = an_office(), an_office()
    planned(theirs, ANA)
    sent(theirs, OutboxFolder(tmp_path))

    with pytest.raises(NotOurMail):
        record_bounce(
            bounce_in(ours, a_notification(only(theirs).message_id)), **by(CLERK)
        )

    assert states(theirs) == ["sent"]


def test_a_bounce_of_a_mail_that_never_went_out_is_refused() -> None:
    entity_id = an_office()
    planned(entity_id, ANA)

    with pytest.raises(NotOurMail):
        record_bounce(
            bounce_in(entity_id, a_notification(only(entity_id).message_id)),
            **by(CLERK),
        )


def test_other_mail_is_no_bounce() -> None:
    with pytest.raises(NotABounce):
        bounce_in(1, b"Subject: Thank you\n\nPaid today.")


def pressed(letters: Sequence[Delivery]) -> bytes:
    return " ".join(letter.number for letter in letters).encode()


def printed(
    entity_id: int, folder: Path, *, key: uuid.UUID | None = None, actor: str = CLERK
) -> LettersPrinted:
    return print_letters(
        PrintLetters(entity_id=entity_id),
        press=pressed,
        still_wanted=wanted,
        folder=folder,
        actor=actor,
        key=key or uuid.uuid4(),
        at=NOON,
    )


def test_letters_that_wait_are_printed_once_in_one_file(tmp_path: Path) -> None:
    entity_id = an_office()
    first, second = planned(
        entity_id, "Tidewell Hotels", "Alder Clinic", channel="letter"
    )
    key = uuid.uuid4()

    run = printed(entity_id, tmp_path, key=key)
    same_again = printed(entity_id, tmp_path, key=key)
    nothing_left = printed(entity_id, tmp_path)

    assert run == same_again
    assert run.printed == (first, second)
    assert nothing_left == LettersPrinted("", (), ())
    [file] = tmp_path.iterdir()
    assert file.name == run.file == f"letters-2026-11-03-{first}.pdf"
    assert file.read_bytes() == b"INV-1 INV-2"
    assert states(entity_id) == ["sent", "sent"]
    assert chain_holds(entity_id)


def test_mails_are_not_printed_and_letters_are_not_mailed(tmp_path: Path) -> None:
    entity_id = an_office()
    [mail] = planned(entity_id, ANA)
    [letter] = planned(entity_id, "Tidewell Hotels", channel="letter")

    assert sent(entity_id, OutboxFolder(tmp_path)).ids("sent") == (mail,)
    assert states(entity_id) == ["sent", "planned"]
    assert printed(entity_id, tmp_path).printed == (letter,)


def test_a_letter_no_longer_wanted_is_left_out(tmp_path: Path) -> None:
    entity_id = an_office()
    planned(entity_id, "Tidewell Hotels", "Alder Clinic", channel="letter")

    run = print_letters(
        PrintLetters(entity_id=entity_id),
        press=pressed,
        still_wanted=lambda letter: "voided" if letter.number == "INV-1" else None,
        folder=tmp_path,
        **by(CLERK),
    )

    assert (tmp_path / run.file).read_bytes() == b"INV-2"
    assert states(entity_id) == ["suppressed", "sent"]


def test_a_press_that_fails_leaves_all_letters_waiting(tmp_path: Path) -> None:
    entity_id = an_office()
    planned(entity_id, "Tidewell Hotels", channel="letter")

    def jammed(_: Sequence[Delivery]) -> bytes:
        raise OSError("out of paper")

    with pytest.raises(OSError, match="out of paper"):
        print_letters(
            PrintLetters(entity_id=entity_id),
            press=jammed,
            still_wanted=wanted,
            folder=tmp_path,
            **by(CLERK),
        )

    assert states(entity_id) == ["planned"]
    assert list(tmp_path.iterdir()) == []


def test_a_stranger_prints_nothing(tmp_path: Path) -> None:
    entity_id = an_office()
    planned(entity_id, "Tidewell Hotels", channel="letter")

    with pytest.raises(NotPermitted):
        printed(entity_id, tmp_path, actor="Nobody")

    assert list(tmp_path.iterdir()) == []
