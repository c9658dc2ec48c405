"""How a server is spoken to: encrypted or not at all, and anew where it hung up."""

from __future__ import annotations

import pytest

from duebook.apps.delivery.jobs.transports import (
    Envelope,
    NoServer,
    Smtp,
    file_stem,
)
from duebook.formats.mail_server import Tls
from tests.apps.delivery.post_office import a_post_office

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
