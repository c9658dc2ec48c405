"""Chromium, and a page of the desk as a test reads and presses it.

Every page is watched: what no page may do is told in ``Watch.faults``.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import (
    Page,
    sync_playwright,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Request,
        Response,
    )

CHROMIUM: Final = shutil.which("chromium")
AXE: Final = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"

LARGE: Final = {"width": 1440, "height": 900}
SMALL: Final = {"width": 1024, "height": 768}

_FLAGS: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    "--disable-sync",
)
_SAY_VIOLATIONS: Final = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `content policy: ${event.violatedDirective} stopped ${event.blockedURI}`
  + ` at ${event.sourceFile}:${event.lineNumber} ${event.sample}`));
"""
_AXE_RULES: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
_GRAVE: Final = {"serious", "critical"}


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser, gone at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=list(_FLAGS)
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass  # without slots: Playwright hangs its own things on listeners
class Watch:
    """What pages did that none may do: told on the console, asked of other hosts."""

    base: str
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch every page of a context from now on."""
        context.add_init_script(_SAY_VIOLATIONS)
        context.on("console", self._console)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("weberror", lambda told: self._fault(f"script: {told.error}"))

    def _fault(self, sentence: str) -> None:
        self.faults.append(sentence)

    def _console(self, message: ConsoleMessage) -> None:
        is_answer = message.text.startswith("Failed to load resource")
        if message.type in {"error", "warning"} and not is_answer:
            self._fault(f"console, {message.page and message.page.url}: {message.text}")

    def _request(self, request: Request) -> None:
        ours = (f"{self.base}/", "data:", "blob:", "about:")
        if not request.url.startswith(ours):
            self._fault(f"request to another host: {request.url}")

    def _response(self, response: Response) -> None:
        kind = response.request.resource_type
        is_asset = kind in {"stylesheet", "script", "image", "font"}
        if response.status >= 500 or (is_asset and response.status >= 400):
            self._fault(f"{response.status} {response.request.method} {response.url}")


@dataclass(frozen=True, slots=True)
class Desk:
    """A page of the desk in a browser of somebody's own, as DESK.md names its parts."""

    page: Page
    watch: Watch

    def go(self, address: str) -> Response | None:
        """Open an address of the office: ``/hp/invoices``."""
        return self.page.goto(f"{self.watch.base}{address}")

    def tab(self) -> Desk:
        """Another tab of the same browser."""
        return Desk(self.page.context.new_page(), self.watch)

    def press(self, keys: str) -> None:
        """Press keys one after the other: ``g i``, ``Control+k``, ``/``."""
        for key in keys.split():
            self.page.keyboard.press(key)

    def follow(self, keys: str) -> None:
        """Press keys that lead to another page, and wait until it is there."""
        with self.leaving():
            self.press(keys)

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """What is done within leads to another page; wait until it is there.

        Not Playwright's ``expect_navigation``: a page that only writes the chosen row
        into its address counts as one there.
        """
        root = self.page.locator("html")
        root.evaluate("root => root.dataset.left = 'soon'")
        yield
        self.page.locator("html:not([data-left])").wait_for(state="attached")
        self.page.wait_for_load_state()

    def settle(self) -> None:
        """Wait until nothing on the page is still being asked for."""
        self.page.locator(".htmx-request").first.wait_for(state="detached")

    @property
    def address(self) -> str:
        """Where the page is, as addresses of the office are written."""
        return self.page.url.removeprefix(self.watch.base)

    @property
    def name(self) -> str | None:
        """The name of the page."""
        return self.page.locator("main").get_attribute("data-page")

    @property
    def title(self) -> str:
        """What the page calls itself."""
        return self.page.locator("h1").inner_text()

    def figure(self, name: str) -> int:
        """A figure of the page, in minor units."""
        said = self.page.locator(f'[data-fig="{name}"]').first
        return int(said.get_attribute("data-minor") or "")

    def rows(self) -> list[str]:
        """What the rows on the page are called, from top to bottom."""
        return self.page.locator("main [data-ref]").evaluate_all(
            "rows => rows.map((row) => row.dataset.ref)"
        )

    @property
    def chosen(self) -> str | None:
        """What the chosen row is called, if there is one."""
        row = self.page.locator('main [data-ref][aria-current="true"]')
        return row.first.get_attribute("data-ref") if row.count() else None

    @property
    def last_act(self) -> str:
        """What the key line tells of the last act."""
        return self.page.locator("#last-act").inner_text()

    @property
    def panel(self) -> str:
        """The text of the panel."""
        return self.page.locator("#panel").inner_text()

    def axe(self, *rules: str) -> list[str]:
        """Serious findings of axe at WCAG 2.2 A and AA, or of some rules of it."""
        self.settle()
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8") + ";undefined")
        found: dict[str, Any] = self.page.evaluate(
            "rules => axe.run(document, rules)",
            _AXE_RULES | ({"runOnly": list(rules)} if rules else {}),
        )
        return [
            f"{node['failureSummary']} {node['target']} {node['html'][:160]}"
            for one in found["violations"]
            if one["impact"] in _GRAVE
            for node in one["nodes"][:4]
        ]

    def is_too_wide(self) -> bool:
        """Whether the page, or its sheet, must be scrolled sideways."""
        return bool(
            self.page.evaluate(
                "() => [document.documentElement, document.querySelector('#sheet')]"
                ".some((one) => one && one.scrollWidth > one.clientWidth + 1)"
            )
        )

    def slow_down(self, latency_ms: int = 600, kilobytes_per_s: int = 40) -> None:
        """Let the network be as slow as it is in a basement."""
        session = self.page.context.new_cdp_session(self.page)
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": latency_ms,
                "downloadThroughput": kilobytes_per_s * 1024,
                "uploadThroughput": kilobytes_per_s * 1024,
            },
        )


def sign_in(context: BrowserContext, base: str, person: str) -> None:
    """Let a browser be signed in as somebody, by the cookie of a session."""
    client = Client()
    client.force_login(
        get_user_model().objects.get(username=person),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    context.add_cookies([{"name": name, "value": value, "url": base}])


def sit_down(browser: Browser, base: str, person: str | None, **options: Any) -> Desk:
    """A browser window of somebody's own; nobody's where ``person`` is none.

    ``options`` are those of a browser context: ``color_scheme="dark"``,
    ``viewport=SMALL``, ``java_script_enabled=False``.
    """
    usual = {
        "viewport": LARGE,
        "color_scheme": "light",
        "locale": "en-US",
        "timezone_id": "America/Chicago",
        "reduced_motion": "reduce",
    }
    context = browser.new_context(**{**usual, **options})
    context.set_default_timeout(30_000)
    watch = Watch(base)
    watch.over(context)
    if person is not None:
        sign_in(context, base, person)
    return Desk(context.new_page(), watch)
