"""Whether a page may lead to further pages of its comment section."""

from __future__ import annotations

import re
from itertools import islice

# Nearly every system and theme that pages its comments writes this word somewhere on the page: in
# the addresses of further pages, in the names of their navigation, or, where it may be part of
# "older comments" in some language, after a space.
_WORD = b"omment"
# Others write one of these; the words of "older comments" in ASCII are looked at more closely.
_STEMS = (b"cpage=", b"oment", b"eacti", b"replies", b"respons", b"mentions", b"backs")
_FOREIGN_LABEL = re.compile(
    rb"oment(?:a|\xe1|\xc3\xa1|&aacute;|&#225;)rios\W.{0,24}(?:antig|recient|recent|anterior|sigui)"
    rb"|(?:oudere|nieuwere|vorige|volgende)(?:[\s\xa0\xc2]|&nbsp;){1,9}reacties"
    rb"|(?:starsze|nowsze)(?:[\s\xa0\xc2]|&nbsp;){1,9}komentarze",
    re.DOTALL | re.IGNORECASE,
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
_SECTION = re.compile(
    rb"omment(?:s?[-_]?(?:list|area|section|wrap|container|block|holder|inner|thread|box|template"
    rb"|content|items)|(?:s|are|aires|i)?[\"'\s>]|[-_][0-9])"
    rb"|(?:omentarios|eacties?|replies|responses?|(?:web)?mentions|(?:track|tweet|link|ping)backs?"
    rb"|facepile)[\"'\s>_-]"
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
_IN_NAME = re.compile(rb".*(?:class|id)\s{0,9}=\s{0,9}[\"']?[^\"'<>]*\Z", re.DOTALL)
_PAGER = re.compile(
    rb"pag(?:(?P<sure>e=(?<=[ct]page=)[0-9])"
    rb"|(?<=[\"'\s=-]pag)(?:er|ing|ination|e-numbers?)(?:[-_]{1,2}\w{1,20})?[\"'\s>])"
)


def may_go_on(page: bytes) -> bool:
    """Whether the comments of a page may go on elsewhere, so that it has to be read to know.

    Args:
        page: HTML in UTF-8 or a charset of one byte.
    """
    speaks = _WORD in page
    if not speaks and not any(stem in page for stem in _STEMS):
        return _is_labelled(page)
    if speaks and any(_leads_on(page, sign) for sign in islice(_SIGN.finditer(page), _MOST)):
        return True
    if _FOREIGN_LABEL.search(page) or _is_labelled(page):
        return True
    pagers = list(islice(_PAGER.finditer(page), _MOST))
    if not pagers or any(pager["sure"] for pager in pagers):
        return bool(pagers)
    words = islice(_SECTION.finditer(page, 0, pagers[-1].start()), _MOST)
    return any(_names(page, word.start()) for word in words)


def _is_labelled(page: bytes) -> bool:
    """Whether a page says "older comments" in another script."""
    return not page.isascii() and any(label in page for label in _LABELS_BEYOND_ASCII)


def _leads_on(page: bytes, sign: re.Match[bytes]) -> bool:
    if sign["sure"]:
        return True
    near = page[max(sign.start() - _BEFORE, 0) : sign.end() + _AFTER]
    return _LABEL.search(near.lower()) is not None


def _names(page: bytes, at: int) -> bool:
    """Whether a word stands in the class or id of an element."""
    return _IN_NAME.match(page[max(at - 160, 0) : at]) is not None
