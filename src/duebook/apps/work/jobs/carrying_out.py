"""Carrying one work out, and telling how it ended, whatever happens."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Any

from django.db import InterfaceError, OperationalError, connection

from duebook.apps.audit.actions import adapter
from duebook.apps.work.actions import telling
from duebook.apps.work.actions.kinds import kind_of
from duebook.apps.work.actions.telling import Ended, Superseded
from duebook.apps.work.actions.working import HandedBack, Working
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from duebook.apps.work.actions.telling import Begun

log = logging.getLogger(__name__)


def carry_out(entity_id: int, work_id: int, is_going: Callable[[], bool]) -> None:
    """Do a work from where it stands, in the name of whoever asked for it.

    Args:
        entity_id: whose work.
        work_id: its number.
        is_going: whether the worker was told to end.

    Raises:
        HandedBack, OperationalError, InterfaceError: it is to be tried again, because
            the worker goes home or the database was not to be reached.
    """
    begun = telling.begin(entity_id, work_id)
    if begun is None:
        return
    working = Working(begun, is_going)
    try:
        state, ended = _done(begun, working)
        telling.end(begun, state, ended, working.left_to_tell())
    except HandedBack:
        telling.hand_back(begun)
        raise
    except (OperationalError, InterfaceError):
        connection.close()
        raise
    except Superseded:
        log.warning("work %s of entity %s was taken over", work_id, entity_id)


def _done(begun: Begun, working: Working) -> tuple[str, Ended]:
    """The state that the work ends in, and how it came out."""
    try:
        kind = kind_of(begun.kind)
        command: Any = adapter(kind.command_kind).validate_python(begun.command)
        ended = kind.body(working, command)
    except Refusal as refusal:
        return "failed", Ended(sentence=str(refusal))
    except (HandedBack, Superseded, OperationalError, InterfaceError):
        raise
    except Exception:
        reference = secrets.token_hex(3).upper()
        log.exception("work %s failed, reference %s", begun.work_id, reference)
        return "failed", Ended(sentence=_broken(working), reference=reference)
    return ("stopped" if working.was_stopped else "done"), ended


def _broken(working: Working) -> str:
    if not working.done:
        return "This did not work and nothing was written."
    return (
        f"This did not work beyond {working.done:,} of {working.total:,}. What was "
        "done until then stands, and the rest can be carried on."
    )
