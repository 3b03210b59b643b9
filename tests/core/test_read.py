"""Documents in, mentions out."""

from datetime import UTC, datetime

from mentions.core.index import ArticleIndex
from mentions.core.read import find_mentions, merge_found
from mentions.model import (
    Article,
    Author,
    Channel,
    Document,
    Entry,
    Evidence,
    Hyperlink,
    Resolution,
)

ONE, TWO = "https://blog.example.org/1", "https://blog.example.org/2"
INDEX = ArticleIndex([Article(url=ONE), Article(url=TWO)])
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
SHORT = "http://ow.ly/rDsf"


def post(url: str, *links: str, name: str = "Zoë") -> Document:
    entry = Entry(
        url=url,
        author=Author(name=name),
        title="Lesetipps",
        links=tuple(Hyperlink(url=link, context=f"Lest {link}") for link in links),
    )
    return Document(url=url, form="page", entries=(entry,))


def test_a_post_about_two_articles_is_a_mention_of_each() -> None:
    found = list(find_mentions([post("https://zoe.example/7", ONE, TWO)], index=INDEX, now=NOW))
    assert [one.mention.article for one in found] == [ONE, TWO]
    assert {one.mention.first_seen for one in found} == {NOW}
    assert {one.sighting.source for one in found} == {"https://zoe.example/7"}


def test_acts_are_merged_in_the_order_of_first_appearance() -> None:
    documents = [
        post("https://b.example/", ONE, name="B"),
        post("https://a.example/", ONE, TWO, name="A"),
        post("http://www.b.example/", ONE, name="B"),
    ]
    merged = merge_found(find_mentions(documents, index=INDEX, now=NOW))
    told = [(one.author.name, one.article, one.merged_from) for one in merged]
    assert told == [("B", ONE, 2), ("A", ONE, 1), ("A", TWO, 1)]


def test_short_links_count_where_it_is_known_where_they_lead() -> None:
    documents = [post("https://zoe.example/7", SHORT)]
    assert list(find_mentions(documents, index=INDEX, now=NOW)) == []
    known = {SHORT: Resolution(found=SHORT, chain=(ONE,), resolved=ONE)}
    (one,) = find_mentions(documents, index=INDEX, now=NOW, resolutions=known)
    assert one.mention.evidence is Evidence.REDIRECT
    assert one.mention.links[0].resolved == ONE


def test_entries_that_are_no_mentions_give_none() -> None:
    comment = Entry(channel=Channel.COMMENT, text="Ja", on="https://else.example/")
    documents = [
        Document(url="https://else.example/", form="page", entries=(comment,)),
        post("https://zoe.example/8", "https://else.example/"),
        Document(url=ONE, form="page"),
    ]
    assert merge_found(find_mentions(documents, index=INDEX, now=NOW)) == []
