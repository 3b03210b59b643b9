"""Wrappers that keep their target elsewhere than in a plain query parameter.

Each function takes the address of a wrapper apart and returns the target as text, or None. The
caller checks that the target is an http(s) address.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import unquote

from mentions.urls.address import Address

_ESCAPED = re.compile(r"https?%3A", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)
# The path of an archived copy: a moment of 1 to 14 digits, perhaps with a mode such as "id_".
_ARCHIVED = re.compile(r"/web/[0-9]{1,14}(?:[a-z]{2}_)?/(.+)", re.DOTALL)
_ARCHIVE_TODAY = re.compile(
    r"/(?:newest|oldest|[0-9]{4,14}|[0-9]{4}\.[0-9]{2}\.[0-9]{2}-[0-9]{6}|o/\w{4,6})/(https?:.+)",
    re.DOTALL,
)
# A copy in Google's cache: an identifier, the address, the words that were searched for.
_CACHED = re.compile(r"cache:(?:[\w-]{12}:)?([^\s:]\S*)")
_PATH = re.compile(r"/(https?:.+)", re.DOTALL)
_AMP_CACHE = re.compile(r"/(?:[cvi]|wp|ii/w[0-9]{1,4})/(s/)?([^/]+\..+)", re.DOTALL)
_AMP_VIEWER = re.compile(r"/amp/(s/)?([^/]+\..+)", re.DOTALL)
_DEFENSE = re.compile(r"/v3/__(.+?)__;([\w-]*)", re.DOTALL)
_DEFENSE_RUN = re.compile(r"\*(?:\*(.))?")
_YAHOO = re.compile(r"/RU=([^/]+)/")
_DISQUS_MARK = re.compile(r":[\w-]{20,40}\Z")
_VIDEO = re.compile(r"/([\w-]{11})/?")
_SHORT_ID = re.compile(r"/([0-9a-z]{4,10})/?", re.IGNORECASE)
_LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def is_web_address(text: str) -> bool:
    """Tell whether a text starts like an absolute http(s) address."""
    return bool(_WEB.match(text))


def _web(text: str) -> str | None:
    """Return an address that may have lost a slash or its scheme on the way."""
    if _ESCAPED.match(text):
        text = unquote(text)
    repaired = re.sub(r"\A(https?):/{1,2}(?=[^/])", r"\1://", text, flags=re.IGNORECASE)
    if is_web_address(repaired):
        return repaired
    host = text.partition("/")[0]
    return f"http://{text}" if "." in host and ":" not in host.partition(".")[0] else None


def _tail(address: Address) -> str:
    query = f"?{address.query}" if address.query else ""
    return query + (f"#{address.fragment}" if address.fragment else "")


def _archive_org(address: Address) -> str | None:
    found = _ARCHIVED.fullmatch(address.path)
    return _web(found[1] + _tail(address)) if found else None


def _archive_today(address: Address) -> str | None:
    found = _ARCHIVE_TODAY.fullmatch(address.path)
    return _web(found[1] + _tail(address)) if found else None


def _google_cache(address: Address) -> str | None:
    for value in address.values("q"):
        found = _CACHED.match(value)
        if found:
            return _web(found[1])
    return None


def _path(address: Address) -> str | None:
    """Read `https://12ft.io/https://...`: the whole path is the target."""
    found = _PATH.fullmatch(address.path)
    return _web(found[1] + _tail(address)) if found else None


def _amp(pattern: re.Pattern[str]) -> Callable[[Address], str | None]:
    def read(address: Address) -> str | None:
        found = pattern.fullmatch(address.path)
        if not found:
            return None
        return f"{'https' if found[1] else 'http'}://{found[2]}{_tail(address)}"

    return read


def _bing(address: Address) -> str | None:
    """Read bing.com/ck/a (`u` is "a1" and the target in base64url) and bing.com/amp/s/."""
    if not address.path.startswith("/ck/a"):
        return _amp(_AMP_VIEWER)(address)
    for value in address.values("u"):
        if value.startswith("a1"):
            code = value[2:].rstrip("=")
            try:
                target = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)).decode()
            except (binascii.Error, ValueError):
                continue
            return target if is_web_address(target) else None
    return None


def _raw_query(address: Address) -> str | None:
    """Read `https://href.li/?http://...`: the whole query is the target."""
    target = address.query
    if not is_web_address(target):
        target = unquote(target)
    if not is_web_address(target):
        return None
    return target + (f"#{address.fragment}" if address.fragment else "")


def _deviantart(address: Address) -> str | None:
    return _raw_query(address) if address.path == "/users/outgoing" else None


def _steam(address: Address) -> str | None:
    return _raw_query(address) if address.path.startswith("/linkfilter") else None


def _disqus(address: Address) -> str | None:
    """Read disq.us/url: a colon and a check code are appended to the target."""
    for value in address.values("url"):
        target = _DISQUS_MARK.sub("", value)
        if is_web_address(target):
            return target
    return None


def _defense_v2(address: Address) -> str | None:
    """Read Proofpoint's v2: `-` stands for `%`, `_` for `/`."""
    if address.path != "/v2/url":
        return _defense_v3(address)
    for value in address.values("u"):
        target = unquote(value.replace("-", "%").replace("_", "/"))
        return target if is_web_address(target) else None
    return None


def _defense_v3(address: Address) -> str | None:
    """Read Proofpoint's v3: `*` stands for the next of the characters kept in base64url.

    `**` and a letter stand for a run of 2 (A) to 65 (_) of them.
    """
    found = _DEFENSE.match(address.tail)
    if not found:
        return None
    code = found[2]
    try:
        kept = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    at = 0

    def restored(match: re.Match[str]) -> str:
        nonlocal at
        count = _LENGTHS.find(match[1]) + 2 if match[1] else 1
        at += count
        return kept[at - count : at]

    target = _web(unquote(found[1]) if "%3A" in found[1][:8] else found[1])
    if target is None:
        return None
    restored_target = _DEFENSE_RUN.sub(restored, target)
    return restored_target if at == len(kept) else None


def _translated(address: Address) -> str | None:
    """Read a translate.goog host: `-` stands for a dot and `--` for a hyphen."""
    label = address.host.removesuffix(".translate.goog")
    # Hosts that do not fit this scheme are marked (_x_tr_enc), or hashed into one label.
    if "." in label or "-" not in label or "_x_tr_enc=" in address.query:
        return None
    host = "-".join(part.replace("-", ".") for part in label.split("--"))
    return f"https://{host}{address.tail}"


def _yahoo(address: Address) -> str | None:
    found = _YAHOO.search(address.path)
    return unquote(found[1]) if found and is_web_address(unquote(found[1])) else None


def _youtu_be(address: Address) -> str | None:
    found = _VIDEO.fullmatch(address.path)
    if not found:
        return None
    query = f"&{address.query}" if address.query else ""
    return f"https://www.youtube.com/watch?v={found[1]}{query}"


def _redd_it(address: Address) -> str | None:
    found = _SHORT_ID.fullmatch(address.path)
    return f"https://www.reddit.com/comments/{found[1].lower()}" if found else None


_RAW_HOSTS = (
    *("anon.to", "anonym.to", "anonymz.com", "blankrefer.com", "dereferer.me", "dereferer.org"),
    *("hiderefer.com", "hidereferer.com", "href.li", "nullrefer.com"),
)
_ARCHIVE_TODAY_HOSTS = [f"archive.{tld}" for tld in ("today", "is", "ph", "fo", "li", "vn", "md")]

# By key of `hosts.host_keys`.
FORMS: Mapping[str, Callable[[Address], str | None]] = MappingProxyType(
    {
        "web.archive.org": _archive_org,
        "wayback.archive.org": _archive_org,
        "cdn.ampproject.org": _amp(_AMP_CACHE),
        "*.cdn.ampproject.org": _amp(_AMP_CACHE),
        "bing-amp.com": _amp(_AMP_CACHE),
        "*.bing-amp.com": _amp(_AMP_CACHE),
        "google.*": _amp(_AMP_VIEWER),
        "bing.com": _bing,
        "deviantart.com": _deviantart,
        "steamcommunity.com": _steam,
        "disq.us": _disqus,
        "urldefense.proofpoint.com": _defense_v2,
        "urldefense.com": _defense_v3,
        "urldefense.us": _defense_v3,
        "*.translate.goog": _translated,
        "webcache.googleusercontent.com": _google_cache,
        **dict.fromkeys(("12ft.io", "freedium.cfd", "outline.com", "r.jina.ai"), _path),
        "r.search.yahoo.com": _yahoo,
        "youtu.be": _youtu_be,
        "redd.it": _redd_it,
        **dict.fromkeys(_RAW_HOSTS, _raw_query),
        **dict.fromkeys(_ARCHIVE_TODAY_HOSTS, _archive_today),
    }
)
