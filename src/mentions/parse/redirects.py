"""Redirects written into a page: meta refresh, script, interstitial link; and rel=canonical."""

from __future__ import annotations

import re

from mentions.parse.html import attribute, soup_of
from mentions.urls.hosts import host_of
from mentions.urls.join import absolute_url

_REFRESH = re.compile(
    r"""\A\s*\d{0,3}(?:\.\d*)?\s*[;,]?\s*(?:url\s*=\s*)?["']?([^"']+)""", re.IGNORECASE
)
_SCRIPT = re.compile(rb"""location\.(?:replace|assign)\(\s*["']([^"']{8,4000})["']""")


def refresh_target(page: bytes, *, url: str) -> str | None:
    """Return where a shortener's page sends its reader, None where it stays.

    Meta refresh first (also inside noscript), then `location.replace("...")`, then the page's
    only outbound link when it is marked as one.
    """
    soup = soup_of(page, url=url)
    for meta in soup.find_all("meta", attrs={"http-equiv": re.compile("^refresh$", re.IGNORECASE)}):
        content = _REFRESH.match(attribute(meta, "content") or "")
        target = absolute_url(content[1], url) if content else None
        if target and target != url:
            return target
    script = _SCRIPT.search(page)
    if script:
        return absolute_url(script[1].decode("utf-8", "replace").replace("\\/", "/"), url)
    link = soup.find("a", attrs={"data-tracking-control-name": "external_url_click"}, href=True)
    target = absolute_url(attribute(link, "href") or "", url) if link else None
    return target if target and host_of(target) != host_of(url) else None


def canonical_in(page: bytes, *, url: str) -> str | None:
    """Return the first rel=canonical of a page, absolute, None where it has none."""
    link = soup_of(page, url=url).find("link", rel="canonical", href=True)
    return absolute_url(attribute(link, "href") or "", url) if link else None
