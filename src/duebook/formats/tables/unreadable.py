"""The one exception by which a cell reader says no."""

from __future__ import annotations


class Unreadable(ValueError):
    """A cell is not what its column should hold; the reason completes "The cell …"."""

    @property
    def reason(self) -> str:
        return str(self.args[0])
