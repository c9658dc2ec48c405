"""A sender that is killed at a point of the third mail; run as a program.

Arguments: entity, port of the server, the point.  The database is that of the
environment.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

import django
from typing_extensions import override

if TYPE_CHECKING:
    from duebook.apps.delivery.jobs.sending import Composed, Outcome
    from duebook.apps.delivery.jobs.transports import Envelope
    from duebook.apps.delivery.queries import Delivery

THE_THIRD = "INV-3"


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("SIGKILL is not survived")


def main(entity_id: int, port: int, point: str) -> None:
    django.setup()
    from duebook.apps.delivery.jobs.transports import Smtp  # noqa: PLC0415 - after setup
    from duebook.formats.mail_server import Tls  # noqa: PLC0415
    from tests.apps.delivery.post_office import composed, sent  # noqa: PLC0415

    def when(name: str, number: str) -> None:
        if point == name and number.startswith(THE_THIRD):
            die()

    class DyingSmtp(Smtp):
        @override
        def send(self, envelope: Envelope) -> str:
            when("marked", envelope.name)
            said = super().send(envelope)
            when("handed over", envelope.name)
            return said

        @override
        def _offer(self, server: object, envelope: Envelope) -> None:
            super()._offer(server, envelope)  # type: ignore[arg-type]
            when("offered", envelope.name)

    def dying(delivery: Delivery) -> Composed:
        made = composed(delivery)
        when("composing", delivery.number)
        return made

    def noted(outcome: Outcome) -> None:
        when("settled", outcome.delivery.number)

    server = DyingSmtp("127.0.0.1", port, Tls.NONE)
    sent(entity_id, server, compose=dying, each=noted)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
