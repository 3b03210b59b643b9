"""Names of people as pages show them: told from addresses, labels and sentences."""

from __future__ import annotations

import re

from mentions.parse.dates import find_date
from mentions.parse.html import one_line

_MAX_NAME, _MAX_WORDS = 80, 6
_ADDRESS = re.compile(
    r"https?://|www\.|[^\s@]@\S|^@?[\w.-]+\.(?:com|org|net|example|de|at|ch)/?$", re.IGNORECASE
)
# Behind the name, as Mastodon and its kin show it.
_HANDLE = re.compile(r"(?<=\S) \(?@[\w.-]{1,60}(?:@[\w.-]{1,100})?\)?\Z")
_BY = (
    r"by|von|vom|par|por|di|da|door|av|af|przez|autor(?:in)?|author|auteur|autore|redakteur(?:in)?"
)
_VERB = (
    r"(?:posted|written|published|submitted|filed|words|text|added|geschrieben|veröffentlicht|"
    r"verfasst|erstellt|gespeichert|eingereicht|eingestellt|gepostet|publiziert|publié|écrit|rédigé|publicado|escrito|"
    r"pubblicato|scritto|geplaatst|geschreven|skrivet|publicerad|skrevet|napisany|opublikowany)"
)
# Not "von" or "di" alone: "Di Stefano" is a name.
_LABEL = re.compile(
    rf"(?:{_VERB}\s+(?:{_BY})|by|autor(?:in)?\s?:|author\s?:)\s+|by\s?:\s*", re.IGNORECASE
)
# "Text und Fotos: Eva Muster"; who only took the pictures wrote nothing.
_CREDIT = (
    r"^(?:text|words|autor(?:in)?|author)(?:\s?(?:und|and|&|/|\+)\s?"
    r"(?:fotos?|photos?|bilder|pictures))?\s?:\s+"
)
_CREDITED = re.compile(_CREDIT, re.IGNORECASE)
_LABELLED = re.compile(
    rf"{_VERB}[^\n]{{0,60}}?\b(?:{_BY})\s+|^(?:{_BY})\b\s*:?\s+|{_CREDIT}", re.IGNORECASE
)
_AFTER_DATE = re.compile(rf"[\s,|·:•–—-]{{0,4}}(?:{_BY})\s+", re.IGNORECASE)
# What ends a name in a line such as "von Jörg Weiß am 14. Juli 2009 in Allgemein".
_END = re.compile(
    r"\s*(?:[,|·•/»(\[{–—\n]|\s-\s|(?<=\w{3})\.\s|:|"
    r"\s(?:on|at|am|um|in|im|unter|vom|le|el|il|op|den|dnia|kl\.?|filed|under|@|for|für|posted)\s"
    r"|\s(?:\d|mon|tue|wed|thu|fri|sat|sun)\w*\b)",
    re.IGNORECASE,
)


def name_of(text: str | None) -> str | None:
    """Return a name as shown, without a leading "by"; None for what cannot be a name.

    >>> name_of(" by  Jörg Weiß "), name_of("admin"), name_of("eva@blog.example"), name_of("")
    ('Jörg Weiß', 'admin', None, None)
    >>> name_of("Eva (@eva@social.example)")
    'Eva'
    """
    line = one_line(text)
    line = _HANDLE.sub("", line) if line else None
    if not line or len(line) > _MAX_NAME or _ADDRESS.search(line):
        return None
    name = _LABEL.sub("", line, count=1) if _LABEL.match(line) else line
    name = name.strip(" ,;:|·–—-").removeprefix("@").strip()
    if not any(letter.isalnum() for letter in name):
        return None
    return name if len(name.split()) <= _MAX_WORDS else None


def name_in_credits(text: str) -> str | None:
    """Return the full name that a line such as "Text: Eva Muster, Fotos: Jens Klein" states.

    >>> name_in_credits("Text: Eva Muster, Fotos: Jens Klein"), name_in_credits("Text: gekürzt")
    ('Eva Muster', None)
    """
    name = name_in_byline(text) if _CREDITED.match(text) else None
    parts = (name or "").split()
    full = len(parts) > 1 and parts[0][0].isupper() and parts[-1][0].isupper()
    return name if full else None


def name_in_byline(text: str) -> str | None:
    """Return the name that a line such as "Geschrieben von Max am 14. Juli 2009" states.

    Only what stands after a word such as "by", up to a date, a place or punctuation.

    >>> name_in_byline("Von Jörg Weiß, 14. Juli 2009, 11:42 Uhr")
    'Jörg Weiß'
    >>> name_in_byline("14. Juli 2009 in Allgemein") is None
    True
    """
    line = one_line(text[:400]) or ""
    date = find_date(line)
    label = _LABELLED.search(line) or (_AFTER_DATE.match(line, date.end) if date else None)
    if label is None:
        return None
    rest = line[label.end() :]
    date = find_date(rest)
    if date:
        rest = rest[: date.start]
    end = _END.search(f"{rest} ")
    name = rest[: end.start()] if end else rest
    # "von der Redaktion" is nobody, a lower-case word no name; "admin" is one.
    first = name.split()[:1]
    if first and first[0].lower() in {"der", "die", "dem", "the", "a", "an", "einem", "unserer"}:
        return None
    return name_of(name)
