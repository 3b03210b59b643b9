from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentions.errors import ParseError
from mentions.model import Channel, iso
from mentions.parse.document import read_document
from mentions.parse.html import MAX_BYTES

URL = "https://a.example/x"
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>
<item><title>One</title><link>https://b.example/1</link></item></channel></rss>"""
WXR = b"""<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><wp:wxr_version>1.2</wp:wxr_version>
<item><title>One</title><link>https://b.example/1</link><wp:post_id>1</wp:post_id>
<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>
<wp:comment><wp:comment_id>5</wp:comment_id><wp:comment_author>Eva</wp:comment_author>
<wp:comment_content>Hi</wp:comment_content><wp:comment_approved>1</wp:comment_approved>
<wp:comment_type>comment</wp:comment_type></wp:comment></item></channel></rss>"""
REST = (
    b'[{"id":5,"author_name":"Eva","content":{"rendered":"<p>Hi</p>"},"link":"https://b.example/1'
    b'#comment-5","type":"comment","date_gmt":"2020-01-02T03:04:05"}]'
)
JSONFEED = (
    b'{"version":"https://jsonfeed.org/version/1.1","title":"T",'
    b'"items":[{"id":"1","url":"https://b.example/1","content_text":"Hi"}]}'
)
ISSO = (
    b'{"id":null,"total_replies":1,"hidden_replies":0,'
    b'"replies":[{"id":1,"text":"<p>Hi</p>","author":"Eva","created":1500000000.0}]}'
)


@pytest.mark.parametrize(
    ("data", "content_type", "form"),
    [
        (RSS, "application/rss+xml", "feed"),
        (RSS, "text/html", "feed"),
        (JSONFEED, "application/feed+json", "feed"),
        (REST, "application/json", "comments"),
        (ISSO, "application/json", "comments"),
        (WXR, "text/xml", "export"),
        (b"<html><body><p>Hi</p></body></html>", "application/rss+xml", "page"),
        ("<p>Hi", None, "page"),
        (b"Hi", "text/plain", "page"),
    ],
)
def test_the_bytes_decide(data: bytes | str, content_type: str | None, form: str) -> None:
    document = read_document(data, url=URL, content_type=content_type)
    assert (document.url, document.form) == (URL, form)
    assert len(document.entries) == 1


def test_an_export_gives_its_comments() -> None:
    (comment,) = read_document(WXR, url=URL).entries
    assert (comment.author.name, comment.text, comment.channel) == ("Eva", "Hi", Channel.COMMENT)


def test_an_export_that_ends_early_gives_what_came_before() -> None:
    two = WXR.replace(b"</item>", b"</item><item><title>Two</title>")
    document = read_document(two[: two.index(b"</channel>")], url=URL)
    assert len(document.entries) == 1
    assert document.notes


def test_plain_text_is_one_entry_with_its_addresses() -> None:
    text = "Gelesen:\n\n  https://b.example/1, danach\t(https://c.example/2)."
    (entry,) = read_document(text, url=URL, content_type="text/plain").entries
    assert entry.text == "Gelesen:\nhttps://b.example/1, danach (https://c.example/2)."
    assert [link.url for link in entry.links] == ["https://b.example/1", "https://c.example/2"]
    assert entry.links[0].context == "https://b.example/1, danach (https://c.example/2)."
    assert (entry.url, entry.author.name, entry.published) == (URL, None, None)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty answer"),
        (b" \r\n", "empty answer"),
        ("", "empty answer"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x01\x02", "binary data"),
        (b'{"a": 1}', "JSON of no known form"),
        (b"[1, 2]", "JSON of no known form"),
        ("x" * (MAX_BYTES + 1), "more than"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(data: bytes | str, why: str) -> None:
    with pytest.raises(ParseError) as error:
        read_document(data, url=URL)
    assert why in str(error.value)
    assert str(error.value).startswith(f"{URL}: ")
    assert "\n" not in str(error.value)


HEADS = (b"", b"<html>", b"<rss>", b"<?xml version='1.0'?><feed>", b"[", b"{", RSS[:90], WXR[:260])


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=200) | st.text(max_size=80).map(str.encode))
def test_no_bytes_raise_anything_else(head: bytes, tail: bytes) -> None:
    try:
        document = read_document(head + tail, url=URL)
    except ParseError:
        return
    assert document.url == URL


def test_a_letter_in_plain_text_has_an_author() -> None:
    letter = "From: Eva Muster <eva@mail.example>\nDate: Tue, 14 Jul 2009 11:42:00 +0200\n\nHi"
    (entry,) = read_document(letter, url="https://a.example/letter.txt").entries
    assert entry.author.name == "Eva Muster"
    assert (iso(entry.published), entry.published_zone_known) == ("2009-07-14T09:42:00Z", True)


def test_what_was_guessed_stands_in_the_notes() -> None:
    guessed = "no charset is declared: read as windows-1252, a guess"
    page = read_document("<article><p>Grüße</p></article>".encode("cp1252"), url=URL)
    assert guessed in page.notes
    assert page.entries[0].text == "Grüße"
    text = read_document("Grüße".encode("cp1252"), url=URL)
    assert text.notes == ("plain text", guessed)
    feed = read_document(RSS.replace(b"One", b"F\xc3\x83\xc2\xbcr"), url=URL)
    assert feed.entries[0].title == "Für"
    assert feed.notes == ("letters that were encoded twice were set right (1 place)",)


def test_a_sound_document_has_no_notes() -> None:
    for data in (RSS, JSONFEED, REST, ISSO, WXR):
        assert read_document(data, url=URL).notes == ()


def test_comments_of_an_export_that_were_encoded_twice_are_set_right() -> None:
    data = WXR.replace(b">Eva<", ">JÃ¶rg<".encode()).replace(b">Hi<", ">Schöne GrÃ¼ÃŸe<".encode())
    (comment,) = read_document(data, url=URL).entries
    assert (comment.author.name, comment.text) == ("Jörg", "Schöne Grüße")


def test_microformats_that_cannot_be_read_are_told() -> None:
    # mf2py 2.0.2 fails on a zone that no time stands before.
    page = (
        '<body class="h-entry"><data class="u-like-of" value="https://b.example/1"></data>'
        '<time class="dt-published"><b class="value">+02:00</b></time></body>'
    )
    (note,) = (one for one in read_document(page, url=URL).notes if "microformats" in one)
    assert note.startswith("its microformats could not be read (TypeError: ")
    assert "the kind of a mention" in note
    card = page.replace("h-entry", "h-card") + '<article class="h-entry"><p>Hi</p></article>'
    assert any("microformats" in one for one in read_document(card, url=URL).notes)
