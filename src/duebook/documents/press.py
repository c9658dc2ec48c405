"""The Typst compiler: one per thread and template folder, kept warm.

It sees one folder (the shipped templates, an entity's own laid over them) and the
shipped fonts.  Data reach it as JSON, so what people typed is text and never
markup; packages and ``eval`` are refused in an entity's own templates.
"""

from __future__ import annotations

import json
import re
import shutil
import threading
import weakref
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

import typst

from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from datetime import datetime

_HOME: Final = Path(str(files("duebook.documents")))
_SHIPPED: Final = _HOME / "templates"
_STANDARDS: Final[list[Any]] = ["a-3b", "ua-1"]
_REACHING_OUT: Final = re.compile(
    r'@preview|\beval\b|\b(?:import|include)\b(?!\s*"[\w-]+\.typ")'
)
"""What could fetch a package or run built text; imports name a sibling plainly."""

Stamp = tuple[tuple[str, int, int], ...]
"""Names, times of change and sizes: what tells that a folder has changed."""


@dataclass(eq=False)
class UnprintableTemplate(Refusal):
    """An entity's own template that documents cannot be printed with."""

    code: ClassVar[str] = "unprintable_template"
    template: ClassVar[str] = "{what} cannot be used: {reason}"

    what: str
    reason: str


@dataclass(slots=True, weakref_slot=True)
class Press:
    """A compiler with its folder of templates."""

    folder: Path
    overrides: Path | None
    _compiler: typst.Compiler = field(init=False)

    def __post_init__(self) -> None:
        self._compiler = typst.Compiler(
            root=self.folder, font_paths=_fonts(), ignore_system_fonts=True
        )

    def compile(
        self,
        template: str,
        data: dict[str, Any],
        *,
        format: Literal["pdf", "svg"] = "pdf",  # noqa: A002  (Typst's own word)
        timestamp: datetime | None = None,
    ) -> bytes:
        """One file from the template and the data; raises as :meth:`pages` does."""
        [file] = self.pages(template, data, format=format, timestamp=timestamp)
        return file

    def pages(
        self,
        template: str,
        data: dict[str, Any],
        *,
        format: Literal["pdf", "svg"] = "svg",  # noqa: A002  (Typst's own word)
        timestamp: datetime | None = None,
    ) -> list[bytes]:
        """A picture of each page, or the one file of a format that has pages inside.

        Raises:
            UnprintableTemplate: an entity's own template has a fault.  A fault in a
                shipped one is ours and comes as ``typst.TypstError``.
        """
        try:
            pages = self._compiler.compile(
                input=self.folder / template,
                format=format,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards=_STANDARDS if format == "pdf" else [],
                timestamp=timestamp,
            )
        except typst.TypstError as error:
            if self.overrides is None:
                raise
            raise UnprintableTemplate(_where(self.overrides), error.message) from error
        assert pages is not None, "in memory"
        return [pages] if isinstance(pages, bytes) else list(pages)

    def places(self, template: str, data: dict[str, Any]) -> list[dict[str, Any]]:
        """Where marked amounts stand: ``mark``, ``page`` from 1, a box in points.

        Raises:
            UnprintableTemplate: as :meth:`pages` does.
        """
        try:
            told = typst.query(
                self.folder / template,
                "<amount>",
                field="value",
                root=self.folder,
                font_paths=_fonts(),
                ignore_system_fonts=True,
                sys_inputs={
                    "data": json.dumps(data, ensure_ascii=False),
                    "places": "asked",
                },
            )
        except typst.TypstError as error:
            if self.overrides is None:
                raise
            raise UnprintableTemplate(_where(self.overrides), error.message) from error
        found: list[dict[str, Any]] = json.loads(told)
        return found


class _Presses(threading.local):
    """The presses of a thread: a compiler must not be shared between threads."""

    def __init__(self) -> None:
        self.by_overrides: dict[Path | None, tuple[Stamp, Press]] = {}


_PRESSES: Final = _Presses()


def press(overrides: Path | None) -> Press:
    """This thread's press for a folder of overrides, renewed when it has changed.

    Raises:
        UnprintableTemplate: a template reaches for a package or evaluates text.
    """
    stamp = _stamp(overrides) if overrides else ()
    kept = _PRESSES.by_overrides.get(overrides)
    if kept and kept[0] == stamp:
        return kept[1]
    made = _press_with(overrides) if overrides else Press(_SHIPPED, None)
    _PRESSES.by_overrides[overrides] = (stamp, made)
    return made


def _own_files(overrides: Path) -> list[Path]:
    """Templates and pictures of the folder itself; a link could lead out of it."""
    return sorted(
        path
        for path in overrides.iterdir()
        if path.suffix in {".typ", ".svg", ".png"}
        and path.is_file()
        and not path.is_symlink()
    )


def _stamp(overrides: Path) -> Stamp:
    stats = ((path.name, path.stat()) for path in _own_files(overrides))
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


def _press_with(overrides: Path) -> Press:
    """A press on a private copy: shipped templates, the entity's own over them."""
    folder = Path(mkdtemp(prefix="duebook-templates-"))
    made = Press(folder, overrides)
    weakref.finalize(made, shutil.rmtree, folder, ignore_errors=True)
    lay_out(folder, overrides)
    return made


def lay_out(folder: Path, overrides: Path | None) -> None:
    """Copy the shipped templates into a folder, and an entity's own over them.

    Raises:
        UnprintableTemplate: one of them reaches out of its folder.
    """
    shutil.copytree(_SHIPPED, folder, dirs_exist_ok=True)
    for path in _own_files(overrides) if overrides else ():
        if path.suffix == ".typ":
            refuse_reaching_out(path, _where(path.parent))
        shutil.copy(path, folder / path.name)


def refuse_reaching_out(path: Path, where: str) -> None:
    """Refuse a template that fetches packages, runs built text or leaves its folder.

    Raises:
        UnprintableTemplate: it does; ``where`` is what it is called then.
    """
    found = _REACHING_OUT.search(path.read_text(encoding="utf-8"))
    if found:
        raise UnprintableTemplate(
            where,
            f"{path.name} says “{found[0]}”; a template uses only its own folder.",
        )


def _where(overrides: Path) -> str:
    return f"The templates in {overrides}"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(_HOME / "fonts")],
    )
