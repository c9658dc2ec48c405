"""Workbooks made by hand, part by part, to hold what no writer of ours writes."""

from __future__ import annotations

import io
import zipfile

_BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    "<sheets>{sheets}</sheets></workbook>"
)
_RELATION = (
    '<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/{kind}" Target="{target}"/>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships">{relations}</Relationships>'
)
_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)
_STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<numFmts><numFmt numFmtId="170" formatCode="0.0%"/>'
    '<numFmt numFmtId="171" formatCode="0.0&quot;%&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs>'
    "</styleSheet>"
)


def a_workbook(*sheets: tuple[str, str], states: tuple[str, ...] = ()) -> bytes:
    """An XLSX file of sheets given by name and the XML of their rows."""
    names = [
        f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"'
        f"{f' state={states[number - 1]!r}' if states else ''}/>"
        for number, (name, _) in enumerate(sheets, 1)
    ]
    relations = [
        _RELATION.format(id=f"r{number}", kind="worksheet", target=f"s{number}.xml")
        for number in range(1, len(sheets) + 1)
    ]
    relations.append(_RELATION.format(id="r0", kind="styles", target="styles.xml"))
    root = _RELATION.format(id="r1", kind="officeDocument", target="xl/workbook.xml")
    parts = {
        "_rels/.rels": _RELATIONS.format(relations=root),
        "xl/workbook.xml": _BOOK.format(sheets="".join(names)),
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(relations="".join(relations)),
        "xl/styles.xml": _STYLES,
        **{
            f"xl/s{number}.xml": _SHEET.format(rows=rows)
            for number, (_, rows) in enumerate(sheets, 1)
        },
    }
    return an_archive({name: text.encode() for name, text in parts.items()})


def an_archive(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed.getvalue()


def a_row(number: int, *cells: str) -> str:
    """A row of cells: plain texts, or XML that begins with ``<``."""
    written = [
        cell if cell.startswith("<") else a_text(f"{chr(65 + index)}{number}", cell)
        for index, cell in enumerate(cells)
    ]
    return f'<row r="{number}">{"".join(written)}</row>'


def a_text(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'
