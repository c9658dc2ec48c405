"""Lives of a billing run, each a process that may be killed; run as a program.

Arguments: entity, run.  The database is that of the environment.  For every line
that comes in, a process is forked that carries the run on: it says its number, then
``piece`` for each piece that it has ended.  When it is gone, however it went,
``over`` and how follow.
"""

from __future__ import annotations

import os
import sys

import django


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def live(entity_id: int, run_id: int) -> None:
    from duebook.apps.invoicing.actions.billing import carry_on  # noqa: PLC0415
    from tests.office import CLERK, NOON  # noqa: PLC0415

    say(str(os.getpid()))
    for _ in carry_on(entity_id, run_id, actor=CLERK, at=NOON):
        say("piece")


def main(entity_id: int, run_id: int) -> None:
    django.setup()
    import tests.office  # noqa: F401, PLC0415 - once for all lives

    for _ in sys.stdin:
        life = os.fork()
        if not life:
            live(entity_id, run_id)
            os._exit(0)
        _, status = os.waitpid(life, 0)
        say(f"over {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
