"""Reads the sentence by which aggregators report: who mentioned a post where, who said what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from mentions.core.grammar import Grammar, grammar_of, heads
from mentions.core.names import MAX_LIST, NameList, split_names, stands_in
from mentions.core.text import strip_wrapper, without_inner_wrappers
from mentions.urls.platforms import platform_named

_QUOTED_WITHIN = 2500  # the quoted name stands this near to the beginning of the list
_LONGEST_NAME = 80
_STOP = re.compile(r"[.。](?:\s{1,3}|(?<=。))")
# "handle: words": one account, no sentence in between.
_ACCOUNT = re.compile(r"\s{0,3}@?([\w.-]{1,40})\s{0,2}[:：](?!//)\s{0,20}", re.IGNORECASE)
_HANDLE = re.compile(r"[A-Za-z0-9_]{1,30}")
_CUT_SHORT = 40  # a name and half a verb


class Shape(StrEnum):
    """What follows "by": a name may hold a colon, so only its author can tell."""

    ANY = ""
    LIST = "list"  # "A and B, C. C said: words"
    ACCOUNT = "account"  # "handle: words"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """What a frame says.

    Attributes:
        language: BCP 47 tag of its words, not of the words quoted.
        platform: Id of the platform; None where its name is not known.
        people: Names as written, those of accounts with `@`; None where the list cannot be read.
        speaker: The name, out of `people`, whose words are quoted; None where nobody's are.
        words: What the speaker said.
    """

    language: str
    platform: str | None
    people: NameList | None = None
    speaker: str | None = None
    words: str | None = None


def read_frame(text: str, shape: Shape = Shape.ANY) -> Sentence | None:
    """Read a report that begins with the frame; None for any other text.

    The text is an excerpt without its `[...]`. The shape decides: all of "this post", "mentioned",
    "on Twitter" and "by" have to be there, in any order. People are told apart only where that is
    certain; see `split_names`.

    Args:
        text: The excerpt.
        shape: What its author writes after "by", where that is known.

    >>> found = read_frame("This post was mentioned on Twitter by Eva and Jens. Jens said: Look!")
    >>> found.people.names, found.speaker, found.words
    (('Eva', 'Jens'), 'Jens', 'Look!')
    >>> read_frame("Somebody mentioned this post on Twitter.") is None
    True
    """
    start = len(text) - len(text.lstrip())
    for tag, head in heads():
        opening = head.match(text, start)
        if opening and (found := _after_head(text, opening.end(), grammar_of(tag), shape)):
            return found
    return None


def _after_head(text: str, start: int, grammar: Grammar, shape: Shape) -> Sentence | None:
    for order in grammar.orders:
        found = order.match(text, start, start + MAX_LIST + _QUOTED_WITHIN)
        if not found:
            continue
        sentence = Sentence(language=grammar.tag, platform=platform_named(found["platform"]))
        if "names" not in order.groupindex:
            return _open_list(sentence, text[found.end() :], grammar, shape)
        ended_by = found["end"].strip()
        if ended_by or found.end() == len(text):
            rest = strip_wrapper(text[found.end() :])[0]
            return _closed_list(sentence, found["names"], ended_by, rest, grammar)
    return None


def _open_list(sentence: Sentence, tail: str, grammar: Grammar, shape: Shape) -> Sentence:
    """Read what follows "by": "A and B, C. C said: words", "handle: words" or "A and B."."""
    account = _ACCOUNT.match(tail) if shape is not Shape.LIST else None
    if shape is Shape.ACCOUNT:
        return _one_account(sentence, account[1], tail[account.end() :]) if account else sentence
    for said in grammar.said.finditer(tail, 0, _QUOTED_WITHIN):
        found = list(_readings(without_inner_wrappers(tail[: said.start()]), grammar))
        if found:
            return _quoted(sentence, found, tail[said.end() :], grammar)
    if account:
        return _one_account(sentence, account[1], tail[account.end() :])
    listed = tail.rstrip()
    ends = listed.endswith((".", "。")) and not listed.endswith("..")
    whole = ends and not _STOP.search(listed[:-1])
    if not whole or grammar.said.search(tail, 0, _QUOTED_WITHIN):
        return sentence
    return replace(sentence, people=_split(listed[:-1], grammar))


def _one_account(sentence: Sentence, name: str, words: str) -> Sentence:
    name = f"@{name}" if _HANDLE.fullmatch(name) else name
    # The three dots are the aggregator's: it glues them to the last link, cut or not.
    said = words.strip().removesuffix("...").removesuffix("…").rstrip()
    return replace(
        sentence, people=NameList(names=(name,)), speaker=name if said else None, words=said or None
    )


def _readings(before: str, grammar: Grammar) -> Iterator[tuple[str, str]]:
    """Yield each (list, name) that "LIST. NAME" can be: NAME has to stand in LIST, too."""
    for stop in _STOP.finditer(before, max(0, len(before) - _LONGEST_NAME - 2)):
        name = before[stop.end() :].strip()
        # A full stop can end both the list and its last name: "Oh no, really. Oh no, really."
        for listed in dict.fromkeys((before[: stop.start()].rstrip(), before[: stop.start() + 1])):
            if found := _listed_as(name, listed, grammar):
                yield listed, found
                break


def _quoted(
    sentence: Sentence, readings: list[tuple[str, str]], words: str, grammar: Grammar
) -> Sentence:
    last = [(listed, name) for listed, name in readings if listed.rstrip().endswith(name)]
    sure = last or readings
    if len(sure) != 1:
        return sentence
    listed, name = sure[0]
    return _with_speaker(sentence, _split(listed, grammar, name), name, words)


def _with_speaker(sentence: Sentence, people: NameList | None, name: str, words: str) -> Sentence:
    if not people:
        return sentence
    said = words.strip()
    speaker = people.spelled(" ".join(name.split())) if said else None
    return replace(sentence, people=people, speaker=speaker, words=said or None)


def _closed_list(
    sentence: Sentence, listed: str, ended_by: str, rest: str, grammar: Grammar
) -> Sentence:
    """Read a list that the verb or the platform ends, and the "B said: words" behind it."""
    if ended_by in {":", "："}:
        account = _ACCOUNT.fullmatch(f"{listed.strip()}:")
        return _one_account(sentence, account[1], rest) if account else sentence
    for said in grammar.said.finditer(rest, 0, _LONGEST_NAME * 2):
        name = _listed_as(rest[: said.start()].strip(), listed, grammar)
        if name:
            people = _split(listed, grammar, name)
            return _with_speaker(sentence, people, name, rest[said.end() :])
    # Whatever else follows belongs to nobody we know, unless it is "B sag": cut off.
    if len(rest.strip()) > _CUT_SHORT or grammar.said.search(rest):
        return sentence
    people = _split(listed, grammar)
    if people and _is_cut_short(rest.strip(), people.names):
        return replace(sentence, people=people)
    return sentence


def _is_cut_short(rest: str, names: tuple[str, ...]) -> bool:
    """Whether nothing follows, or the beginning of "B said:"."""
    return not rest or any(rest.startswith(name) or name.startswith(rest) for name in names)


def _listed_as(name: str, listed: str, grammar: Grammar) -> str | None:
    """Return a name as it stands in the list, with or without honorific; None if it does not."""
    polite = _polite(listed, grammar)
    forms = (name, name.removesuffix(grammar.honorific).rstrip())
    return next((form for form in forms if stands_in(polite, grammar.words, form)), None)


def _split(listed: str, grammar: Grammar, quoted: str | None = None) -> NameList | None:
    return split_names(_polite(listed, grammar), grammar.words, quoted)


def _polite(listed: str, grammar: Grammar) -> str:
    """Take the honorific off all names where the last one has it."""
    honorific = grammar.honorific
    if not honorific or not listed.rstrip().endswith(honorific):
        return listed
    ends = rf"{honorific}(?=\s{{0,3}}(?:$|[、，,])|{grammar.words.and_beside})"
    return re.sub(ends, "", listed)
