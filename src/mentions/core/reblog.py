"""Reblogs: "Reblogged this on ...", "Hat dies auf ... rebloggt".

The sentences are those WordPress.com writes into the comments of the original, by language.
"""

from __future__ import annotations

from dataclasses import dataclass

from mentions.model import Entry, Kind

# Opening, ending of the plain sentence, ending where own words follow.
_SENTENCES = (
    ("Reblogged this on ", ".", " and commented:"),
    ("Hat dies auf ", " rebloggt.", " rebloggt und kommentierte:"),
    ("A reblogué ceci sur ", ".", " et a commenté:"),
    ("A reblogué ceci sur ", ".", " et a commenté\u00a0:"),
    ("Reblogueó esto en ", ".", " y comentado:"),
    ("L'ha ribloggato su ", ".", " e ha commentato:"),
    ("L’ha ribloggato su ", ".", " e ha commentato:"),
    ("Republicou isso em ", ".", " e comentado:"),
    ("Heeft dit herblogd op ", ".", " en reageerde:"),
)
_LONGEST_NAME = 200
_LONGEST_UNLINKED = 60
# After these signs more is said than the name of a blog: people write such sentences, too.
_MORE = (", ", "; ", ". ", "! ", "? ", ": ", " – ", " — ", " - ")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reblog:
    """A reblog: REPOST, or QUOTE where own words follow."""

    kind: Kind
    own_words: str | None


def read_reblog(entry: Entry) -> Reblog | None:
    r"""Return what a reblog sentence says, None where the text does not begin with one.

    The name of the blog is a link, or else so short that nothing more can be said in it.

    >>> read_reblog(Entry(text="Hat dies auf blog.example rebloggt.")).kind
    <Kind.REPOST: 'repost'>
    >>> read_reblog(Entry(text="Reblogged this on Linkblog and commented:\nSo true.")).own_words
    'So true.'
    """
    text = entry.text or ""
    for opening, plain, commented in _SENTENCES:
        if not text.startswith(opening):
            continue
        line, _, rest = text.removeprefix(opening).partition("\n")
        name, found, own = line.partition(commented)
        if found and _names_blog(name, entry):
            return _reblog(f"{own}\n{rest}")
        name = line.rstrip().removesuffix(plain)
        if name != line.rstrip() and _names_blog(name, entry):
            return _reblog(rest)
    return None


def _names_blog(name: str, entry: Entry) -> bool:
    if any(name.strip() == link.anchor for link in entry.links):
        return len(name) < _LONGEST_NAME
    return 0 < len(name) <= _LONGEST_UNLINKED and not any(sign in name for sign in _MORE)


def _reblog(own_words: str) -> Reblog:
    own = own_words.strip()
    return Reblog(kind=Kind.QUOTE if own else Kind.REPOST, own_words=own or None)
