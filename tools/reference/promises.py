"""What the pages of the desk promise, and the tests that hold them to it."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]

HEAD: Final = """# What the pages promise

What somebody at the desk may rely on, page by page. Each line is a test: it stands in
the code as `@pytest.mark.promise("page", "sentence")`, and `make test` runs it.
"""


@dataclass(frozen=True, slots=True, order=True)
class Promise:
    """A sentence about a page, and the test that holds it."""

    page: str
    sentence: str
    file: str
    test: str


def promises(folder: Path) -> Iterator[Promise]:
    """Of every test below a folder."""
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for page, sentence in _said(node):
                    yield Promise(
                        page, sentence, path.relative_to(ROOT).as_posix(), node.name
                    )


def _said(test: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    for decorator in test.decorator_list:
        match decorator:
            case ast.Call(
                func=ast.Attribute(attr="promise"),
                args=[ast.Constant(str(page)), ast.Constant(str(sentence))],
            ):
                yield page, sentence
            case _:
                pass


def page() -> str:
    """The page of the reference."""
    by_page: dict[str, list[Promise]] = defaultdict(list)
    for promise in sorted(promises(ROOT / "tests")):
        by_page[promise.page].append(promise)
    return HEAD + "".join(
        f"\n## {name}\n\n"
        + "".join(
            f"- {one.sentence}  \n  `{one.file}::{one.test}`\n" for one in of_page
        )
        for name, of_page in sorted(by_page.items())
    )
