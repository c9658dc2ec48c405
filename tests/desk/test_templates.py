"""A template is printed beside its text while somebody writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.desk.conftest import Sitting


def test_what_is_typed_is_printed_and_a_fault_named(
    desk: Sitting, settings: SettingsWrapper
) -> None:
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {**settings.CACHES, "tried": {"BACKEND": memory}}
    ada = desk("administrator")
    ada.go("/hp/settings/templates/try")
    text = ada.page.get_by_label("Text")
    begins = text.input_value()

    text.fill(begins + "\n// tried")
    picture = ada.page.get_by_role("img", name="Page 1 as it would print")
    picture.wait_for()
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0

    ada.page.get_by_role("button", name="Keep it").click()
    ada.page.get_by_text("Holds now.").wait_for()
    assert text.input_value().endswith("// tried")
    assert "Kept the template invoice.typ" in ada.last_act

    text.fill("#let a = (")
    ada.page.get_by_text("invoice.typ, line 1").wait_for()
    assert text.input_value() == "#let a = ("
