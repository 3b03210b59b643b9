"""What is stored, held against the articles as they are known now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mentions.core.index import ArticleIndex
from mentions.core.match import lead_of, match_url
from mentions.model import Evidence, Mention, MentionLink, Resolution


def relink_mention(
    mention: Mention, index: ArticleIndex, resolutions: Mapping[str, Resolution]
) -> Mention:
    """Return a mention whose links and evidence say what a new alias has shown.

    Args:
        mention: As stored; what it knows of where its links lead counts.
        index: The articles that are tracked, with all their addresses.
        resolutions: Where short links lead, by address as found.
    """
    known = {link.found: _known(link, resolutions) for link in mention.links}
    known_ways = {found: one for found, one in known.items() if one}
    links = tuple(lead_of(link.found, index, known_ways) for link in mention.links)
    return replace(mention, links=links, evidence=_evidence(mention, index, known_ways))


def _known(link: MentionLink, resolutions: Mapping[str, Resolution]) -> Resolution | None:
    asked = resolutions.get(link.found)
    if link.resolved is None or (asked and asked.resolved):
        return asked
    return Resolution(found=link.found, resolved=link.resolved)


def _evidence(
    mention: Mention, index: ArticleIndex, resolutions: Mapping[str, Resolution]
) -> Evidence:
    """Hearsay stays hearsay, wherever the link in it leads."""
    if mention.evidence is Evidence.ATTRIBUTED:
        return mention.evidence
    hits = (match_url(link.found, index, resolutions) for link in mention.links)
    ways = [hit[1] for hit in hits if hit and hit[0] == mention.article]
    return min([mention.evidence, *ways], key=list(Evidence).index)
