"""Reports and charts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader

from duebook.documents.records import (
    ChartKind,
    ColumnKind,
    CurrencyAmount,
    Paper,
    ReportColumn,
    Series,
)
from duebook.documents.render import render_chart_svg, render_report
from duebook.documents.sheets.chart import chart_sheet
from tests.documents.builders import a_chart, a_report
from tests.documents.reading import agrees_with_snapshot, tags_of, text_of


def test_the_text_is_what_was_reviewed() -> None:
    assert agrees_with_snapshot("report.en-US", text_of(render_report(a_report())))


def test_more_figures_than_stand_side_by_side_follow_below() -> None:
    months = [f"2026-{month:02}" for month in range(1, 13)]
    report = a_report(
        columns=(
            ReportColumn(head="Item", kind=ColumnKind.TEXT),
            *(ReportColumn(head=month, kind=ColumnKind.MONEY) for month in months),
        ),
        rows=(("Consult", *(month * 10_01 for month in range(1, 13))),),
        totals=(),
        chart=None,
    )

    text = text_of(render_report(report))

    assert text.count("Consult 10.01 20.02 30.03 40.04 50.05 60.06") == 1
    assert text.count("Consult 70.07 80.08 90.09 100.10 110.11 120.12") == 1
    assert [text.count(month) for month in months] == [1] * 12


def test_every_kind_of_cell() -> None:
    kinds = (
        ColumnKind.TEXT,
        ColumnKind.DATE,
        ColumnKind.NUMBER,
        ColumnKind.PERCENT,
        ColumnKind.MONEY,
        ColumnKind.MONEY,
    )
    report = a_report(
        locale="de-DE",
        columns=tuple(ReportColumn(head=kind.value, kind=kind) for kind in kinds),
        rows=(
            (
                "Hotel",
                date(2026, 11, 3),
                1200,
                Decimal("25.1"),
                1234_50,
                CurrencyAmount(minor=-500, currency="JPY"),
            ),
            (None, None, None, None, None, None),
        ),
        totals=(),
        chart=None,
    )

    text = text_of(render_report(report))

    assert "Hotel 03.11.2026 1.200 25,1\xa0% 1.234,50 −500" in text
    assert "– – – – – –" in text


def test_a_wide_report_is_turned() -> None:
    pdf = render_report(a_report(landscape=True, paper=Paper.A4))
    page = PdfReader(BytesIO(pdf)).pages[0].mediabox

    assert page.width > page.height


def test_a_chart_is_read_aloud() -> None:
    chart = a_chart()

    assert ("/Figure", chart.sentence) in list(tags_of(render_report(a_report())))


def test_bars_start_at_zero_and_pieces_touch() -> None:
    sheet = chart_sheet(
        a_chart(
            labels=("Oct",),
            currency="",
            per=1,
            series=(Series(name="a", values=(30,)), Series(name="b", values=(50,))),
        )
    )

    assert [tick["text"] for tick in sheet["ticks"]] == ["0", "20", "40", "60", "80"]
    assert sheet["columns"] == [
        [{"from": 0.0, "to": 0.375}, {"from": 0.375, "to": 1.0}]
    ]
    assert sheet["amounts"] == ["80"]


def test_what_is_negative_hangs_below_zero() -> None:
    sheet = chart_sheet(
        a_chart(
            kind=ChartKind.BARS,
            labels=("Sep", "Oct", "Nov"),
            currency="",
            per=1,
            series=(Series(name="a", values=(-10, None, 10)),),
        )
    )

    assert sheet["zero"] == 0.5
    assert sheet["columns"] == [
        [{"from": 0.0, "to": 0.5}],
        [None],
        [{"from": 0.5, "to": 1.0}],
    ]
    assert sheet["amounts"] == ["−10", "", "10"]


@pytest.mark.parametrize("kind", ChartKind)
@pytest.mark.parametrize("values", [(1, 2, 3), (0, 0, 0), (-5, None, 7)])
def test_every_chart_is_a_drawing(
    kind: ChartKind, values: tuple[int | None, ...]
) -> None:
    chart = a_chart(
        kind=kind,
        labels=("Sep", "Oct", "Nov"),
        series=(Series(name="Open", values=values), Series(name="Old", values=values)),
    )

    drawing = ET.fromstring(render_chart_svg(chart))  # noqa: S314 - our own drawing

    assert drawing.tag.endswith("svg")
    assert render_chart_svg(chart) == render_chart_svg(chart)
