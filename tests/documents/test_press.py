"""Templates of an entity's own: they win, and they stay in their folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import typst

from duebook.documents.press import UnprintableTemplate, press
from duebook.documents.render import render_invoice
from tests.documents.builders import an_invoice
from tests.documents.reading import tags_of, text_of

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = '#import "house.typ": *\n#let document(data, id) = sheet(data, id, [{body}])\n'


def own(folder: Path, body: str) -> Path:
    (folder / "invoice.typ").write_text(PLAIN.replace("{body}", body))
    return folder


def test_an_entitys_own_template_wins(tmp_path: Path) -> None:
    folder = own(tmp_path, "= Our own #data.title")

    pdf = render_invoice(an_invoice(), template_overrides=folder)

    assert "Our own Invoice HP-2026-10241" in text_of(pdf)
    assert "Our own" not in text_of(render_invoice(an_invoice()))


def test_a_changed_template_is_seen(tmp_path: Path) -> None:
    render_invoice(an_invoice(), template_overrides=own(tmp_path, "= First"))
    own(tmp_path, "= The second")

    pdf = render_invoice(an_invoice(), template_overrides=tmp_path)

    assert "The second" in text_of(pdf)


def test_a_picture_of_the_folder_can_be_used(tmp_path: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    (tmp_path / "seal.svg").write_text(svg)
    folder = own(tmp_path, '= T\n#image("seal.svg", alt: "Our seal")')

    pdf = render_invoice(an_invoice(), template_overrides=folder)

    assert ("/Figure", "Our seal") in list(tags_of(pdf))


def test_a_fault_of_a_shipped_template_is_no_refusal() -> None:
    with pytest.raises(typst.TypstError):
        press(None).compile("main.typ", {})


@pytest.mark.parametrize(
    "body",
    [
        '#read("/etc/passwd")',
        '#read("../../../../../../etc/passwd")',
        "#no-such-word",
        "#eval(data.title)",
        '#import "@preview/any:1.0.0"',
        '#import ("@pre" + "view/any:1.0.0")',
        "#include data.title",
    ],
)
def test_a_template_that_reaches_out_or_fails_is_refused(
    tmp_path: Path, body: str
) -> None:
    with pytest.raises(UnprintableTemplate):
        render_invoice(an_invoice(), template_overrides=own(tmp_path, body))


def test_a_link_in_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.typ"
    secret.write_text(PLAIN.replace("{body}", "= Secret"))
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "invoice.typ").symlink_to(secret)

    pdf = render_invoice(an_invoice(), template_overrides=folder)

    assert "Secret" not in text_of(pdf)
