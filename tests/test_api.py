"""The public functions on bytes: every form there is, and what is none."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from mentions import MentionsError, ParseError, extract_mentions
from mentions.report.schema import load_schema

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
HERE = Path(__file__).parent
ARTICLE = "https://blog.example.org/post-1"
LINK = f'<a href="{ARTICLE}">Firewall</a>'

PAGE = f"""<div class="h-entry"><h1 class="p-name">Tipps</h1><a class="p-author h-card"
href="/">Zoë</a><div class="e-content"><p>Lest {LINK}!</p></div></div>"""
COMMENTS = """<ol class="commentlist"><li class="comment" id="comment-1"><cite class="fn">Zoë</cite>
<div class="comment-content"><p>Ja.</p></div></li></ol>"""
RSS = f"""<rss version="2.0"><channel><item><title>Tipps</title><author>Zoë</author>
<link>https://zoe.example/1</link><description><![CDATA[<p>Lest {LINK}!</p>]]></description></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Tipps</title><author><name>Zoë
</name></author><link href="https://zoe.example/1"/><content type="html"><![CDATA[<p>Lest {LINK}!]]>
</content></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "id": "1",
                "url": "https://zoe.example/1",
                "content_html": f"<p>Lest {LINK}!</p>",
                "authors": [{"name": "Zoë"}],
            }
        ],
    }
)
REST = json.dumps(
    [
        {
            "id": 5,
            "post": 1,
            "author_name": "Zoë",
            "date_gmt": "2009-07-14T08:00:00",
            "content": {"rendered": "<p>Ja.</p>"},
            "link": f"{ARTICLE}/#comment-5",
            "type": "comment",
        }
    ]
)
ISSO = json.dumps(
    {
        "id": None,
        "total_replies": 1,
        "replies": [
            {"id": 1, "author": "Zoë", "text": "<p>Ja.</p>", "mode": 1, "created": 1247558400.0}
        ],
    }
)
WXR = f"""<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<wp:wxr_version>1.2</wp:wxr_version><item><title>x</title><link>{ARTICLE}/</link>
<wp:post_type>post</wp:post_type><wp:comment><wp:comment_id>1</wp:comment_id>
<wp:comment_author>Zoë</wp:comment_author><wp:comment_content>Ja.</wp:comment_content>
<wp:comment_approved>1</wp:comment_approved></wp:comment></item></channel></rss>"""
TEXT = f"Lest {ARTICLE}!"


@pytest.mark.parametrize(
    ("data", "url", "expected"),
    [
        (PAGE, "https://zoe.example/1", ("Zoë", "mention", "post", "link")),
        (COMMENTS, ARTICLE, ("Zoë", "reply", "comment", "context")),
        (RSS, "https://zoe.example/feed", ("Zoë", "mention", "post", "link")),
        (ATOM, "https://zoe.example/feed", ("Zoë", "mention", "post", "link")),
        (JSON_FEED, "https://zoe.example/feed", ("Zoë", "mention", "post", "link")),
        (REST, "https://blog.example.org/wp-json/x", ("Zoë", "reply", "comment", "context")),
        (ISSO, ARTICLE, ("Zoë", "reply", "comment", "context")),
        (WXR, "blog.xml", ("Zoë", "reply", "comment", "context")),
        (TEXT, "https://zoe.example/1.txt", (None, "mention", "post", "link")),
    ],
    ids=["page", "comments", "rss", "atom", "json feed", "rest", "isso", "wxr", "text"],
)
def test_every_form(data: str, url: str, expected: tuple[str, ...]) -> None:
    for given in (data, data.encode()):
        (one,) = extract_mentions(given, url=url, article=ARTICLE, now=NOW)
        assert (one.author.name, one.kind, one.channel, one.evidence) == expected
        assert (one.first_seen, one.source) == (NOW, url)


@pytest.mark.parametrize(
    "data", [b"", "", b" \n ", bytes(range(256)) * 9, b"\x89PNG\r\n\x1a\n" + bytes(99)]
)
def test_what_is_no_page(data: bytes | str) -> None:
    with pytest.raises(ParseError, match=r"https://x\.example/"):
        extract_mentions(data, url="https://x.example/", article=ARTICLE)
    assert issubclass(ParseError, MentionsError)


def test_without_now_it_is_the_time_of_the_call() -> None:
    before = datetime.now(UTC)
    (one,) = extract_mentions(PAGE, url="https://zoe.example/1", article=ARTICLE)
    assert before <= one.first_seen <= datetime.now(UTC)


@pytest.mark.parametrize("article", [f"{ARTICLE}/", "http://www.blog.example.org/post-1#more"])
def test_the_article_in_any_form(article: str) -> None:
    (one,) = extract_mentions(PAGE, url="https://zoe.example/1", article=article)
    assert one.article == ARTICLE


FILES = [
    *sorted((HERE / "eval" / "pages").glob("*.html")),
    *sorted((HERE.parent / "data" / "sample").glob("*.html")),
    *sorted((HERE.parent / "data" / "sample").glob("*.xml")),
]
# Where the articles of these pages stand.
ARTICLES = {
    "eval": "https://blog.example.org/open-notes/",
    "sample": "https://blog.example.org/2009/07/weg-mit-der-social-media-firewall/",
}


def test_every_record_found_satisfies_the_schema() -> None:
    """Read as if each page were the article's own, so that every comment gives a record."""
    schema = Draft202012Validator(load_schema())
    count = 0
    for file in FILES:
        article = ARTICLES["sample" if file.parent.name == "sample" else "eval"]
        for one in extract_mentions(file.read_bytes(), url=article, article=article, now=NOW):
            schema.validate(one.as_dict())
            count += 1
    assert len(FILES) > 20
    assert count > 50
