"""Rows of reactions that are no comments: Tumblr's notes, the retweets below a Disqus reaction."""

from __future__ import annotations

from mentions.model import Author, Channel, Entry, Kind
from mentions.parse.comments.context import Context
from mentions.parse.comments.items import Item, Part
from mentions.parse.html import attribute, one_line, text_of
from mentions.urls.identity import page_of

_NOTE_KINDS = {"like": Kind.LIKE, "reblog": Kind.REPOST, "reply": Kind.REPLY}
_RETWEETS = frozenset(["dsq-reaction-retweets", "dsq-retweets"])
_MAX_RETWEETS = 200


def is_note(item: Item) -> bool:
    """Whether an item is one of the notes below a Tumblr post."""
    return "note" in item.classes and bool(_NOTE_KINDS.keys() & item.classes)


def read_note(item: Item, context: Context) -> Entry | None:
    """Read "A liked this", "A reblogged this from B" (kept as text: it says whom A had it from)."""
    kind = next(kind for name, kind in _NOTE_KINDS.items() if name in item.classes)
    named = _first_named(item)
    name = one_line(text_of(named.tag)) if named else None
    if named is None or name is None:
        return None
    text = _words(item) if kind is not Kind.LIKE else None
    return Entry(
        author=Author(name=name, url=context.resolve(named.tag), photo=_face(item, context)),
        text=text,
        language=context.language,
        channel=Channel.COMMENT,
        kind=kind,
        on=page_of(context.url),
        origin=_post_of(item, context),
    )


def _first_named(item: Item) -> Part | None:
    links = (part for part in item.parts if part.tag.name == "a")
    return next((part for part in links if one_line(text_of(part.tag))), None)


def _words(item: Item) -> str | None:
    root = item.roots[0]
    return text_of(root, skip=frozenset(item.nested)) or None


def _face(item: Item, context: Context) -> str | None:
    images = (part for part in item.parts if part.tag.name == "img")
    return next((context.resolve(part.tag, "src") for part in images), None)


def _post_of(item: Item, context: Context) -> str | None:
    for part in item.parts:
        if attribute(part.tag, "data-post-url"):
            return context.resolve(part.tag, "data-post-url")
    return None


def retweets_below(item: Item, parent: str | None, context: Context) -> list[Entry]:
    """Return those who passed a reaction on, where the page names them one by one."""
    box = next((part for part in item.parts if _RETWEETS & set(part.classes)), None)
    if box is None:
        return []
    links = [part for part in item.parts if part.tag.name == "a" and box.holds(part)]
    found = []
    for part in links[:_MAX_RETWEETS]:
        name, url = one_line(text_of(part.tag)), context.resolve(part.tag)
        if name and url:
            found.append(
                Entry(
                    author=Author(name=name, url=url),
                    language=context.language,
                    channel=Channel.COMMENT,
                    kind=Kind.REPOST,
                    on=page_of(context.url),
                    parent=parent,
                    marks=frozenset(["dsq-reaction"]),
                )
            )
    return found
