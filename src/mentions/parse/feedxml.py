"""XML as feeds are really written, made safe, well-formed and unambiguous for feedparser.

feedparser falls back to a lenient parser that needs quadratic time for hostile input, guesses
names out of e-mail addresses and drops what it cannot place. It never gets to that: libxml2 reads
the text first (it recovers, expands nothing and fetches nothing), and what feedparser would
confuse is rewritten in a form it reads with certainty.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

from mentions.parse.feedtags import entries_begun, mended
from mentions.parse.pings import person
from mentions.parse.xmlsafe import SAFE

# A feed has some ten to a few hundred entries; whole archives come as exports.
MAX_ENTRIES = 10_000
_TORN = "the feed ends in the middle of an entry, which was left out"
TOO_MANY = f"only the first {MAX_ENTRIES:,} entries were read"

_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:rss|rdf|feed)(?=[\s/>])", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,8};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
# What XML 1.0 forbids, and the halves of characters that cannot be encoded.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ENTRY_TAG = re.compile(
    r"<(?P<end>/?)(?:[a-z][\w.-]{0,30}:)?(?:item|entry)(?=[\s/>]|$)", re.IGNORECASE
)

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = ("http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss")
# Prefixes that old generators forgot to declare.
_PREFIXES = {
    "content": _CONTENT,
    "dc": _DC,
    "atom": _ATOM,
    "media": _MEDIA[0],
    "thr": "http://purl.org/syndication/thread/1.0",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
# Elements of nobody knows whom; names that XML cannot write are put there.
_UNKNOWN = "urn:unknown"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,60}")
_ENTRY, _CHANNEL = ("item", "entry"), ("channel", "feed")
_WORDS = frozenset(["description", "encoded", "content", "summary"])
_DATES = frozenset(["pubdate", "published", "issued", "date", "updated", "modified", "created"])
_PUBLISHED = frozenset(["pubdate", "published", "issued"])
# What feedparser calls its own lists; an element of that name would take a list's place.
_CLASHING = frozenset(["links", "authors", "contributors", "tags", "enclosures", "author_detail"])
_PEOPLE = frozenset(["author", "creator", "managingeditor"])
# Longer ones are an attack on the patterns that read them.
_MAX_DATE, _MAX_NAME = 120, 500
# feedparser and lxml need quadratic time for them.
_MAX_ATTRIBUTES = 100


Worth = Callable[[bytes], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tidy:
    """A feed as well-formed UTF-8; `notes` tell of it, `left_out` what cannot be read."""

    xml: bytes
    is_atom: bool
    notes: tuple[str, ...] = ()
    left_out: str | None = None


def tidy_feed(text: str, *, worth: Worth | None = None) -> Tidy | None:
    """Return a feed ready for feedparser; None where the text is no RSS, RDF or Atom at all.

    Args:
        text: Of the feed.
        worth: Tells of a piece of the feed whether its words are worth reading; of an entry that
            is not, only the words are left out, for what the feed says as a whole depends on all.
    """
    start = _ROOT.search(text)
    if not start:
        return None
    plain = _plain_xml(text[start.start() :])
    root, torn = _parse(plain)
    if torn:
        root, _ = _parse(mended(plain))
    if root is None:
        return None
    elements = [element for element in root.iter() if _declare(element)]
    entries = [element for element in elements if _name_of(element)[1] in _ENTRY]
    left_out = _left_out(entries, plain)
    kept = (entries[:-1] if left_out == _TORN else entries)[:MAX_ENTRIES]
    for entry in entries[len(kept) :]:
        _drop(entry)
    if worth and not worth(_around_entries(plain)):
        _hollow(entry for entry in kept if not worth(_bytes_of(entry)))
    for entry in kept:
        _disambiguate(entry)
    for element in elements:
        if _name_of(element)[1] in _CHANNEL:
            _name_people(element)
    is_atom = _name_of(root)[1] == "feed"
    return Tidy(
        xml=etree.tostring(root, encoding="UTF-8"),
        is_atom=is_atom,
        notes=(TOO_MANY,) if len(entries) > MAX_ENTRIES else (),
        left_out=left_out,
    )


def _around_entries(text: str) -> bytes:
    """Return what the feed says of itself: relative links of its entries may go by that."""
    tags = list(_ENTRY_TAG.finditer(text))
    if not tags:
        return text.encode("utf-8", "ignore")
    return f"{text[: tags[0].start()]} {text[tags[-1].end() :]}".encode("utf-8", "ignore")


def _bytes_of(entry: etree._Element) -> bytes:
    return etree.tostring(entry, encoding="UTF-8", with_tail=False)


def _hollow(entries: Iterable[etree._Element]) -> None:
    for entry in entries:
        for child in list(entry):
            if _name_of(child)[1] in _WORDS:
                _drop(child)


def _left_out(entries: list[etree._Element], text: str) -> str | None:
    """Return why not every entry can be read."""
    if _is_torn(text):
        return _TORN
    lost = entries_begun(text) - len(entries)
    return f"{lost:,} of its entries could not be read: its tags are broken" if lost > 0 else None


def _is_torn(text: str) -> bool:
    """Whether the last entry is never closed: its address may be cut, and so be a wrong one."""
    last = None
    for tag in _ENTRY_TAG.finditer(text):
        last = tag
    if last is None or last["end"]:
        return False
    return not text[last.end() : text.find(">", last.end())].endswith("/")


def _plain_xml(text: str) -> str:
    """Return the text without CDATA, with its entities as characters, fit for any parser."""
    pieces = []
    place = 0
    while True:
        opened = text.find(_CDATA, place)
        if opened < 0:
            pieces.append(_ENTITY.sub(_as_character, text[place:]))
            break
        pieces.append(_ENTITY.sub(_as_character, text[place:opened]))
        closed = text.find(_CDATA_END, opened)
        end = closed if closed >= 0 else len(text)
        pieces.append(_escaped(text[opened + len(_CDATA) : end]))
        place = end + len(_CDATA_END)
    return _ILLEGAL.sub("", "".join(pieces))


def _as_character(match: re.Match[str]) -> str:
    name = match[0]
    known = name.startswith("&#") or name[1:] in html5
    return _escaped(html.unescape(name) if known else name)


def _escaped(text: str) -> str:
    # By their numbers: behind a first error libxml2 leaves out entities that have names.
    for character in "&<>\"'":
        text = text.replace(character, f"&#{ord(character)};") if character in text else text
    return text


def _parse(text: str) -> tuple[etree._Element | None, bool]:
    parser = etree.XMLParser(encoding="utf-8", **SAFE)
    try:
        root = etree.fromstring(text.encode("utf-8", "ignore"), parser)
    except etree.XMLSyntaxError:
        return None, False
    torn = any(error.type_name == "ERR_TAG_NAME_MISMATCH" for error in parser.error_log)
    return root, torn


def _declare(element: etree._Element) -> bool:
    """Give an element and its attributes names that can be written down again."""
    space, local = _split(str(element.tag))
    if not _NAME.fullmatch(local):
        prefix, _, name = local.partition(":")
        space = _PREFIXES.get(prefix.lower(), _UNKNOWN)
        element.tag = f"{{{space}}}{name if _NAME.fullmatch(name) else 'unknown'}"
    elif local.lower() in _CLASHING:
        element.tag = f"{{{_UNKNOWN}}}unknown"
    keys = [str(key) for key in element.attrib]
    kept = [key for key in keys if _is_writable(key)][:_MAX_ATTRIBUTES]
    if len(kept) < len(keys):
        values = [(key, element.attrib[key]) for key in kept]
        element.attrib.clear()
        element.attrib.update(values)
    return True


def _is_writable(name: str) -> bool:
    return _NAME.fullmatch(_split(name)[1]) is not None


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _split(tag: str) -> tuple[str, str]:
    space, closed, local = tag.rpartition("}")
    return (space[1:], local) if closed else ("", tag)


def _name_of(element: etree._Element) -> tuple[str, str]:
    """Return namespace and lower-case local name."""
    space, local = _split(str(element.tag))
    return space, local.lower()


def _disambiguate(entry: etree._Element) -> None:
    """Rewrite what feedparser confuses in an entry."""
    names = {_name_of(child)[1] for child in entry}
    for child in list(entry):
        space, name = _name_of(child)
        if space in _MEDIA:
            _keep_descriptions(child)
        elif name in _DATES and len(child.text or "") > _MAX_DATE:
            _drop(child)
        elif (space, name) == (_DC, "date") and not names & _PUBLISHED:
            child.tag = "pubDate"
        elif name == "guid":
            _keep_permalink(entry, child)
    _name_people(entry)


def _keep_descriptions(media: etree._Element) -> None:
    # A second description would be lost beside content:encoded.
    for element in [media, *media]:
        if _name_of(element)[1] == "description":
            plain = (element.get("type") or "plain").lower() != "html"
            element.set("type", "text/plain" if plain else "text/html")
            element.tag = f"{{{_CONTENT}}}encoded"


def _keep_permalink(entry: etree._Element, guid: etree._Element) -> None:
    # feedparser forgets whether a guid is a permalink as soon as there is a link.
    stated = next((v for k, v in guid.attrib.items() if str(k).lower() == "ispermalink"), "true")
    if str(stated).strip().lower() != "false":
        etree.SubElement(entry, "permalink").text = guid.text


def _name_people(context: etree._Element) -> None:
    """Give people who are one line of text the form of an Atom author; dc:creator goes first."""
    found = [child for child in context if _name_of(child)[1] in _PEOPLE and not len(child)]
    for element in sorted(found, key=lambda child: _name_of(child)[0] != _DC):
        written = element.text or ""
        _drop(element)
        if len(written) <= _MAX_NAME:
            _add_person(context, html.unescape(written))


def _add_person(context: etree._Element, written: str) -> None:
    author = person(written)
    if author.name or author.url or author.handle:
        element = etree.SubElement(context, "author")
        name = author.name or (f"@{author.handle}" if author.handle else None)
        etree.SubElement(element, "name").text = name
        if author.url:
            etree.SubElement(element, "uri").text = author.url
