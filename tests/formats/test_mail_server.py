"""How the address of a mail server is read, and which servers get no mail."""

from __future__ import annotations

import pytest

from duebook.formats.mail_server import MailServer, NotAServer, Tls, server_of


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtps://ana:s%40lt@mail.harbor.example",
            MailServer(
                host="mail.harbor.example",
                port=465,
                tls=Tls.SSL,
                user="ana",
                password="s@lt",
            ),
        ),
        (
            "smtp://ana:salt@mail.harbor.example:2587",
            MailServer(
                host="mail.harbor.example",
                port=2587,
                tls=Tls.STARTTLS,
                user="ana",
                password="salt",
            ),
        ),
        (
            "smtp://localhost?tls=none",
            MailServer(host="localhost", port=25, tls=Tls.NONE),
        ),
    ],
)
def test_the_address_says_host_port_and_encryption(
    url: str, server: MailServer
) -> None:
    assert server_of(url) == server


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("mail.harbor.example", "does not begin with smtp:// or smtps://"),
        ("smtp://", "names no host"),
        ("smtp://h:99999", "has a port that is no number up to 65535"),
        ("smtp://h:0", "has a port that is no number up to 65535"),
        ("smtp://h?tls=maybe", "has the unknown option “tls=maybe”"),
        ("smtp://a:b@h?tls=none", "would send the password without encryption"),
    ],
)
def test_an_address_that_cannot_be_meant_is_refused(url: str, trouble: str) -> None:
    with pytest.raises(NotAServer) as refused:
        server_of(url)

    assert refused.value.trouble == trouble


def test_a_password_is_not_shown() -> None:
    assert "salt" not in repr(server_of("smtp://ana:salt@mail.harbor.example"))
