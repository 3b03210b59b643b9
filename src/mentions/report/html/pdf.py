"""A summary on pages of paper: the HTML report, laid out by WeasyPrint."""

from __future__ import annotations

import logging
import re
from hashlib import sha256
from typing import TYPE_CHECKING

from mentions.core.summary.model import Summary
from mentions.errors import ConfigError
from mentions.report.html.colours import accents_of
from mentions.report.html.page import render_page
from mentions.report.language import speak
from mentions.report.look import Look

if TYPE_CHECKING:
    from mentions.report.speaker import Speaker

_MISSING = "PDF reports need weasyprint: pip install 'mentions[report]'"
_NO_PANGO = (
    "PDF reports need the library Pango, which is not installed or too old: "
    "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 (or brew install pango)"
)
_PICTURE = re.compile(r'(<svg (?!class="avatar")[^>]*>)')
_TREE = re.compile(r'<svg class="spread".*?</svg>', re.DOTALL)
_LABEL = re.compile(r'<text(?: class="(\w+)")? x="([\d.]+)" y="([\d.]+)">(.*?)</text>', re.DOTALL)
_ASCENT = 13  # pixels from the top of a label to its base line
_PAINT = (
    ".bar{fill:#8b959e}.peak,.line .bar{fill:ACCENT}.ground{fill:#e6eaed}"
    ".way{fill:none;stroke:#ccd4db;stroke-width:2}"
    ".mark{fill:ACCENT;stroke:ACCENT;stroke-width:2}"
    ".told{fill:#ffffff;stroke-dasharray:3 2}"
    "text{fill:#1a1f24;font-size:13px;font-family:sans-serif}.strong{font-weight:bold}"
)


def render_pdf(summary: Summary, look: Look) -> bytes:
    """Return the report as PDF; the same summary gives the same bytes.

    Raises:
        ConfigError: A part of the program is not installed; there are no words for the language;
            the logo cannot be read.
    """
    page = render_page(summary, look, paged=True)
    html = _painted(_TREE.sub(_lettered, page), accents_of(look.colour).light)
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415 - an extra, and slow to load
        from weasyprint.urls import URLFetcher  # noqa: PLC0415 - as above
    except ImportError as error:
        raise ConfigError(_MISSING) from error
    except OSError as error:  # cffi, where it finds no Pango
        raise ConfigError(_NO_PANGO) from error
    # It warns of every rule that is for screens only.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    only_itself = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    pages = CSS(string=_page_numbers(speak(look.language)), url_fetcher=only_itself)
    made: bytes = HTML(string=html, url_fetcher=only_itself).write_pdf(
        stylesheets=[pages],
        pdf_identifier=sha256(html.encode("utf-8", "replace")).digest()[:16],
        pdf_tags=True,
    )
    return made


def _lettered(tree: re.Match[str]) -> str:
    """Return the picture of a tree with its words beside it, each where it stood.

    WeasyPrint draws the text of a picture letter by letter: Arabic and Hebrew would run backwards,
    and emoji of several characters fall apart.
    """
    labels = "".join(
        f'<span class="label {look}" style="left:{x}px;top:{float(y) - _ASCENT:g}px">'
        f"{words.replace('<tspan', '<span').replace('</tspan>', '</span>')}</span>"
        for look, x, y, words in _LABEL.findall(tree[0])
    )
    return f'<div class="drawn">{_LABEL.sub("", tree[0])}{labels}</div>'


def _painted(html: str, colour: str) -> str:
    """Return the page with a style in each picture: WeasyPrint gives it none of the page's."""
    return _PICTURE.sub(rf"\1<style>{_PAINT.replace('ACCENT', colour)}</style>", html)


def _page_numbers(speaker: Speaker) -> str:
    """Return the rule that writes "page 2 of 9" in the language of the report."""
    text = speaker.say("Page {page} of {pages}", page="\0page\0", pages="\0pages\0")
    parts = [
        f"counter({part})" if part in {"page", "pages"} else f'"{_quoted(part)}"'
        for part in text.split("\0")
    ]
    return f"@page {{ @bottom-right {{ content: {' '.join(parts)} }} }}"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
