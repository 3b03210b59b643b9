"""Pictures of kept pages, taken by the Chromium of this machine.

The page is the one that was kept, without its scripts; what it needs to look right (styles,
pictures, fonts) is asked through the gate, like everything else. Chromium itself reaches no
network.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from mentions.asking import Request
from mentions.errors import ConfigError, MentionsError, SourceError
from mentions.fetch.gate import Gate
from mentions.store.engine import Session
from mentions.store.evidence import Kept, load_unpictured, save_screenshot
from mentions.tracker.evidence.archive import Archive
from mentions.tracker.evidence.evidence import archive_of_pictures, read_evidence
from mentions.tracker.poll import Run

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Route

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_HELPERS = frozenset({"stylesheet", "image", "font"})
_MOST_HELPERS = 30
_YOUNG = timedelta(days=2)
_AT_ONCE = 10
_SECONDS = 30
_SIZE: Any = {"width": 1280, "height": 1600}
_PAGE = re.compile(rb"<(?:!doctype html|html|head|body)[\s>]", re.IGNORECASE)
# Every name is unknown to the browser: what is not answered here is answered by nobody.
_NO_NETWORK = ("--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking")

log = structlog.get_logger("mentions.pictures")


async def take_pictures(run: Run, archive: Archive) -> str | None:
    """Take pictures of pages that were kept lately; returns what was done, None for nothing.

    A page of which no picture can be taken is not tried again.

    Raises:
        ConfigError: There is no Chromium here, or what drives it is not installed.
    """
    since = run.polling.clock() - _YOUNG
    waiting = await run.keeper.read(lambda s: load_unpictured(s, since=since, limit=_AT_ONCE))
    if not waiting:
        return None
    taken = await picture(waiting, archive, run.gate)
    for evidence_id, name in taken.items():
        await run.keeper.write(partial(_note, evidence_id=evidence_id, file=name))
    return f"{sum(name is not None for name in taken.values())} pictures taken"


def _note(session: Session, *, evidence_id: int, file: str | None) -> None:
    save_screenshot(session, evidence_id, file)


async def picture(waiting: Iterable[Kept], archive: Archive, gate: Gate) -> dict[int, str | None]:
    """Take pictures; returns their names by the ids of the evidence, None where it cannot be.

    Raises:
        ConfigError: As `take_pictures`.
    """
    program = chromium()
    folder = archive_of_pictures(archive).folder
    folder.mkdir(parents=True, exist_ok=True)
    from playwright.async_api import async_playwright  # noqa: PLC0415 - needed by few

    # Root is refused a sandbox; without scripts and network the page can do little.
    rights = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    taken: dict[int, str | None] = {}
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=program, args=[*_NO_NETWORK, *rights]
        )
        for kept in waiting:
            shot = _Shot(kept=kept, archive=archive, gate=gate)
            taken[kept.id or 0] = await shot.take(browser, folder)
        await browser.close()
    return taken


def chromium() -> str:
    """Return where Chromium is.

    Raises:
        ConfigError: There is none, or what drives it is not installed.
    """
    if find_spec("playwright") is None:
        raise ConfigError("pictures need playwright: pip install 'mentions[screenshot]'")
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise ConfigError(
            "pictures need Chromium: install it (apt-get install chromium), "
            "or set screenshots = false under [evidence]"
        )
    return found


class NoPageError(SourceError):
    """What was kept is the answer of an interface, or a feed."""


def _is_page(body: bytes) -> bool:
    return _PAGE.search(body[:4096]) is not None


@dataclass(kw_only=True, slots=True)
class _Shot:
    """One picture being taken."""

    kept: Kept
    archive: Archive
    gate: Gate
    helpers: int = field(default=0)

    async def take(self, browser: Browser, folder: Path) -> str | None:
        """Return the name of the picture's file; None where there is none."""
        name = f"{self.kept.id}.png"
        try:
            async with asyncio.timeout(_SECONDS):
                await self._take(browser, folder / name)
        except ConfigError:
            raise
        except Exception as error:  # noqa: BLE001 - a page that breaks the browser costs its picture only
            log.warning("no picture", url=self.kept.url, why=str(error)[:300])
            return None
        return name

    async def _take(self, browser: Browser, path: Path) -> None:
        body = read_evidence(self.archive, self.kept)
        if body is None or not _is_page(body):
            raise NoPageError(self.kept.url, "is no web page, so there is no picture of it")
        context = await browser.new_context(java_script_enabled=False, viewport=_SIZE)
        try:
            page = await context.new_page()
            await page.route("**/*", lambda route: self._answer(route, body))
            await page.goto(self.kept.url, wait_until="load", timeout=_SECONDS * 1000)
            await self._show_link(page)
            unfinished = path.with_suffix(".part.png")
            await page.screenshot(path=unfinished)
            unfinished.replace(path)
        finally:
            await context.close()

    async def _answer(self, route: Route, body: bytes) -> None:
        """Answer what the browser asks for: the page itself, and what makes it look right."""
        request = route.request
        if request.is_navigation_request() and request.frame.parent_frame is None:
            await route.fulfill(body=body, content_type="text/html")
            return
        self.helpers += 1
        if request.resource_type not in _HELPERS or self.helpers > _MOST_HELPERS:
            await route.abort()
            return
        try:
            answer = await self.gate.fetch(Request(url=request.url, discovered=True))
        except MentionsError:
            await route.abort()
            return
        await route.fulfill(body=answer.body, content_type=answer.content_type or "")

    async def _show_link(self, page: Page) -> None:
        """Scroll to the link that made it a mention."""
        if self.kept.link is None:
            return
        links = page.locator("a[href]")
        for number in range(min(await links.count(), 2000)):
            one = links.nth(number)
            if await one.get_attribute("href") == self.kept.link and await one.is_visible():
                await one.scroll_into_view_if_needed(timeout=1000)
                return
