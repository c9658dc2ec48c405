"""What holds on every page of the desk, wherever it is, for whoever reads it.

The pages are those of the table of addresses; the crawl finds an example of each, so
that a page to which nothing leads fails here, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk.browsing import LARGE, SMALL, sit_down
from tests.desk.crawling import crawl
from tests.desk.office import PEOPLE
from tests.pages.test_matrix import patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.desk.browsing import Desk
    from tests.desk.crawling import Found
    from tests.desk.office import Office

    Readers = Callable[[str | None], Desk]

ROUTES = sorted({route for route, view in patterns() if hasattr(view, "page")})
READERS = {"manager": 3, "administrator": 1, "coordinator": 1}
"""Who reads, and how many pages of a kind: the others see what one may not."""

SIGN_IN = "/sign-in"
BEGINNINGS = (
    *("/today", "/hp/invoices/HP-2026-00001", "/hp/invoices/HP-2026-00003"),
    *("/hp/invoices/Q-2026-00001", "/hp/parties/CALLOWAY?tab=details"),
)
"""Where a crawl begins: Today, and what is beyond the first rows of a list."""

BY_OTHER_WAYS = {
    "desk/components": "for those who build pages",
    "<str:entity>/": "as people type it",
    "<str:entity>/acts/<int:event_id>/entries": "from an act that posts",
    "<str:entity>/bank/<int:line_id>/openers": "asked by the page of a line itself",
    "<str:entity>/bank/import/<int:paper_id>": "after a table of a bank was sent",
    "<str:entity>/charges/import/<int:paper_id>": "after a file was sent",
    "<str:entity>/deposits/lockbox/<int:paper_id>": "after a lockbox was sent",
    "<str:entity>/charges/import/<int:paper_id>/make": "after a file was sent",
    "<str:entity>/charges/import/<int:paper_id>/to-mend": "after a file was sent",
    "<str:entity>/payments/<str:number>/recover/<int:write_off_id>": (
        "once a payer pays whose debt was written off"
    ),
    "<str:entity>/settings/mail/test": "from the setting of mails",
    "<str:entity>/settings/templates/try": "from the setting of templates",
    "<str:entity>/settings/templates/try/<uuid:token>/<int:place>.svg": (
        "while a template is written"
    ),
    "<str:entity>/work/<int:work_id>/exceptions": "where there are more than five",
    "<str:entity>/work/exports": "where a list is too long for an answer",
}
"""Pages to which no link leads in this office, and why."""

OF_THE_SIZE = ("target-size", "scrollable-region-focusable", "label")
OF_THE_COLOURS = ("color-contrast", "link-in-text-block")
"""Rules of axe whose answer depends on how large a window is, and how dark."""

ESCAPED_TWICE = ("&lt;", "&gt;", "&amp;", "&quot;", "&#x27;", "&#39;")


@pytest.fixture(scope="module")
def found(office: Office) -> list[Found]:  # noqa: ARG001 - crawled
    return [
        *crawl(None, [SIGN_IN]),
        *(
            page
            for role, of_a_route in READERS.items()
            for page in crawl(role, BEGINNINGS, of_a_route)
        ),
    ]


@pytest.fixture(scope="module")
def readers(office: Office, browser: Browser, served_at: str) -> Iterator[Readers]:  # noqa: ARG001 - served
    """A browser for each role, which goes from page to page."""
    seats: dict[str | None, Desk] = {}

    def reader(role: str | None) -> Desk:
        if role not in seats:
            seats[role] = sit_down(browser, served_at, role and PEOPLE[role])
        return seats[role]

    yield reader
    for one in seats.values():
        one.page.context.close()


@pytest.mark.parametrize("route", ROUTES)
def test_page(route: str, readers: Readers, found: list[Found]) -> None:
    pages = [page for page in found if page.route == route]
    assert pages or route in BY_OTHER_WAYS, "no page leads here"
    assert [page for page in pages if page.status >= 400 and page.status != 405] == []
    page = next((page for page in pages if page.is_page and page.status == 200), None)
    if page is not None:
        wrong = faults(readers(page.role), page.address)
        assert not wrong, "\n".join([f"{page.address} for the {page.role}", *wrong])


def faults(reader: Desk, address: str) -> list[str]:
    """What is wrong with a page at both sizes, by day and at night."""
    reader.watch.faults.clear()
    reader.page.emulate_media(color_scheme="light")
    reader.page.set_viewport_size(LARGE)
    reader.go(address)
    wrong = [*_said_wrong(reader.page), *reader.axe()]
    for size in (LARGE, SMALL):
        reader.page.set_viewport_size(size)
        if reader.is_too_wide():
            wrong.append(f"{size['width']}: scrolls sideways")
    wrong += [f"1024: {one}" for one in reader.axe(*OF_THE_SIZE)]
    reader.page.emulate_media(color_scheme="dark")
    wrong += [f"dark: {one}" for one in reader.axe(*OF_THE_COLOURS)]
    return wrong + reader.watch.faults


def _said_wrong(page: Page) -> Iterator[str]:
    text = page.locator("body").inner_text()
    yield from (f"shown: {one}" for one in ESCAPED_TWICE if one in text)
    for part in ("h1", "main[data-page], body.alone main"):
        if (count := page.locator(part).count()) != 1:
            yield f"{count} of {part}"
