"""A template that somebody is writing: shown, or refused with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duebook.documents.press import UnprintableTemplate
from duebook.documents.trying import text_now, try_template
from tests.documents.builders import an_invoice

if TYPE_CHECKING:
    from pathlib import Path

FRAME = '#import "house.typ": *\n#let document(data, id) = sheet(data, id, [{body}])\n'


def tried(body: str) -> list[bytes]:
    text = FRAME.replace("{body}", body)
    return try_template("invoice.typ", text, an_invoice(), template_overrides=None)


def test_what_is_typed_is_drawn() -> None:
    [page, *_] = tried("= Our own #data.title")
    assert page.startswith(b"<svg")
    assert page != tried("= Another")[0]


def test_a_fault_is_told_with_its_place() -> None:
    with pytest.raises(UnprintableTemplate, match=r"invoice\.typ, line 2, column \d+"):
        tried("#let a = (")


@pytest.mark.parametrize(
    "body", ['#import "@preview/cetz:0.3.0"', '#eval("1")', '#include "/etc/x.typ"']
)
def test_what_reaches_out_is_refused(body: str) -> None:
    with pytest.raises(UnprintableTemplate, match="only its own folder"):
        tried(body)


def test_a_file_outside_cannot_be_read() -> None:
    with pytest.raises(UnprintableTemplate):
        tried('#read("../../../../etc/hostname")')


def test_what_never_ends_is_ended() -> None:
    with pytest.raises(UnprintableTemplate, match="memory or time"):
        tried("#for i in range(99999) { for j in range(99999) { (i * j,) } }")


def test_own_templates_beside_it_are_used(tmp_path: Path) -> None:
    (tmp_path / "motto.typ").write_text("#let motto = [Paid is paid]")
    text = '#import "motto.typ": *\n' + FRAME.replace("{body}", "#motto")

    assert try_template(
        "invoice.typ", text, an_invoice(), template_overrides=tmp_path
    ) == tried("Paid is paid")


def test_it_begins_with_what_holds_now(tmp_path: Path) -> None:
    (tmp_path / "invoice.typ").write_text("= Ours")

    assert text_now("invoice.typ", tmp_path) == "= Ours"
    assert "#let sheet(" in text_now("house.typ", tmp_path)
