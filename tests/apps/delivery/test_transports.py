"""How the mail server's address is read, and what an encrypted one is asked."""

from __future__ import annotations

import pytest

from duebook.apps.delivery.jobs.transports import (
    Envelope,
    NoServer,
    NotAServer,
    Smtp,
    Tls,
    file_stem,
    smtp_of,
)
from tests.apps.delivery.post_office import a_post_office


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtps://ana:s%40lt@mail.harbor.example",
            Smtp("mail.harbor.example", 465, Tls.SSL, "ana", "s@lt"),
        ),
        (
            "smtp://ana:salt@mail.harbor.example:2587",
            Smtp("mail.harbor.example", 2587, Tls.STARTTLS, "ana", "salt"),
        ),
        ("smtp://localhost?tls=none", Smtp("localhost", 25, Tls.NONE)),
    ],
)
def test_the_address_says_host_port_and_encryption(url: str, server: Smtp) -> None:
    assert smtp_of(url) == server


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("mail.harbor.example", "does not begin with smtp:// or smtps://"),
        ("smtp://", "names no host"),
        ("smtp://h:99999", "has a port that is no number up to 65535"),
        ("smtp://h?tls=maybe", "has the unknown option “tls=maybe”"),
        ("smtp://a:b@h?tls=none", "would send the password without encryption"),
    ],
)
def test_an_address_that_cannot_be_meant_is_refused(url: str, trouble: str) -> None:
    with pytest.raises(NotAServer) as refused:
        smtp_of(url)

    assert refused.value.trouble == trouble


def test_a_password_is_not_shown() -> None:
    assert "salt" not in repr(smtp_of("smtp://ana:salt@mail.harbor.example"))


AN_ENVELOPE = Envelope(
    name="INV-1-1",
    sender="billing@harbor.example",
    recipient="ana@tidewell.example",
    message=b"Subject: x\r\n\r\nx\r\n",
)


def test_a_server_without_encryption_gets_no_mail_that_asks_for_it() -> None:
    with a_post_office() as (office, plain):
        careful = Smtp(plain.host, plain.port, Tls.STARTTLS, timeout_s=10)

        with pytest.raises(NoServer, match="STARTTLS"):
            careful.send(AN_ENVELOPE)

    assert office.taken == []


def test_a_connection_that_the_server_closed_is_made_anew() -> None:
    with a_post_office() as (office, server):
        server.send(AN_ENVELOPE)
        connection = server._connection  # noqa: SLF001 - the server hangs up
        assert connection is not None
        connection.close()

        server.send(AN_ENVELOPE)

    assert office.recipients() == ["ana@tidewell.example"] * 2


@pytest.mark.parametrize(
    ("number", "stem"),
    [
        ("INV-2026-00017", "INV-2026-00017-5"),
        ("../../etc/passwd", "etc-passwd-5"),
        ("RE 2026/17", "RE-2026-17-5"),
        ("///", "5"),
    ],
)
def test_a_file_is_named_by_number_and_delivery(number: str, stem: str) -> None:
    assert file_stem(number, 5) == stem
