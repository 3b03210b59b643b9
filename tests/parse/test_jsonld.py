from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from mentions.model import Author, iso
from mentions.parse.jsonld import PostData, posts_in_jsonld

BASE = "https://a.example/x"


def posts(*texts: str) -> tuple[PostData, ...]:
    scripts = "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
    found = BeautifulSoup(scripts, "lxml").find_all("script")
    return posts_in_jsonld(found, base=BASE, site=frozenset(["der bote"]))


def author(value: object) -> Author | None:
    (post,) = posts(json.dumps({"@type": "Article", "author": value}))
    return post.author


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Eva", Author(name="Eva")),
        (["", "Eva", "Max"], Author(name="Eva")),
        ({"name": "Eva", "url": "/eva"}, Author(name="Eva", url="https://a.example/eva")),
        ([{"@type": "Person", "name": "Eva"}], Author(name="Eva")),
        ({"name": ["Eva", "E."]}, Author(name="Eva")),
        ({"@type": "Organization", "name": "Der Bote"}, None),
        ({"@type": "Organization", "name": "Agentur"}, Author(name="Agentur")),
        ({"@type": "Person", "name": "Der Bote"}, Author(name="Der Bote")),
        ("Der Bote", None),
        ("eva@a.example", None),
        ("https://a.example/eva", None),
        ({"name": ""}, None),
        ({"@id": "#nobody"}, None),
        (7, None),
        (None, None),
    ],
)
def test_authors(value: object, expected: Author | None) -> None:
    assert author(value) == expected


@pytest.mark.parametrize(
    "kind",
    ["Article", "BlogPosting", "NewsArticle", "SocialMediaPosting", "DiscussionForumPosting"],
)
@pytest.mark.parametrize("wrap", ["{}", "[{}]", '{{"@graph":[{}]}}', "<!--{}-->"])
def test_where_posts_stand(kind: str, wrap: str) -> None:
    (post,) = posts(wrap.format(f'{{"@type":["{kind}"],"headline":"T","url":"/1"}}'))
    assert (post.title, post.url) == ("T", "https://a.example/1")


def test_a_person_by_reference() -> None:
    graph = {
        "@graph": [
            {"@type": "BlogPosting", "author": {"@id": "#eva"}},
            {"@type": "Person", "@id": "#eva", "name": "Eva"},
        ]
    }
    (post,) = posts(json.dumps(graph))
    assert post.author == Author(name="Eva")


def test_date_and_language() -> None:
    (post,) = posts('{"@type":"Article","datePublished":"2019-11-05","inLanguage":"de"}')
    assert post.published
    assert (iso(post.published[0]), post.published[1]) == ("2019-11-05T00:00:00Z", False)
    assert post.language == "de"


@pytest.mark.parametrize("text", ["", "{", "null", "[" * 50_000, '{"@type":"WebSite"}', "9" * 5000])
def test_what_is_no_post(text: str) -> None:
    assert posts(text) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@id", "author", "name", "url", "datePublished", "@graph"]),
            inner | st.just("Article"),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_json_is_read(value: object) -> None:
    for post in posts(json.dumps(value).replace("<", "")):
        assert post.author is None or post.author.name


def test_a_list_names_posts_of_other_pages() -> None:
    post = {"@type": "Article", "headline": "T"}
    (alone,) = posts(json.dumps(post))
    (listed,) = posts(json.dumps({"@type": "ItemList", "itemListElement": [{"item": post}]}))
    assert (alone.listed, listed.listed) == (False, True)
