"""Two people on one document: whoever has not seen the last change is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeVar

from duebook.apps.audit.actions import Command
from duebook.apps.invoicing.queries.versions import version_of
from duebook.apps.receivables.queries import lock_document_items
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from duebook.apps.entities.actions import Act
    from duebook.apps.invoicing.queries.documents import Stored

C = TypeVar("C", bound=Command)
R = TypeVar("R")


@dataclass(eq=False)
class DocumentChanged(Refusal):
    """Something happened to the document after it was shown."""

    code: ClassVar[str] = "document_changed"
    template: ClassVar[str] = (
        "{number} was changed since this page was shown. Here is how it is now."
    )

    number: str


def as_seen(
    body: Callable[[C, Act], R],
    document: Stored,
    seen: str,
    *,
    is_locking: bool = True,
) -> Callable[[C, Act], R]:
    """An action's body that goes on only while a document is as it was ``seen``.

    It is the ``instead`` of the action: so the answer to a form that was sent twice
    comes first, and what waits for approval is not bound to what its asker saw.  The
    document's items stay locked until the end, so nothing comes between; an act that
    moves none of them does without the lock.  Who saw nothing is not asked.

    Raises:
        DocumentChanged: it stands differently now.
    """

    def guarded(command: C, act: Act) -> R:
        if is_locking:
            lock_document_items(act.entity_id, document.id)
        if seen and seen != version_of(act.entity_id, document):
            raise DocumentChanged(document.number)
        return body(command, act)

    return guarded
