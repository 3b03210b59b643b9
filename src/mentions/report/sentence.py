"""The sentence that tells who mentioned a post, rebuilt from data with a language's own grammar.

Dieser Beitrag wurde auf Mastodon von A, B und 12 weiteren erwähnt. A schrieb: „…“
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mentions.core.summary.model import Act, ArticleSummary, Counted, Person
from mentions.model import Author, Evidence, Kind, Mention
from mentions.report.language import isolated
from mentions.report.plain import safe
from mentions.report.words import NAME, host_of

if TYPE_CHECKING:
    from mentions.report.english import Voice
    from mentions.report.speaker import Speaker

NAMED = 2  # people called by name where there are more than one further
QUOTED = 200  # characters of the words in it
_PLATFORMS = 3
_WEB = "web"
# Acts whose text is the author's own words.
_OWN_WORDS = frozenset({Kind.MENTION, Kind.REPLY, Kind.QUOTE})

# What networks call themselves.
_TITLES = {
    "bluesky": "Bluesky",
    "devto": "DEV",
    "discourse": "Discourse",
    "disqus": "Disqus",
    "facebook": "Facebook",
    "flickr": "Flickr",
    "friendfeed": "FriendFeed",
    "github": "GitHub",
    "hackernews": "Hacker News",
    "identica": "identi.ca",
    "instagram": "Instagram",
    "lemmy": "Lemmy",
    "linkedin": "LinkedIn",
    "lobsters": "Lobsters",
    "mastodon": "Mastodon",
    "medium": "Medium",
    "mediawiki": "Wikipedia",
    "microblog": "Micro.blog",
    "pinterest": "Pinterest",
    "reddit": "Reddit",
    "stackexchange": "Stack Exchange",
    "substack": "Substack",
    "telegram": "Telegram",
    "threads": "Threads",
    "tumblr": "Tumblr",
    "twitter": "Twitter",
    "vimeo": "Vimeo",
    "wordpress": "WordPress",
    "x": "X",
    "youtube": "YouTube",
}


def platform_title(platform: str, speaker: Voice) -> str:
    """Return what a network calls itself; of the open web what the language calls it."""
    if platform == _WEB:
        return speaker.say("Web")
    return _TITLES.get(platform) or isolated(safe(platform, limit=NAME))


def tell_article(article: ArticleSummary, speaker: Speaker, *, quote: int = QUOTED) -> str:
    """Return one or two sentences: who mentioned the post where, and what one of them wrote.

    Names and words are safe on a terminal; in HTML they have to be escaped.

    Args:
        article: What is known.
        speaker: The language.
        quote: Characters of the words shown at most; 0 leaves them out.
    """
    who = _tell_who(article, speaker)
    said = _tell_words(article, speaker, quote) if quote else ""
    return f"{who} {said}" if said else who


def _tell_who(article: ArticleSummary, speaker: Speaker) -> str:
    numbers = article.numbers
    if not numbers.mentions:
        return speaker.say("No mention of this post is known.")
    where = _where(numbers.platforms, speaker)
    if not article.sentence:
        return speaker.count(
            "This post was mentioned {where} once.",
            "This post was mentioned {where} {number} times.",
            numbers.mentions,
            where=where,
        )
    named, others = _named(article.sentence, numbers.people)
    names = speaker.names(map(person_name, named), others=others, by=True)
    return speaker.say("This post was mentioned {where} by {names}.", where=where, names=names)


def _named(people: Sequence[Person], known: int) -> tuple[Sequence[Person], int]:
    """Return who is called by name, and how many more there are.

    Nobody is left out for being the only one: "and 1 other" is as long as a name.
    """
    total = max(known, len(people))
    shown = people[: NAMED + 1] if total <= NAMED + 1 else people[:NAMED]
    return shown, total - len(shown)


def person_name(person: Person) -> str:
    """Return the name; of an account without one its handle, told apart from a name by its @."""
    name, handle = safe(person.name, limit=NAME), safe(person.handle or "", limit=NAME)
    if handle and name in {"", handle}:
        return f"@{handle}"
    return name or "?"


def _where(platforms: Sequence[Counted], speaker: Speaker) -> str:
    """Return "on Mastodon, Bluesky and on the web"; the open web is always the last."""
    names = [one.name for one in platforms if one.name]
    networks = [platform_title(name, speaker) for name in names if name != _WEB]
    parts = networks[:_PLATFORMS]
    if parts:
        parts[0] = speaker.say("on {platform}", platform=parts[0])
    further = len(networks) - _PLATFORMS
    if further > 0:
        parts.append(speaker.count("{number} other network", "{number} other networks", further))
    if _WEB in names or not parts:
        parts.append(speaker.say("on the web"))
    return speaker.names(parts)


def _tell_words(article: ArticleSummary, speaker: Speaker, limit: int) -> str:
    """Return what somebody wrote: those called by name first, else the newest words."""
    named, _ = _named(article.sentence, article.numbers.people)
    spoken = [act for act in article.acts if _has_own_words(act.mention)]
    for person in named:
        for act in reversed(spoken):  # the earliest of them, as the people are
            if _is_by(person, act.mention):
                return _quoted(person_name(person), act, speaker, limit)
    for act in spoken:
        author = act.mention.author
        name = safe(author.name or author.handle or "", limit=NAME)
        if name:
            return _quoted(name, act, speaker, limit)
    return ""


def _quoted(name: str, act: Act, speaker: Speaker, limit: int) -> str:
    words = isolated(safe(act.mention.text or "", limit=limit))
    return speaker.say("{name} wrote: “{words}”", name=isolated(name), words=words)


def _has_own_words(mention: Mention) -> bool:
    """Whether the text is what its author wrote, and not what somebody else says of it."""
    return (
        mention.kind in _OWN_WORDS
        and mention.evidence is not Evidence.ATTRIBUTED
        and not mention.unread_report
        and bool(safe(mention.text or "", limit=QUOTED))
    )


def _is_by(person: Person, mention: Mention) -> bool:
    author: Author = mention.author
    if person.handle and author.handle:
        same = person.handle.casefold() == author.handle.casefold()
        return same and _place(person.platform) == _place(mention.platform)
    return bool(author.name) and person.name.casefold() == (author.name or "").casefold()


def _place(platform: str) -> str:
    return host_of(platform) or platform.casefold()
