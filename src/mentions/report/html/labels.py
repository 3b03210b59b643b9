"""The words of the model in the language of the report."""

from __future__ import annotations

from mentions.core.spread import Node
from mentions.model import Channel, Evidence, Kind, Mention
from mentions.report.language import marked
from mentions.report.plain import safe
from mentions.report.speaker import Speaker
from mentions.report.words import NAME

_KINDS = {
    Kind.MENTION: marked("Mentions"),
    Kind.REPOST: marked("Reposts"),
    Kind.QUOTE: marked("Quotes"),
    Kind.REPLY: marked("Replies"),
    Kind.LIKE: marked("Likes"),
    Kind.BOOKMARK: marked("Bookmarks"),
}
_DEEDS = {
    Kind.MENTION: marked("mentioned it"),
    Kind.REPOST: marked("passed it on"),
    Kind.QUOTE: marked("quoted it"),
    Kind.REPLY: marked("replied"),
    Kind.LIKE: marked("liked it"),
    Kind.BOOKMARK: marked("bookmarked it"),
}
_EVIDENCE = {
    Evidence.LINK: marked("links to the post"),
    Evidence.REDIRECT: marked("links to an address that redirects to the post"),
    Evidence.CANONICAL: marked("links to a page that names the post as its original"),
    Evidence.CONTEXT: marked("stands in the comments of the post"),
    Evidence.ATTRIBUTED: marked("only somebody else’s words say so"),
}
_CHANNELS = {
    Channel.COMMENT: marked("comment"),
    Channel.PINGBACK: marked("pingback"),
    Channel.TRACKBACK: marked("trackback"),
    Channel.WEBMENTION: marked("webmention"),
}
# As `core.health` names them; that one is live need not be said.
_HEALTH = {
    "edited": marked("edited since"),
    "link_removed": marked("the link has been removed since"),
    "gone": marked("not there any more"),
}


def health_label(health: str | None, speaker: Speaker) -> str:
    """Return what has become of a mention; nothing where it stands as it was, or nobody looked."""
    return speaker.say(_HEALTH[health]) if health in _HEALTH else ""


def kind_label(kind: str | None, speaker: Speaker) -> str:
    """Return the name of a kind as a report heads a row with it."""
    return speaker.say(_KINDS[Kind(kind)]) if kind in set(Kind) else speaker.say("Unknown")


def deed_label(mention: Mention, speaker: Speaker) -> str:
    """Return what the author did."""
    if mention.unread_report:
        return speaker.say("reports mentions that could not be read with certainty")
    return speaker.say(_DEEDS[mention.kind])


def evidence_label(mention: Mention, speaker: Speaker) -> str:
    """Return how we know that it is about the post, in which form it came and who told."""
    parts = [speaker.say(_EVIDENCE[mention.evidence])]
    if mention.channel in _CHANNELS:
        parts.append(speaker.say(_CHANNELS[mention.channel]))
    if mention.reported_by:
        name = safe(mention.reported_by.name, limit=NAME)
        parts.append(speaker.say("told by {name}", name=name))
    return " · ".join(parts)


def language_label(tag: str | None, speaker: Speaker) -> str:
    """Return the name of a language; where there is none its tag."""
    if tag is None:
        return speaker.say("Unknown")
    return speaker.language_name(tag) or safe(tag, limit=NAME)


def author_label(mention: Mention, speaker: Speaker) -> str:
    """Return the name, else the account, else that it is not known."""
    author = mention.author
    if mention.unread_report and mention.reported_by:
        name = safe(mention.reported_by.name, limit=NAME)
    else:
        name = safe(author.name or "", limit=NAME)
    handle = safe(author.handle or "", limit=NAME)
    return name or (f"@{handle}" if handle else speaker.say("Author unknown"))


def node_label(node: Node, speaker: Speaker) -> str:
    """Return what is known of an act in the spread tree, without its author."""
    if node.mention is None:
        parts = [speaker.say("named as the source of others, not seen itself")]
    else:
        parts = [deed_label(node.mention, speaker)]
        if node.attributed:
            parts.append(speaker.say(_EVIDENCE[Evidence.ATTRIBUTED]))
    if node.descendants:
        parts.append(
            speaker.count("{number} further below", "{number} further below", node.descendants)
        )
    return " · ".join(parts)
