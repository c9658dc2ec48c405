"""A no with a reason and facts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

from typing_extensions import override


@dataclass(eq=False)
class Refusal(Exception):
    """What the office does not do, said once: a code, a sentence, the facts.

    Subclasses are dataclasses (``eq=False``, not frozen: Python writes
    ``__traceback__`` on exceptions) whose fields fill ``template``.
    """

    code: ClassVar[str] = "refused"
    template: ClassVar[str] = "This was refused."

    def facts(self) -> dict[str, object]:
        """The facts by name, for a program to read."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @override
    def __str__(self) -> str:
        return self.template.format(**self.facts())
