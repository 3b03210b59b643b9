"""Under which act another one stands, as addresses tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mentions.core.above import pages_above
from mentions.model import Channel, Kind, Mention
from mentions.urls.identity import permalink_key

Places = dict[int, int]
_AMBIGUOUS = -1


def places_of(mentions: Sequence[Mention]) -> tuple[Places, Places]:
    """Return which mention stands under which other one, both by their place in the list.

    An address that several have is nobody's: reposts, for one, may have that of their account.

    Args:
        mentions: Of one article.

    Returns:
        First what the mention states (`parent`). Then, surmised less surely, on whose page a
        comment stands that answers; that is a share, never another answer.
    """
    stated = [number for number, one in enumerate(mentions) if one.parent]
    answers = [number for number, one in enumerate(mentions) if _is_answer(one)]
    everybody = _by_permalink(mentions, range(len(mentions))) if stated else {}
    shares = [number for number, one in enumerate(mentions) if one.kind is not Kind.REPLY]
    pages = _by_permalink(mentions, shares) if answers else {}
    return (
        _found(everybody, ((number, _parent_keys(mentions[number])) for number in stated)),
        _found(pages, ((number, pages_above(mentions[number].url or "")) for number in answers)),
    )


def _is_answer(mention: Mention) -> bool:
    return mention.kind is Kind.REPLY and mention.channel is Channel.COMMENT


def _parent_keys(mention: Mention) -> Iterable[str]:
    # Whether it is a comment's is not known: as one, any fragment names it.
    return (permalink_key(mention.parent or "", is_comment=sure) for sure in (True, False))


def _by_permalink(mentions: Sequence[Mention], numbers: Iterable[int]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for number in numbers:
        one = mentions[number]
        for url in filter(None, (one.url, *one.syndication)):
            key = permalink_key(url, is_comment=one.channel is Channel.COMMENT)
            found[key] = number if found.get(key, number) == number else _AMBIGUOUS
    if mentions:
        found.pop(permalink_key(mentions[0].article), None)  # that is the root
    return found


def _found(known: Mapping[str, int], asked: Iterable[tuple[int, Iterable[str]]]) -> Places:
    places: Places = {}
    for number, keys in asked:
        for key in keys:
            above = known.get(key, _AMBIGUOUS)
            if above not in (_AMBIGUOUS, number):
                places[number] = above
                break
    return places
