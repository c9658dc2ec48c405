"""Every command, action, refusal and setting is documented, as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import register
from duebook.apps.ledger.management.commands.open_entity import SETTINGS
from reference.settings import ENTITY, ENVIRONMENT

SOURCE = Path(__file__).parents[2] / "src"
VARIABLE = re.compile(r"\"((?:DUEBOOK|DATABASE)_[A-Z_]+)\"")


@pytest.mark.parametrize("name", register.PAGES)
def test_the_page_is_what_the_code_says(name: str) -> None:
    written = (register.FOLDER / name).read_text(encoding="utf-8")

    assert written == register.MADE + register.PAGES[name](), "run: make register"


def test_every_variable_of_the_environment_is_documented() -> None:
    read = {
        variable
        for file in SOURCE.rglob("*.py")
        for variable in VARIABLE.findall(file.read_text(encoding="utf-8"))
    }

    assert read == set(ENVIRONMENT)


def test_every_setting_of_an_entity_is_documented() -> None:
    assert set(SETTINGS) == set(ENTITY)
