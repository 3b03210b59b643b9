"""Whether a page may lead to further pages of its comment section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

# Nearly every system and theme that pages its comments writes this word somewhere on the page: in
# the addresses of further pages, in the names of their navigation, or, where it may be part of
# "older comments" in some language, after a space.
_WORD = b"omment"
# Others write one of these; the words of "older comments" in ASCII are looked at more closely.
_STEMS = (b"cpage=", b"oment", b"eacti", b"replies", b"respons", b"mentions", b"backs")
# Words in lower case, quickly looked for, and what stands around them where they lead on.
_ABROAD = (
    (
        b"oment",
        re.compile(
            rb"oment(?:a|\xe1|\xc3\xa1|&aacute;|&#225;)rios\W.{0,24}"
            rb"(?:antig|recient|recent|anterior|sigui)"
            rb"|(?:starsze|nowsze)(?:[\s\xa0\xc2]|&nbsp;){1,9}komentarze",
            re.DOTALL,
        ),
    ),
    (
        b"reacties",
        re.compile(rb"(?:oudere|nieuwere|vorige|volgende)(?:[\s\xa0\xc2]|&nbsp;){1,9}reacties"),
    ),
)
_SIGN = re.compile(
    rb"omment(?:(?P<sure>-page-[0-9]|page=[0-9]|s?[-_](?:comment|nav|pag|links|above|below)|s-pages)"
    rb"|(?<=[\s>;\xa0][cCkK]omment))"
)
_BEFORE, _AFTER = 60, 40
# No page has more of such words; what comes after them is not looked at.
_MOST = 20_000
_LABEL = re.compile(
    rb"(?:older|newer|previous|next|more|earlier|all|ltere|neuere|vorherige|chste|weitere|here"
    rb"|nyare|ldre)(?:[\s\xa0\xc2]|<[^<>]{0,40}>|&nbsp;|&#160;|&#xa0;){1,9}[ck]omment"
    rb"|ommentaires\W.{0,12}(?:anciens|cents|dents|suivants)|ommenti\W.{0,16}(?:preced|success|vecchi)",
    re.DOTALL,
)
# A part of the page that holds comments, by its class or id, and what may lead on inside it.
_SECTIONS = (
    (
        b"omment",
        re.compile(
            rb"omment(?:s?[-_]?(?:list|area|section|wrap|container|block|holder|inner|thread|box"
            rb"|template|content|items)|(?:s|are|aires|i)?[\"'\s>]|[-_][0-9])"
        ),
    ),
    *(
        (word, re.compile(word + rb"s?[\"'\s>_-]"))
        for word in (
            *(b"omentario", b"eactie", b"replies", b"response", b"mentions", b"facepile"),
            *(b"trackback", b"tweetback", b"linkback", b"pingback"),
        )
    ),
)
_RUSSIAN = ("старые комментарии", "Старые комментарии", "редыдущие комментарии")
_LABELS_BEYOND_ASCII = (
    *(label.encode(charset) for label in _RUSSIAN for charset in ("utf-8", "cp1251", "koi8-r")),
    *("過去のコメント".encode(charset) for charset in ("utf-8", "shift_jis", "euc_jp")),
    *(
        label.encode(charset)
        for label in ("更早的评论", "较旧的评论")
        for charset in ("utf-8", "gbk")
    ),
)
# Letters and signs of the languages of western Europe, in the charsets of their pages.
_WESTERN = "äöüßÄÖÜéèêëáàâåæçíîïñóôõøúûÉÀÅØ–—„“”‚‘’…•·©®«»€°\xa0"
_USUAL = frozenset(_WESTERN.encode("utf-8") + _WESTERN.encode("cp1252"))


def _by_rare_byte() -> Iterator[tuple[bytes, bytes]]:
    """Yield the labels with a byte of each that most pages do not hold: that is soon looked for."""
    for label in _LABELS_BEYOND_ASCII:
        rare = sorted(byte for byte in set(label) - _USUAL if byte > 127)  # noqa: PLR2004 - ASCII
        yield bytes(rare[:1]), label


_BY_RARE_BYTE = tuple(_by_rare_byte())
_IN_NAME = re.compile(rb".*(?:class|id)\s{0,9}=\s{0,9}[\"']?[^\"'<>]*\Z", re.DOTALL)
_PAGER = re.compile(
    rb"pag(?:(?P<sure>e=(?<=[ct]page=)[0-9])"
    rb"|(?<=[\"'\s=-]pag)(?:er|ing|ination|e-numbers?)(?:[-_]{1,2}\w{1,20})?[\"'\s>])"
)


def may_go_on(page: bytes, lowered: bytes) -> bool:
    """Whether the comments of a page may go on elsewhere, so that it has to be read to know.

    Args:
        page: HTML in UTF-8 or a charset of one byte.
        lowered: The same in lower case.
    """
    speaks = _WORD in page
    if not speaks and not any(stem in page for stem in _STEMS):
        return _is_labelled(page)
    if speaks and any(_leads_on(page, sign) for sign in islice(_SIGN.finditer(page), _MOST)):
        return True
    if _is_labelled_abroad(lowered) or _is_labelled(page):
        return True
    pagers = list(islice(_PAGER.finditer(page), _MOST))
    if not pagers or any(pager["sure"] for pager in pagers):
        return bool(pagers)
    return any(_has_section(page[: pagers[-1].start()], *one) for one in _SECTIONS)


def _has_section(page: bytes, word: bytes, whole: re.Pattern[bytes]) -> bool:
    """Whether a word of a section stands in the class or id of an element."""
    places = (at for at in _places_of(word, page) if whole.match(page, at))
    return any(_names(page, at) for at in islice(places, _MOST))


def _is_labelled_abroad(lowered: bytes) -> bool:
    """Whether a page says "older comments" in another language in Latin script."""
    return any(
        around.search(lowered, max(at - _BEFORE, 0), at + _AFTER)
        for word, around in _ABROAD
        for at in islice(_places_of(word, lowered), _MOST)
    )


def _places_of(word: bytes, page: bytes) -> Iterator[int]:
    at = page.find(word)
    while at >= 0:
        yield at
        at = page.find(word, at + 1)


def _is_labelled(page: bytes) -> bool:
    """Whether a page says "older comments" in another script."""
    return not page.isascii() and any(
        byte in page and label in page for byte, label in _BY_RARE_BYTE
    )


def _leads_on(page: bytes, sign: re.Match[bytes]) -> bool:
    if sign["sure"]:
        return True
    near = page[max(sign.start() - _BEFORE, 0) : sign.end() + _AFTER]
    return _LABEL.search(near.lower()) is not None


def _names(page: bytes, at: int) -> bool:
    """Whether a word stands in the class or id of an element."""
    return _IN_NAME.match(page[max(at - 160, 0) : at]) is not None
