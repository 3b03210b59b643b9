"""The report in a browser: axe finds nothing, a phone need not scroll aside, the keyboard works."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from tests.programs import needed

from mentions.core.summary.model import Summary
from mentions.report.html.page import render_html
from mentions.report.look import Look

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
AXE = Axe()
VIOLATIONS = {"resultTypes": ["violations"]}  # the rest is not written out: that is slow
COLOURS = {"light": "#ffe14d", "dark": "#202060"}  # each the hardest to read on that ground


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium."""
    left_out = "no report was looked at in a browser"
    return needed("chromium", "chromium-browser", package="chromium", left_out=left_out)


# Not for the whole session: while it is open an event loop runs, and no other may begin.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    asked: list[str] = []
    yield page
    page.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def show(page: Page, folder: Path, summary: Summary, look: Look) -> None:
    file = folder / "report.html"
    file.write_text(render_html(summary, look), "utf-8")
    page.goto(file.as_uri())


@pytest.mark.parametrize("which", ["rich", "empty"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_axe_finds_nothing(
    page: Page, tmp_path: Path, which: str, language: str, request: pytest.FixtureRequest
) -> None:
    summary = request.getfixturevalue(which)
    for scheme, colour in COLOURS.items():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        show(page, tmp_path, summary, Look(language=language, colour=colour))
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for width, height in SIZES.values():
            page.set_viewport_size({"width": width, "height": height})
            results = AXE.run(page, options=VIOLATIONS)
            assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("which", ["rich", "empty", "hostile"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nobody_scrolls_aside(
    page: Page, tmp_path: Path, which: str, width: int, request: pytest.FixtureRequest
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    show(page, tmp_path, request.getfixturevalue(which), Look(language="de"))
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_keyboard_reaches_everything(page: Page, tmp_path: Path, single: Summary) -> None:
    show(page, tmp_path, single, Look())
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], summary')].filter(one => one.checkVisibility())"
        ".length"
    )
    reached = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(() => { const one = document.activeElement; return [one.tagName,"
                "one.matches(':focus-visible'), getComputedStyle(one).outlineStyle] })()"
            )
        )
    assert wanted > 20
    assert {name for name, _, _ in reached} == {"A", "SUMMARY"}
    assert all(visible and outline == "solid" for _, visible, outline in reached)


def test_first_key_skips_to_the_content(page: Page, tmp_path: Path, rich: Summary) -> None:
    show(page, tmp_path, rich, Look())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_dark_and_light_differ(page: Page, tmp_path: Path, single: Summary) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        show(page, tmp_path, single, Look())
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(20, 24, 27)"]
