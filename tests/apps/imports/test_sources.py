from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.imports.actions import RememberMapping, remember_mapping
from duebook.apps.imports.queries import (
    NoBadRows,
    NoSuchImport,
    Said,
    bad_rows,
    import_by_id,
    remembered,
    sources,
)
from duebook.formats.tables import DateOrder
from tests.apps.imports.office import an_office, seen, taken, undone
from tests.office import CLERK, an_entity, by

if TYPE_CHECKING:
    from duebook.apps.imports.queries import (
        Preview,
    )

pytestmark = pytest.mark.django_db

SHEET = "Wer,Was,Wann\nTIDE,CLEAN,03/04/2026\n"
SAID = Said(
    columns={"Wer": "party", "Was": "item", "Wann": "service_date"},
    date_order=DateOrder.DMY,
)


def remember(entity_id: int, shown: Preview, source: str) -> None:
    remember_mapping(
        RememberMapping(
            entity_id=entity_id, kind="charges", source=source, mapping=shown.mapping
        ),
        **by(CLERK),
    )


def test_next_month_the_columns_are_known_and_so_is_the_order_of_days() -> None:
    entity_id = an_office()
    remember(entity_id, seen(entity_id, "charges", SHEET, said=SAID), "Time sheets")

    may = seen(entity_id, "charges", SHEET.replace("03/04", "05/05"))

    assert [choice.field for choice in may.mapping.choices] == [
        "party",
        "item",
        "service_date",
    ]
    assert may.mapping.choices[2].written.date_order is DateOrder.DMY


def test_the_mapping_of_the_source_named_goes_before_others() -> None:
    entity_id = an_office()
    other = Said(columns={**SAID.columns, "Wann": ""})
    remember(entity_id, seen(entity_id, "charges", SHEET, said=other), "A")
    remember(entity_id, seen(entity_id, "charges", SHEET, said=SAID), "B")

    named = seen(entity_id, "charges", SHEET, source="B")

    assert named.mapping.choices[2].field == "service_date"


def test_a_source_is_remembered_once_and_in_its_entity_alone() -> None:
    entity_id, other_id = an_office(), an_entity("NX")
    shown = seen(entity_id, "charges", SHEET, said=SAID)
    remember(entity_id, shown, "A")
    remember(entity_id, shown, "A")

    with db.reading(entity_id):
        assert [source.name for source in sources(entity_id)] == ["A"]
    with db.reading(other_id):
        assert sources(other_id) == []
        assert remembered(entity_id, "charges") == []


def test_nobody_undoes_or_reads_the_import_of_another_entity() -> None:
    entity_id, other_id = an_office(), an_entity("NX")
    result = taken(
        entity_id, "charges", "Party,Item\nTIDE,CLEAN\nNOBODY,CLEAN\n", name="may.csv"
    )

    with pytest.raises(NoSuchImport):
        undone(other_id, result.file_id)
    with db.reading(other_id), pytest.raises(NoBadRows):
        bad_rows(other_id, result.file_id)
    with db.reading(other_id), pytest.raises(NoSuchImport):
        import_by_id(entity_id, result.file_id)
