"""The form in which two addresses of one page are equal (sections 0.3 and 4 of our sources)."""

from __future__ import annotations

import re

from mentions.urls.address import Address, query_pairs, trimmed
from mentions.urls.hosts import bare_host
from mentions.urls.join import MAX_LENGTH
from mentions.urls.percent import one_fragment, one_part, one_path
from mentions.urls.quickhost import certain_host
from mentions.urls.tracking import strip_tracking
from mentions.urls.wrappers import MAX_LAYERS, innermost, is_wrapper_host

_INDEX = frozenset(
    f"{name}.{extension}"
    for name, extensions in (
        ("index", "html htm xhtml shtml php php3 php4 php5 phtml asp aspx jsp cfm cgi pl"),
        ("default", "aspx asp htm html"),
    )
    for extension in extensions.split()
)
# Java's session identifier, `page;jsessionid=...`, is part of the path; what follows it may select.
_SESSION = re.compile(r";jsessionid=[^;&]*", re.IGNORECASE)
_AMP = re.compile(r"\.amp(?=(?:\.html)?\Z)", re.IGNORECASE)
# How most addresses of articles are written: nothing in them but the host has another form.
_COMMON = re.compile(
    r"[hH][tT][tT][pP][sS]?://([A-Za-z0-9.-]+)((?:/[A-Za-z0-9_~-]+)*)/?(?:#[A-Za-z0-9_.-]*)?\Z"
)


def canonical_url(url: str) -> str:
    """Return the form for comparing: two addresses are one page if these forms are equal.

    https always; no www, m, mobile or amp before the host; no default port, user name, trailing
    slash, index file, tracking parameter, AMP marker or fragment (except `#!...` and `#/...`);
    parameters sorted by name; redirect wrappers and AMP caches decoded; percent-encoding, host
    names and dot segments in one form. The case of the path is kept. `//host/path` is https;
    what is no absolute http(s) address, such as `example.org/x`, comes back without the white
    space around it. Applying it twice changes nothing. It never raises.

    The form is for comparing: it need not be an address that answers.

    >>> canonical_url("HTTP://www.Example.org:80/2009/07/firewall/?utm_source=feed#respond")
    'https://example.org/2009/07/firewall'
    >>> canonical_url("https://example.org/index.php?page=2&id=1&fbclid=x")
    'https://example.org/?id=1&page=2'
    >>> canonical_url("https://bücher.example/über uns/amp/")
    'https://xn--bcher-kva.example/%C3%BCber%20uns'
    >>> canonical_url("https://www.google.com/url?q=http://example.org/a&sa=D")
    'https://example.org/a'
    >>> canonical_url(" example.org/x ")
    'example.org/x'
    """
    common = _common(url)
    if common is not None:
        return common
    address = innermost(url)
    if address is None:
        return trimmed(url)
    form = _form(address)
    return (_settled(form) or trimmed(url)) if is_wrapper_host(address.host) else form


def _common(url: str) -> str | None:
    """Return what taking the address apart would give, where that can be seen at a glance."""
    parts = _COMMON.match(url) if len(url) <= MAX_LENGTH else None
    host = certain_host(parts[1]) if parts else None
    if parts is None or host is None:
        return None
    path = parts[2]
    return None if path[-4:].lower() == "/amp" else f"https://{host}{path or '/'}"


def same_article(a: str, b: str) -> bool:
    """Tell whether two addresses are the same page, as far as the addresses themselves tell.

    >>> same_article("http://www.example.org/post-1/", "https://example.org/post-1?utm_medium=x")
    True
    >>> same_article("https://example.org/post-1", "https://example.org/post-10")
    False
    """
    return a == b or canonical_url(a) == canonical_url(b)


def _settled(form: str) -> str | None:
    """Follow wrappers that only show once their address is in the one form; None if too deep."""
    for _ in range(MAX_LAYERS):
        address = innermost(form)
        again = _form(address) if address else form
        if again == form:
            return form
        form = again
    return None


def _form(address: Address) -> str:
    # http://host:443 and https://host:80 do not exist on purpose.
    port = f":{address.port}" if address.port not in {"", "80", "443"} else ""
    query = _query(address.query, address.host) if address.query else ""
    fragment = _fragment(address.fragment) if address.fragment else ""
    return f"https://{bare_host(address.host)}{port}{_path(address.path)}{query}{fragment}"


def _path(path: str) -> str:
    segments = [segment for segment in one_path(path).split("/") if segment]
    while segments:
        last = _plain_segment(segments[-1])
        lowered = last.lower()
        # A first segment "amp" may well be a page about amplifiers.
        if lowered in _INDEX or (lowered == "amp" and len(segments) > 1):
            segments.pop()
        elif last != segments[-1]:
            segments[-1] = last
        else:
            break
    return "/" + "/".join(segments)


def _plain_segment(segment: str) -> str:
    """Cut a session identifier and an AMP ending; never leave a dot segment or nothing."""
    for ending in (_SESSION, _AMP):
        cut = ending.sub("", segment, count=1)
        if cut.strip("."):
            segment = cut
    return segment


def _query(query: str, host: str) -> str:
    pairs = [(one_part(name), one_part(value)) for name, value in query_pairs(query)]
    kept = strip_tracking(pairs, host)
    kept.sort(key=lambda pair: pair[0])
    joined = "&".join(f"{name}={value}" if value or not name else name for name, value in kept)
    return f"?{joined}" if joined else ""


def _fragment(fragment: str) -> str:
    """Return the fragment if it selects content in a page that is a program."""
    plain = one_fragment(fragment).partition(":~:")[0]
    selects = plain.startswith(("!", "/")) and plain.strip("!/")
    return f"#{plain}" if selects else ""
