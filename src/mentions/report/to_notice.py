"""A message to somebody who wants to be told: title and body as plain text.

Names and words come from strangers and go into chats: nothing in them may ring for a whole channel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from mentions.core.alerts.model import ArticleNews, Gone, Message, Place, Rendered, Spike
from mentions.model import Kind, Mention
from mentions.report.language import isolated, marked, speak
from mentions.report.plain import safe
from mentions.report.sentence import platform_title
from mentions.report.words import NAME, host_of

if TYPE_CHECKING:
    from mentions.report.speaker import Speaker

QUOTED = 300  # characters of somebody's words
SHOWN = 10  # mentions of one article; the others are counted
_NAMED = 2
_TITLE = 80
_ADDRESS = 2000

# What chats take for a call to everybody, and marks with which Slack and Discord begin one.
_CALLS = re.compile(r"@(?=everyone|here|channel|all\b|room)", re.IGNORECASE)
_MARKS = re.compile(r"<(?=[!@#])")

_DID = {
    Kind.MENTION: marked("{name} mentioned {title}"),
    Kind.REPOST: marked("{name} shared {title}"),
    Kind.QUOTE: marked("{name} quoted {title}"),
    Kind.REPLY: marked("{name} replied to {title}"),
    Kind.LIKE: marked("{name} likes {title}"),
    Kind.BOOKMARK: marked("{name} bookmarked {title}"),
}


def render_notice(message: Message) -> Rendered:
    """Return a message in the words of its language.

    Raises:
        ConfigError: There are no words for the language, or babel is not installed.
    """
    speaker = speak(message.language)
    if message.test:
        return Rendered(
            title=speaker.say("mentions: a test"),
            body=speaker.say("This is a test. Messages of mentions arrive here."),
        )
    parts = ["\n".join(_of_article(one, message, speaker)) for one in message.articles]
    if message.places:
        parts.append("\n".join(_of_place(one, message, speaker) for one in message.places))
    return Rendered(title=_title(message, speaker), body="\n\n".join(parts))


def _title(message: Message, speaker: Speaker) -> str:
    """Return the first that there is: new mentions, a spike, what is gone, places."""
    new = [(one, mention) for one in message.articles for mention in (*one.new, *one.usual)]
    spikes = [(one, spike) for one in message.articles for spike in one.spikes]
    gone = sum(len(one.gone) for one in message.articles)
    if len(new) == 1:
        return _title_of_one(*new[0], speaker)
    if new:
        return _title_of_many(message, len(new), speaker)
    if spikes:
        (article, spike), *_ = spikes
        return speaker.say(
            "{title}: {number} mentions within an hour",
            title=_heading(article, speaker),
            number=spike.number,
        )
    if gone:
        return speaker.count(
            "{number} mention is not there any more",
            "{number} mentions are not there any more",
            gone,
        )
    failing = sum(not one.works for one in message.places)
    if failing:
        return speaker.count(
            "{number} place cannot be looked at", "{number} places cannot be looked at", failing
        )
    return speaker.count(
        "{number} place can be looked at again",
        "{number} places can be looked at again",
        len(message.places),
    )


def _title_of_one(article: ArticleNews, mention: Mention, speaker: Speaker) -> str:
    did = _did(article, mention, speaker)
    where = _where(mention, speaker)
    if article.first:
        return speaker.say("First mention, on {where}: {did}", where=where, did=did)
    return speaker.say("New on {where}: {did}", where=where, did=did)


def _title_of_many(message: Message, number: int, speaker: Speaker) -> str:
    told = [one for one in message.articles if one.new or one.usual]
    if len(told) > 1:
        return speaker.say(
            "{number} new mentions of {articles} posts", number=number, articles=len(told)
        )
    title = _heading(told[0], speaker)
    return speaker.say("{number} new mentions of {title}", number=number, title=title)


def _of_article(article: ArticleNews, message: Message, speaker: Speaker) -> Iterator[str]:
    """Yield the lines about one article."""
    if article.title:
        yield calm(article.title, _TITLE)
    yield calm(article.url, _ADDRESS)
    if article.first:
        yield speaker.say("The first mention of this post.")
    if len(article.new) > 1:
        yield _who(article.new, speaker)
    for mention in article.new[:SHOWN]:
        yield from _of_mention(mention, speaker)
    if (more := len(article.new) - SHOWN) > 0:
        yield speaker.count("… and {number} more", "… and {number} more", more)
    if article.usual:
        yield speaker.say("Shared as always by {names}.", names=_names(article.usual, speaker))
    for spike in article.spikes:
        yield _of_spike(spike, message, speaker)
    for gone in article.gone:
        yield _of_gone(gone, speaker)


def _who(mentions: Sequence[Mention], speaker: Speaker) -> str:
    return speaker.say("Mentioned by {names}:", names=_names(mentions, speaker))


def _names(mentions: Sequence[Mention], speaker: Speaker) -> str:
    names = list(dict.fromkeys(_name(one, speaker) for one in mentions))
    # "A, B and 1 other" is as long as the name.
    shown = names if len(names) <= _NAMED + 1 else names[:_NAMED]
    return speaker.names(shown, others=len(names) - len(shown), by=True)


def _of_mention(mention: Mention, speaker: Speaker) -> Iterator[str]:
    said = calm(mention.text or "", QUOTED)
    who = speaker.say(
        "{name} ({where})", name=_name(mention, speaker), where=_where(mention, speaker)
    )
    yield f"- {who}: {speaker.quote(isolated(said))}" if said else f"- {who}"
    if mention.url:
        yield f"  {calm(mention.url, _ADDRESS)}"


def _of_spike(spike: Spike, message: Message, speaker: Speaker) -> str:
    return speaker.say(
        "Many more than usual: {number} mentions in the hour up to {moment}.",
        number=spike.number,
        moment=_moment(spike.until, message, speaker),
    )


def _of_gone(gone: Gone, speaker: Speaker) -> str:
    who = _name(gone.mention, speaker)
    text = marked("Not there any more: {name} ({where})")
    if gone.link_only:
        text = marked("The link is not there any more: {name} ({where})")
    said = speaker.say(text, name=who, where=_where(gone.mention, speaker))
    return f"{said} {calm(gone.mention.url, _ADDRESS)}" if gone.mention.url else said


def _of_place(place: Place, message: Message, speaker: Speaker) -> str:
    where = f"{safe(place.source)} {calm(place.address, _ADDRESS)}"
    moment = _moment(place.since, message, speaker)
    if place.works:
        return speaker.say("Can be looked at again: {place}", place=where)
    said = speaker.say("Not looked at since {moment}: {place}", moment=moment, place=where)
    return f"{said}\n  {calm(place.why, QUOTED)}" if place.why else said


def _did(article: ArticleNews, mention: Mention, speaker: Speaker) -> str:
    title = _heading(article, speaker)
    return speaker.say(_DID[mention.kind], name=_name(mention, speaker), title=title)


def _heading(article: ArticleNews, speaker: Speaker) -> str:
    if article.title:
        return speaker.quote(isolated(calm(article.title, _TITLE)))
    return calm(article.url, _TITLE)


def _name(mention: Mention, speaker: Speaker) -> str:
    author = mention.author
    handle = author.handle and f"@{author.handle.removeprefix('@')}"
    name = calm(author.name or handle or "", NAME)
    return isolated(name) if name else speaker.say("Somebody")


def _where(mention: Mention, speaker: Speaker) -> str:
    if mention.platform == "web" and mention.url:
        return host_of(mention.url) or platform_title(mention.platform, speaker)
    return platform_title(mention.platform, speaker)


def _moment(moment: datetime, message: Message, speaker: Speaker) -> str:
    return speaker.moment(moment, message.zone.key)


def calm(text: str, limit: int) -> str:
    """Return foreign words on one line, with nothing that calls a whole channel."""
    return calmed(safe(text, limit=limit))


def calmed(text: str) -> str:
    """Return a text that is safe already, with nothing that calls a whole channel."""
    return _MARKS.sub("‹", _CALLS.sub("＠", text))
