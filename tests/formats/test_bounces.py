"""Bounces: what a server says when it gives a mail up; other mail is told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.formats.bounces import Bounce, NotABounce, read_bounce


def a_notification(
    *,
    action: str = "failed",
    returned_as: str = "message/rfc822",
    returned: str = "Message-ID: <8c1f@harbor.example>\nSubject: Invoice\n\n…\n",
) -> bytes:
    return f"""\
From: Mail Delivery System <mailer-daemon@relay.example>
To: billing@harbor.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-1@relay.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Your mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
Arrival-Date: Sat, 21 Nov 2026 09:30:01 +0000

Final-Recipient: rfc822; accounts@tidewell.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <accounts@tidewell.example>:
    no such mailbox here

--b
Content-Type: {returned_as}

{returned}
--b--
""".encode()


LOST = Bounce(
    message_id="8c1f@harbor.example",
    recipient="accounts@tidewell.example",
    status="5.1.1",
    words="550 5.1.1 <accounts@tidewell.example>: no such mailbox here",
)


def test_the_lost_mail_and_the_servers_words_are_read() -> None:
    assert read_bounce(a_notification()) == LOST


def test_the_headers_alone_are_enough() -> None:
    assert read_bounce(a_notification(returned_as="text/rfc822-headers")) == LOST


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", "it has no delivery status"),
        (b"Subject: Out of office\n\nBack on Monday.", "it has no delivery status"),
        (a_notification(action="delayed"), "it reports “delayed” and no failure"),
        (a_notification(action=""), "it reports “nothing” and no failure"),
        (a_notification(returned=""), "it does not say which mail was lost"),
        (
            a_notification(returned_as="text/plain"),
            "it does not say which mail was lost",
        ),
    ],
)
def test_other_mail_is_told_apart(content: bytes, trouble: str) -> None:
    with pytest.raises(NotABounce) as refused:
        read_bounce(content)

    assert refused.value.trouble == trouble


@given(st.binary(max_size=40), st.integers(0, len(a_notification())))
def test_a_damaged_notification_is_read_or_refused(junk: bytes, at: int) -> None:
    whole = a_notification()
    try:
        bounce = read_bounce(whole[:at] + junk + whole[at + len(junk) :])
    except NotABounce:
        return
    assert bounce.message_id
    assert bounce.words.isprintable()


@given(st.binary(max_size=400))
def test_junk_is_refused(content: bytes) -> None:
    with pytest.raises(NotABounce):
        read_bounce(content)
