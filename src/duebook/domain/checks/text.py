"""What the customer reads: descriptions."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from duebook.domain.checks.findings import Severity
from duebook.domain.checks.register import Family, check, remark

if TYPE_CHECKING:
    from duebook.domain.checks.register import Answer, Row

# "Blood test" is a service and "test" is not; a TODO is one wherever it stands.
PLACEHOLDER = re.compile(
    r"""
    \s*(?:test(?:ing|e|s)?|dummy|sample|example|description|item|tbd|tba|n/?a|none
        |null|nan|undefined|asdf\w*|qwert\w*|foo|bar|[-.?x*]+)\s*
    | .*\b(?:TODO|FIXME|TBD|XXX+|lorem\s+ipsum|asdf\w*|changeme)\b.*
    | .*\?\?\?.*
    | .*(?:\{\{?\s*\w+\s*\}?\}|<\w+>|\#(?:REF|N/A|NAME|VALUE|DIV/0)!?).*
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=65_536)
def is_placeholder(text: str) -> bool:
    """Whether a text stands for one that nobody has written yet."""
    return PLACEHOLDER.fullmatch(text) is not None


@check(
    code="description_missing",
    family=Family.TEXT,
    severity=Severity.WARNING,
    title="Description missing",
    sentence="Line {line} ({item}) says nothing about what was done.",
    why="A customer does not pay for a line that says nothing, and many tax laws"
    " want a description.",
    example="Line 1 (CONSULT) says nothing about what was done.",
)
def description_missing(row: Row) -> Answer:
    if row.line.description and not row.line.description.isspace():
        return None
    return remark(item=row.charge.item_code)


@check(
    code="description_placeholder",
    family=Family.TEXT,
    severity=Severity.WARNING,
    title="Placeholder text",
    sentence="Line {line} says “{text}”.",
    why="Words like TODO, test or xxx, a template's field or a spreadsheet's #REF!"
    " were left in the description.",
    example="Line 1 says “TODO ask Pat”.",
)
def description_placeholder(row: Row) -> Answer:
    text = row.line.description
    if not text or text.isspace() or not is_placeholder(text):
        return None
    return remark(text=text)


ROW_CHECKS = (description_missing, description_placeholder)
