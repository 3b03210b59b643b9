"""What kinds, deeds, networks and languages are called, the same in every form of a report."""

from __future__ import annotations

from mentions.model import Kind, Mention
from mentions.report.english import Voice
from mentions.report.language import marked
from mentions.report.plain import safe
from mentions.report.sentence import platform_title
from mentions.report.words import NAME

KINDS = {
    Kind.MENTION: marked("Mentions"),
    Kind.REPOST: marked("Reposts"),
    Kind.QUOTE: marked("Quotes"),
    Kind.REPLY: marked("Replies"),
    Kind.LIKE: marked("Likes"),
    Kind.BOOKMARK: marked("Bookmarks"),
}
DEEDS = {
    Kind.MENTION: marked("mentioned it"),
    Kind.REPOST: marked("passed it on"),
    Kind.QUOTE: marked("quoted it"),
    Kind.REPLY: marked("replied"),
    Kind.LIKE: marked("liked it"),
    Kind.BOOKMARK: marked("bookmarked it"),
}

# As `core.health` names them; that one is live need not be said.
_HEALTH = {
    "edited": marked("edited since"),
    "link_removed": marked("the link has been removed since"),
    "gone": marked("not there any more"),
}


def kind_name(kind: str | None, voice: Voice) -> str:
    """Return what the mentions of a kind are called."""
    return voice.say(KINDS[Kind(kind)]) if kind in set(Kind) else voice.say("Unknown")


def platform_name(platform: str | None, voice: Voice) -> str:
    """Return what a network calls itself."""
    return platform_title(platform, voice) if platform else voice.say("Unknown")


def language_name(tag: str | None, voice: Voice) -> str:
    """Return the name of a language; where there is none its tag."""
    if tag is None:
        return voice.say("Unknown")
    return voice.language_name(tag) or safe(tag, limit=NAME)


def deed(mention: Mention, voice: Voice) -> str:
    """Return what the author did."""
    if mention.unread_report:
        return voice.say("reports mentions that could not be read with certainty")
    return voice.say(DEEDS[mention.kind])


def health_name(health: str | None, voice: Voice) -> str:
    """Return what has become of a mention; nothing where it stands as it was, or nobody looked."""
    return voice.say(_HEALTH[health]) if health in _HEALTH else ""
