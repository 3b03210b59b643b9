"""Plain text as comment sections show it: hashtags, excerpt wrappers, forms for comparing.

Everything here takes any string, never raises and takes time linear in its length.
"""

from __future__ import annotations

import html
import re
import unicodedata

# How "[...]" stands in real pages: dots, spaced dots, the character, or its entity left as text.
_DOTS = r"(?:\.\s?){1,5}\.|…|⋯|&hellip;|&#8230;|&#x2026;"
_WRAPPER = re.compile(rf"(?:\[|&#91;)\s{{0,4}}(?:{_DOTS})\s{{0,4}}(?:\]|&#93;)", re.IGNORECASE)
_AFTER_STOP = re.compile(rf"(?<=[.。])\s{{0,4}}{_WRAPPER.pattern}", re.IGNORECASE)
_LONGEST_WRAPPER = 40
_MOST_WRAPPERS = 5
# With the semicolon only: "?a=1&copy=2" is a query and no copyright sign.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”„«»「」『』、。，）]+", re.IGNORECASE)
_DASHES = re.compile(r"[-‐‑‒–—―−]+")
_QUOTES = str.maketrans(
    {**dict.fromkeys("“”„‟«»″「」『』", '"'), **dict.fromkeys("‘’‚‛‹›′`´", "'")}
)
# Emoji stand with a variation selector or without one.
_PLAIN = _QUOTES | dict.fromkeys(range(0xFE00, 0xFE10))
# Besides letters, marks and digits: what joins the halves of a word in hashtags.
_TAG_JOINERS = frozenset("_·・゠\u200c\u200d\u05f3\u05f4")
# After these a number sign starts no hashtag: an address, an entity, a query.
_BEFORE_NO_TAG = frozenset("&/=_#＃")


def hashtags(text: str) -> tuple[str, ...]:
    """Return the hashtags of a text, without `#`, in order of appearance.

    A hashtag holds at least one letter and is not glued to a word before it. Addresses and
    character references hold none. Spellings that differ in case are one; the first one stays.

    >>> hashtags("Weg damit! #Firewall #fb &#39; http://a.example/#top #FB #1")
    ('Firewall', 'fb')
    """
    found: dict[str, str] = {}
    spoken = _URL.sub(" ", text)
    for sign in re.finditer("[#＃]", spoken):
        start = sign.end()
        before = spoken[sign.start() - 1] if sign.start() else " "
        if before in _BEFORE_NO_TAG or _in_word(before):
            continue
        tag = _tag_at(spoken, start)
        if any(unicodedata.category(char).startswith("L") for char in tag):
            found.setdefault(unicodedata.normalize("NFKC", tag).casefold(), tag)
    return tuple(found.values())


def _tag_at(text: str, start: int) -> str:
    end = start
    while end < len(text) and (_in_word(text[end]) or text[end] in _TAG_JOINERS):
        end += 1
    return text[start:end].rstrip("·・゠\u200c\u200d")


def _in_word(char: str) -> bool:
    """Letters, digits and combining marks; emoji variation selectors are no part of a word."""
    return unicodedata.category(char)[0] in "LMN" and not "\ufe00" <= char <= "\ufe0f"


def strip_wrapper(text: str) -> tuple[str, bool]:
    """Take `[...]` off both ends of an excerpt; tell whether there was one.

    Dots, spaced dots, the character and its entity are known, glued or not. White space at the
    ends goes, too. Round brackets stay: people write them.

    >>> strip_wrapper("[...]  so steht es dort [&#8230;] ")
    ('so steht es dort', True)
    """
    stripped = text.strip()
    for taken_off in range(_MOST_WRAPPERS):
        opening = _WRAPPER.match(stripped)
        start = opening.end() if opening else 0
        end = _wrapper_at_end(stripped, start)
        if not start and end == len(stripped):
            return stripped, taken_off > 0
        stripped = stripped[start:end].strip()
    return stripped, True


def without_inner_wrappers(text: str) -> str:
    """Take out each `[...]` that stands between two sentences.

    >>> without_inner_wrappers("von Jens erwähnt. [...] Jens sagte")
    'von Jens erwähnt. Jens sagte'
    """
    return _AFTER_STOP.sub("", text)


def _wrapper_at_end(text: str, start: int) -> int:
    """Return where the closing wrapper begins; the length of the text where there is none."""
    first = max(start, len(text) - _LONGEST_WRAPPER)
    place = max(text.rfind("[", first), text.rfind("&#91;", first))
    return place if place >= 0 and _WRAPPER.fullmatch(text, place) else len(text)


def fold_name(name: str) -> str:
    """Return a name for comparing: NFKC, case folded, letters, marks and digits only.

    A name without any of these, such as an emoji, folds to "".

    >>> fold_name("Müller, J. R."), fold_name("＠MÜLLER_jr")
    ('müllerjr', 'müllerjr')
    """
    # Once more at the end: an accent may have stood behind what was left out.
    return unicodedata.normalize("NFKC", "".join(filter(_in_word, _folded(name))))


def text_key(text: str) -> str:
    """Return what two sightings of the same words have in common.

    Wrappers, addresses (each aggregator writes its own short links), a trailing ellipsis, case,
    white space, entities and typographic quotes and dashes make no difference.

    >>> text_key("[…] „Weg damit“ – http://ow.ly/x #FB…") == text_key('"weg damit" - #fb')
    True
    """
    plain = strip_wrapper(unescape(text))[0]
    plain = _folded(_URL.sub(" ", plain)).translate(_PLAIN)
    return " ".join(_DASHES.sub("-", plain).split()).rstrip(". ")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def unescape(text: str) -> str:
    """Decode character references that a page shows as text because they were escaped twice.

    >>> unescape("Tom &amp;amp; Eva&#39;s ?a=1&copy=2")
    "Tom & Eva's ?a=1&copy=2"
    """
    once = _ENTITY.sub(_decoded, text)
    return _ENTITY.sub(_decoded, once) if once != text else text


def _decoded(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])
