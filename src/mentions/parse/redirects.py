"""Redirects written into a page: meta refresh, script, interstitial link; and rel=canonical."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from bs4.element import Tag

from mentions.errors import ParseError
from mentions.parse.html import attribute, soup_of
from mentions.urls.hosts import host_of
from mentions.urls.join import absolute_url

_REFRESH = re.compile(
    r"""\A\s*+\d*+(?:\.\d*+)?+\s*+[;,]?+\s*+(?:url\s*+=\s*+)?+["']?+([^"']+)""", re.IGNORECASE
)
# location.replace("..."), location.assign('...'), location = "...", location.href = "..."
_SCRIPT = re.compile(
    rb"""\blocation(?:\.(?:replace|assign)\s{0,9}\(|(?:\.href)?\s{0,9}=)\s{0,9}"""
    rb"""(?:"([^"\r\n]{8,4000})"|'([^'\r\n]{8,4000})')"""
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(.))", re.IGNORECASE | re.DOTALL)
# How LinkedIn and TinyURL mark the link of a page that stands between.
_MARKS = (("data-tracking-control-name", "external_url_click"), ("id", "redirecturl"))


def refresh_target(page: bytes, *, url: str) -> str | None:
    """Return where a shortener's page sends its reader, None where it stays.

    Meta refresh first (also inside noscript), then a script that sets the location, then a link
    that is marked as the way on, then the page's only link elsewhere that shows its own address.
    """
    try:
        soup = soup_of(page, url=url)
    except ParseError:
        return None
    for meta in soup.find_all("meta", attrs={"http-equiv": re.compile("^refresh$", re.IGNORECASE)}):
        if target := target_in_refresh(attribute(meta, "content") or "", url=url):
            return target
    return _in_script(page, url) or _marked(soup, url) or _shown(soup, url)


def target_in_refresh(value: str, *, url: str) -> str | None:
    """Return where the value of a refresh, in a header or a page, leads; None where it stays.

    >>> target_in_refresh("0;URL='/a'", url="http://s.example/x")
    'http://s.example/a'
    """
    content = _REFRESH.match(value)
    target = absolute_url(content[1], url) if content else None
    return target if target != url else None


def _in_script(page: bytes, url: str) -> str | None:
    script = _SCRIPT.search(page)
    if not script:
        return None
    return absolute_url(
        _ESCAPE.sub(_unescaped, (script[1] or script[2]).decode(errors="replace")), url
    )


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else found[3]


def _marked(soup: BeautifulSoup, url: str) -> str | None:
    links = (soup.find("a", attrs={name: mark}, href=True) for name, mark in _MARKS)
    return next((found for link in links if link and (found := _elsewhere(link, url))), None)


def _shown(soup: BeautifulSoup, url: str) -> str | None:
    """Return the only link elsewhere whose words are its own address."""
    shown = {
        target
        for link in soup.find_all("a", href=True, limit=200)
        if (target := _elsewhere(link, url)) and _is_address_of(link.get_text(), target)
    }
    return shown.pop() if len(shown) == 1 else None


def _is_address_of(text: str, target: str) -> bool:
    return absolute_url(text, target) == target and text.strip().startswith(("http://", "https://"))


def _elsewhere(link: Tag, url: str) -> str | None:
    target = absolute_url(attribute(link, "href") or "", url)
    return target if target and host_of(target) != host_of(url) else None


def canonical_in(page: bytes, *, url: str) -> str | None:
    """Return the first rel=canonical of a page, absolute, None where it has none."""
    try:
        link = soup_of(page, url=url).find("link", rel="canonical", href=True)
    except ParseError:
        return None
    return absolute_url(attribute(link, "href") or "", url) if link else None
