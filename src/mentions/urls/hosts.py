"""Hosts: of an address, of a publisher, of a shortener.

The facts are in `data/shorteners.txt`, `data/shared_hosts.txt` and `data/same_hosts.txt`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from mentions.urls.address import Address, address_of
from mentions.urls.tables import rows

_WWW = re.compile(r"www[0-9]?\.(?!\.)")
# Other ways into the same site: for phones, and Google's AMP.
_VARIANT = re.compile(r"(?:www[0-9]?|m|mobile|amp)\.")
# No data is filed under a parent of more labels; hostile hosts have thousands.
_MAX_PARENTS = 5
# Second-level domains under which a country registers names ("co.uk"): nobody's site.
_REGISTRY = re.compile(r"(?:ac|co|com|edu|go|gob|gov|gv|ltd|ne|net|nom|or|org|plc|sch)\.[a-z]{2}")
# Wikimedia's phone hosts stand after the language: de.m.wikipedia.org.
_INFIX = re.compile(
    r"([a-z-]+)\.m\.((?:wikipedia|wiktionary|wikibooks|wikinews|wikiquote|wikisource"
    r"|wikiversity|wikivoyage|wikimedia)\.org)"
)


def host_of(url: str) -> str:
    """Return the host of an absolute http(s) address: lower case, punycode, without `www.`.

    Returns "" where `url` has none.

    >>> host_of("HTTP://www.Bücher.example:8080/x")
    'xn--bcher-kva.example'
    """
    address = address_of(url)
    return _without(_WWW, address.host.removesuffix(".")) if address else ""


@lru_cache(maxsize=8192)
def bare_host(host: str) -> str:
    """Return a host without the labels that only choose a presentation of the same site.

    What is left is never a single label, a country's registry or the bare domain of a service
    that gives each author a sub-domain. Where a service shows each blog under several domains,
    one of them stands for all.

    >>> bare_host("www.m.example.org"), bare_host("m.example"), bare_host("www.co.uk")
    ('example.org', 'm.example', 'www.co.uk')
    >>> bare_host("jens.blogspot.co.at")
    'jens.blogspot.com'
    """
    # "a..b" passes the URL Standard; taking dots or labels off it could make it another host.
    if ".." in host:
        return host
    infix = _INFIX.fullmatch(host)
    if infix:
        return f"{infix[1]}.{infix[2]}"
    bare = _without(_VARIANT, host.removesuffix("."))
    name, _, domain = bare.partition(".")
    same = _same_domains().get(domain)
    return f"{name}.{same}" if same else bare


def _without(prefix: re.Pattern[str], host: str) -> str:
    while found := prefix.match(host):
        rest = host[found.end() :]
        if "." not in rest or _REGISTRY.fullmatch(rest):
            break
        if rest in _author_domains() and not found[0].startswith("www"):
            break
        host = rest
    return host


@lru_cache(maxsize=8192)
def host_keys(host: str) -> tuple[str, ...]:
    """Return the keys under which data about a host may be filed, nearest first.

    The bare host itself; `brand.*` for every top-level domain of a brand; `*.parent` for every
    sub-domain of a parent.

    >>> host_keys("news.google.co.uk")
    ('news.google.co.uk', 'news.google.*', '*.google.co.uk', '*.co.uk', '*.uk')
    """
    bare = bare_host(host)
    labels = bare.split(".")
    country = labels[2:] and _REGISTRY.fullmatch(".".join(labels[-2:]))
    brand = ".".join(labels[: -2 if country else -1]) + ".*"
    return (
        bare,
        brand,
        *("*." + ".".join(labels[at:]) for at in range(1, len(labels))[-_MAX_PARENTS:]),
    )


def same_site(a: str, b: str) -> bool:
    """Tell whether two addresses belong to the same publisher.

    Hosts must agree apart from www, m, mobile and amp. Where many authors share a host, or an
    address names its author as `/~name` or `/@name`, the author must agree, too.

    >>> same_site("https://www.example.org/a", "http://m.example.org/b")
    True
    >>> same_site("https://medium.com/@ann/a", "https://medium.com/@ben/b")
    False
    """
    first, second = address_of(a), address_of(b)
    return first is not None and second is not None and _publisher(first) == _publisher(second)


def _publisher(address: Address) -> tuple[str, ...]:
    host = bare_host(address.host)
    segments = [segment for segment in address.path.split("/") if segment]
    folders = _shared_hosts().get(host)
    if folders is None:
        own = [segment.replace("%7E", "~").replace("%7e", "~") for segment in segments[:1]]
        return (host, *(name for name in own if name.startswith(("~", "@"))))
    depth = 2 if segments and segments[0].lower() in folders else 1
    return (host, *(segment.lower() for segment in segments[:depth]))


def is_shortener(url: str) -> bool:
    """Tell whether an address is a short link that some other address stands behind.

    >>> is_shortener("http://ow.ly/rDsf"), is_shortener("http://ow.ly/")
    (True, False)
    """
    return _shortener(url) is not None


def is_dead_shortener(url: str) -> bool:
    """Tell whether asking a short link's host leads nowhere.

    Its service is gone, its domain has changed hands, or it shows advertisements and a script.

    >>> is_dead_shortener("http://cli.gs/abc")
    True
    """
    return bool(_shortener(url))


def is_shortener_host(host: str) -> bool:
    """Tell whether every address on a host, apart from its home page, is a short link."""
    return any((key, "/") in _shorteners() for key in host_keys(host.lower()))


def shortener_hosts() -> frozenset[str]:
    """Return the hosts of the list; `*.host` stands for its sub-domains."""
    return frozenset(host for host, _ in _shorteners())


def _shortener(url: str) -> str | None:
    """Return the mark of a short link in the list ("" for most), None for other addresses."""
    address = address_of(url)
    if address is None or not address.path.strip("/"):
        return None
    table = _shorteners()
    folder = address.path[: address.path.index("/", 1) + 1] if address.path.count("/") > 1 else "/"
    for key in host_keys(address.host):
        for prefix in ("/", folder):
            if (key, prefix) in table:
                return table[key, prefix]
    return None


@cache
def _shorteners() -> dict[tuple[str, str], str]:
    table = {}
    for name, *mark in rows("shorteners.txt"):
        host, slash, folder = name.partition("/")
        table[host, slash + folder or "/"] = "".join(mark)
    return table


@cache
def _shared_hosts() -> dict[str, frozenset[str]]:
    """Map hosts that many authors share to the path segments that stand before a name."""
    table = rows("shared_hosts.txt")
    return {host: frozenset(folders) for host, *folders in table if not host.startswith("*.")}


@cache
def _author_domains() -> frozenset[str]:
    """Return domains below which each author has a sub-domain."""
    hosts = (host for host, *_ in rows("shared_hosts.txt"))
    return frozenset(host.removeprefix("*.") for host in hosts if host.startswith("*.")).union(
        _same_domains()
    )


@cache
def _same_domains() -> dict[str, str]:
    """Map domains to the one that stands for all of the same service."""
    return {other: main for main, *others in rows("same_hosts.txt") for other in others}


@cache
def domain_families() -> tuple[tuple[str, str], ...]:
    """Return with what label the domains of one service begin, and which stands for all.

    >>> domain_families()
    (('blogspot.', 'blogspot.com'),)
    """
    mains = dict.fromkeys(_same_domains().values())
    return tuple((main.partition(".")[0] + ".", main) for main in mains)
