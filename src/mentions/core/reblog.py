"""Reblogs: "Reblogged this on ...", "Hat dies auf ... rebloggt".

The sentences are those WordPress.com writes into the comments of the original, by language.
"""

from __future__ import annotations

from dataclasses import dataclass

from mentions.model import Kind

# Opening, ending of the plain sentence, ending where own words follow.
_SENTENCES = (
    ("Reblogged this on ", ".", " and commented:"),
    ("Hat dies auf ", " rebloggt.", " rebloggt und kommentierte:"),
    ("A reblogué ceci sur ", ".", " et a commenté:"),
    ("Reblogueó esto en ", ".", " y comentado:"),
)
_LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Reblog:
    """A reblog: REPOST, or QUOTE where own words follow."""

    kind: Kind
    own_words: str | None


def read_reblog(text: str) -> Reblog | None:
    r"""Return what a reblog sentence says, None where the text does not begin with one.

    >>> read_reblog("Hat dies auf blog.example rebloggt.").kind
    <Kind.REPOST: 'repost'>
    >>> read_reblog("Reblogged this on Linkblog and commented:\nSo true.").own_words
    'So true.'
    """
    for opening, plain, commented in _SENTENCES:
        if not text.startswith(opening):
            continue
        line, _, rest = text.partition("\n")
        name, found, own = line.partition(commented)
        if found and len(name) < _LONGEST_NAME:
            return _reblog(f"{own}\n{rest}")
        if len(line) < _LONGEST_NAME and line.rstrip(" .").endswith(plain.rstrip(".")):
            return _reblog(rest)
    return None


def _reblog(own_words: str) -> Reblog:
    own = own_words.strip()
    return Reblog(kind=Kind.QUOTE if own else Kind.REPOST, own_words=own or None)
