"""What a new alias shows of mentions that are stored already."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mentions.core.index import ArticleIndex
from mentions.core.relink import relink_mention
from mentions.model import Article, Channel, Evidence, Kind, Mention, MentionLink, Resolution

ARTICLE = "https://blog.example.org/firewall"
OLD = "https://old.example/42.html"
SHORT = "http://ow.ly/rDsf"
INDEX = ArticleIndex([Article(url=ARTICLE, aliases=(OLD,)), Article(url="https://b.example/2")])
REPLY = Mention(
    article=ARTICLE,
    kind=Kind.REPLY,
    channel=Channel.COMMENT,
    platform="web",
    first_seen=datetime(2009, 7, 14, tzinfo=UTC),
    evidence=Evidence.CONTEXT,
    source=f"{ARTICLE}/",
)


@pytest.mark.parametrize(
    ("link", "asked", "leads_to", "evidence"),
    [
        (MentionLink(found=OLD, resolved=OLD), None, ARTICLE, Evidence.LINK),
        (MentionLink(found=f"{OLD}?utm_source=x", resolved=OLD), None, ARTICLE, Evidence.LINK),
        (MentionLink(found=SHORT, resolved=OLD), None, ARTICLE, Evidence.REDIRECT),
        (MentionLink(found=SHORT), Resolution(found=SHORT, resolved=OLD), ARTICLE, "redirect"),
        (MentionLink(found=SHORT), Resolution(found=SHORT, chain=(OLD,)), ARTICLE, "redirect"),
        (MentionLink(found=SHORT), Resolution(found=SHORT, why="404"), None, Evidence.CONTEXT),
        (MentionLink(found=SHORT), None, None, Evidence.CONTEXT),
        (
            MentionLink(found=SHORT, resolved="https://else.example/"),
            Resolution(found=SHORT, why="404"),
            "https://else.example/",
            Evidence.CONTEXT,
        ),
        (MentionLink(found="https://b.example/2"), None, "https://b.example/2", Evidence.CONTEXT),
    ],
)
def test_links_and_evidence(
    link: MentionLink, asked: Resolution | None, leads_to: str | None, evidence: Evidence
) -> None:
    resolutions = {asked.found: asked} if asked else {}
    done = relink_mention(replace(REPLY, links=(link,)), INDEX, resolutions)
    assert done.links == (MentionLink(found=link.found, resolved=leads_to),)
    assert done.evidence == evidence
    assert relink_mention(done, INDEX, resolutions) == done


def test_evidence_never_gets_weaker() -> None:
    sure = replace(REPLY, evidence=Evidence.LINK)
    assert relink_mention(sure, INDEX, {}) == sure


def test_hearsay_stays_hearsay() -> None:
    said = replace(REPLY, evidence=Evidence.ATTRIBUTED, links=(MentionLink(found=OLD),))
    assert relink_mention(said, INDEX, {}).evidence is Evidence.ATTRIBUTED
