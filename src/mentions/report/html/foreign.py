"""Foreign words, names and addresses in HTML: shown, never obeyed."""

from __future__ import annotations

import re
from hashlib import sha256

from markupsafe import Markup, escape

from mentions.report.html.colours import INITIALS
from mentions.report.plain import safe, safe_lines
from mentions.report.speaker import Speaker
from mentions.report.words import NAME
from mentions.urls.address import address_of

WORDS = 1000  # characters of what somebody said
_PARAGRAPHS = 12
_ADDRESS = 70  # characters of an address as text
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", re.IGNORECASE)


def isolated_markup(text: str) -> Markup:
    """Return a text of ours with foreign names in it: isolates become `<bdi>`."""
    marked = str(escape(text)).replace("\u2068", "<bdi>").replace("\u2069", "</bdi>")
    return Markup(marked)  # noqa: S704 - escaped in the line above


def name_markup(name: str | None, *, limit: int = NAME) -> Markup:
    """Return a foreign name on one line, kept apart from the direction of its neighbours."""
    return Markup("<bdi>{}</bdi>").format(safe(name or "", limit=limit) or "?")


def words_markup(text: str, speaker: Speaker, *, limit: int = WORDS) -> Markup:
    """Return what somebody wrote as paragraphs; what is too long is cut, and that told."""
    shown = safe_lines(text[: limit * 4])
    cut = len(text) > limit and (len(shown) > limit or len(text) > limit * 4)
    lines = shown[:limit].rstrip().split("\n")
    lines = [*lines[: _PARAGRAPHS - 1], " ".join(lines[_PARAGRAPHS - 1 :])]
    lines = [line for line in lines if line]
    if cut and lines:
        lines[-1] += "…"
    parts = [Markup('<p dir="auto">{}</p>').format(line) for line in lines]
    if cut:
        told = speaker.say(
            "Cut here: the first {shown} of {total} characters.", shown=limit, total=len(text)
        )
        parts.append(Markup('<p class="note">{}</p>').format(told))
    return Markup("\n").join(parts)


def web_address(url: str | None) -> str | None:
    """Return an address that may be linked to; None for all that is not http or https.

    >>> web_address("https://me:secret@Blog.example/ä"), web_address("javascript:alert(1)")
    ('https://blog.example/%C3%A4', None)
    """
    parts = address_of(url or "")
    if parts is None:
        return None
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.host}{port}{parts.tail}"


def link_markup(url: str | None, label: str | Markup | None = None) -> Markup:
    """Return a link; only the label where the address is none that may be linked to.

    Args:
        url: As found.
        label: What to show; None for the address itself, without its scheme.
    """
    address = web_address(url)
    if label is None:
        shown = safe((address or url or "").partition("://")[2] or url or "", limit=_ADDRESS)
        label = Markup("<bdi>{}</bdi>").format(shown.rstrip("/"))
    if address is None:
        return Markup("{}").format(label)
    return Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>').format(address, label)


def avatar_markup(name: str) -> Markup:
    """Return a picture of somebody: the first letter, in a colour that goes with the name.

    It says nothing that does not stand beside it, so screen readers pass it by.
    """
    letters = (char for char in safe(name, limit=NAME) if char.isalnum())
    letter = next(letters, "?").upper()[:1]
    colour = INITIALS[sha256(name.encode("utf-8", "replace")).digest()[0] % len(INITIALS)]
    return Markup(
        '<svg class="avatar" viewBox="0 0 40 40" width="40" height="40" aria-hidden="true">'
        '<circle cx="20" cy="20" r="20" fill="{}"/>'
        '<text x="20" y="27" text-anchor="middle" font-size="19" fill="#ffffff">{}</text></svg>'
    ).format(colour, letter)


def language_markup(tag: str | None, speaker: Speaker) -> Markup:
    """Return the attribute that says in which language a text is; nothing where that is unsure."""
    if tag and _TAG.fullmatch(tag) and speaker.language_name(tag):
        return Markup(' lang="{}"').format(tag)
    return Markup("")
