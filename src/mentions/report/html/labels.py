"""The words of the model in the language of the report."""

from __future__ import annotations

from mentions.core.spread import Node
from mentions.model import Channel, Evidence, Mention
from mentions.report.language import marked
from mentions.report.named import deed
from mentions.report.plain import safe
from mentions.report.speaker import Speaker
from mentions.report.words import NAME

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


def evidence_label(mention: Mention, speaker: Speaker) -> str:
    """Return how we know that it is about the post, in which form it came and who told."""
    parts = [speaker.say(_EVIDENCE[mention.evidence])]
    if mention.channel in _CHANNELS:
        parts.append(speaker.say(_CHANNELS[mention.channel]))
    if mention.reported_by:
        name = safe(mention.reported_by.name, limit=NAME)
        parts.append(speaker.say("told by {name}", name=name))
    return " · ".join(parts)


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
        parts = [deed(node.mention, speaker)]
        if node.attributed:
            parts.append(speaker.say(_EVIDENCE[Evidence.ATTRIBUTED]))
    if node.descendants:
        parts.append(
            speaker.count("{number} further below", "{number} further below", node.descendants)
        )
    return " · ".join(parts)
