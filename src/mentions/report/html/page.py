"""A summary as one HTML file that asks nobody for anything."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from mentions.core.summary.model import Summary
from mentions.errors import ConfigError
from mentions.report.language import speak
from mentions.report.look import Look

if TYPE_CHECKING:
    from jinja2 import Environment

    from mentions.report.speaker import Speaker

ACTS, ALL_ACTS = 200, 2000  # mentions shown of an article, and of all of them
PAGED_ACTS, ALL_PAGED_ACTS = 100, 300  # the same on paper
DRAWN, PAGED_DRAWN = 60, 24  # acts in the picture of a spread tree; on paper what one page holds
_MISSING = "reports need jinja2 and babel: pip install 'mentions[report]'"


def render_html(summary: Summary, look: Look) -> str:
    """Return the report as one file: no script, no request to anyone.

    Raises:
        ConfigError: A part of the program is not installed; there are no words for the language;
            the logo cannot be read.
    """
    return render_page(summary, look, paged=False)


def render_page(summary: Summary, look: Look, *, paged: bool) -> str:
    """Return the report as HTML, for a screen or for pages of paper.

    Args:
        summary: What to tell.
        look: How.
        paged: For a PDF: with a cover, a table of contents with pages, and fewer mentions.

    Raises:
        ConfigError: See `render_html`.
    """
    speaker = speak(look.language)
    environment = _environment(speaker)
    from mentions.report.html.view import view_of  # noqa: PLC0415 - it needs markupsafe

    per_article, in_all = (PAGED_ACTS, ALL_PAGED_ACTS) if paged else (ACTS, ALL_ACTS)
    shown = max(5, min(per_article, in_all // max(1, len(summary.articles))))
    view = view_of(summary, look, speaker, shown=shown, drawn=PAGED_DRAWN if paged else DRAWN)
    text = environment.get_template("report.html.j2").render(
        **view, paged=paged, reach=look.reach, style=_styles(paged=paged)
    )
    # White space that the templates leave: nobody reads it, and it is a tenth of the file.
    return "\n".join(filter(None, (line.strip() for line in text.split("\n")))) + "\n"


def _styles(*, paged: bool) -> str:
    folder = files("mentions.report.html")
    names = ("style.css", "print.css", "pages.css") if paged else ("style.css", "print.css")
    return "\n".join((folder / name).read_text("utf-8") for name in names)


@cache
def _environment(speaker: Speaker) -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConfigError(_MISSING) from error
    environment = Environment(
        loader=PackageLoader("mentions.report.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        name: getattr(speaker, name)
        for name in ("say", "count", "number", "percent", "day", "duration", "hour", "quote")
    }
    return environment
