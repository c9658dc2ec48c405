"""A no with a reason and facts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from string import Formatter
from typing import ClassVar, Final

from typing_extensions import override


@dataclass(eq=False)
class Refusal(Exception):
    """What the office does not do, said once: a code, a sentence, the facts.

    Subclasses are dataclasses (``eq=False``, not frozen: Python writes
    ``__traceback__`` on exceptions) whose fields fill ``template``.  A sentence names
    things as people see them and amounts in their currency, never in minor units.
    """

    code: ClassVar[str] = "refused"
    template: ClassVar[str] = "This was refused."

    def facts(self) -> dict[str, object]:
        """The facts by name, for a program to read."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @override
    def __str__(self) -> str:
        return _IN_SENTENCES.vformat(self.template, (), self.facts())


class Absent(Refusal):
    """What is asked for by number, code or name is not there: on a page, 404."""


class _InSentences(Formatter):
    """Figures with their thousands grouped, where a template says nothing else."""

    @override
    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, Decimal) and not format_spec:
            return f"{value:,f}"
        return str(super().format_field(value, format_spec))


_IN_SENTENCES: Final = _InSentences()
