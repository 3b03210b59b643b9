"""RSS, RDF and Atom: entries, comment feeds, link feeds, bad input."""

import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.errors import ParseError
from mentions.model import Author, Channel, Document, Entry, Kind
from mentions.parse.feed import links_in_feed, read_feed
from mentions.parse.feedxml import MAX_ENTRIES

SAMPLES = Path(__file__).parent / "samples"
URL = "https://host.example/feed"
PAGE = "https://garten.example/2009/07/netz/"


def sample(name: str) -> Document:
    return read_feed((SAMPLES / name).read_bytes(), url=URL)


def rss(item: str, *, channel: str = "<link>https://a.example/</link>", head: str = "") -> Document:
    text = "<description>x</description>"
    body = f'<rss version="2.0"{head}><channel>{channel}<item>{text}{item}</item></channel></rss>'
    return read_feed(body, url=URL)


def only(document: Document) -> Entry:
    assert len(document.entries) == 1
    return document.entries[0]


def atom(entry: str, *, head: str = "") -> Entry:
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"{head}><entry>{entry}</entry></feed>'
    return only(read_feed(body, url=URL))


class TestCommentFeedInRss:
    entries = sample("comments-rss.xml").entries

    def test_people_and_machines_are_told_apart(self) -> None:
        assert [entry.channel for entry in self.entries] == [
            Channel.COMMENT,
            Channel.PINGBACK,
            Channel.TRACKBACK,
            Channel.COMMENT,
        ]

    def test_names_come_without_the_words_around_them(self) -> None:
        names = [entry.author.name for entry in self.entries]
        assert names == ["Hanna Öztürk", "Drei Beete – Wochenschau", "Gärtnerblatt", "Otto"]

    def test_all_stand_on_the_article(self) -> None:
        assert {entry.on for entry in self.entries} == {PAGE}

    def test_only_a_trackback_has_a_title(self) -> None:
        assert [entry.title for entry in self.entries] == [None, None, "Netze im Beet", None]

    def test_the_guid_is_another_permalink(self) -> None:
        assert self.entries[0].url == f"{PAGE}#comment-31"
        assert self.entries[0].syndication == ("https://garten.example/?p=7#comment-31",)

    def test_rss_names_no_source_of_a_ping(self) -> None:
        assert [entry.origin for entry in self.entries] == [None] * 4

    def test_links_and_bare_addresses_are_found_once(self) -> None:
        urls = [link.url for link in self.entries[0].links]
        assert urls == ["https://hanna.example/netz", "https://dort.example/a?b=1&c=2"]

    def test_the_content_goes_before_the_same_words_without_paragraphs(self) -> None:
        assert self.entries[0].text == (
            "Mehr dazu bei mir und „dort“: https://dort.example/a?b=1&c=2."
        )

    def test_the_line_above_an_answer_becomes_its_parent(self) -> None:
        answer = self.entries[3]
        assert (answer.text, answer.links) == ("Gern, bald mehr.", ())
        assert answer.parent == f"{PAGE}#comment-27"

    def test_zone_names_and_offsets_are_read(self) -> None:
        moments = [entry.published for entry in self.entries[:3]]
        assert moments == [
            datetime(2009, 7, 16, 18, 3, tzinfo=UTC),
            datetime(2009, 7, 15, 8, 0, tzinfo=UTC),
            datetime(2009, 7, 15, 4, 58, tzinfo=UTC),
        ]
        assert all(entry.published_zone_known for entry in self.entries)


class TestCommentFeedInAtom:
    entries = sample("comments-atom.xml").entries

    def test_the_address_of_a_person_is_theirs(self) -> None:
        person = self.entries[0]
        assert person.author == Author(name="Hanna Öztürk", url="https://hanna.example/?a=1&b=2")
        assert person.origin is None

    def test_the_address_of_a_ping_is_what_was_sent(self) -> None:
        ping = self.entries[1]
        assert ping.channel is Channel.PINGBACK
        assert ping.author == Author(name="Drei Beete – Wochenschau")
        assert ping.origin == "https://beete.example/wochenschau-29/"

    def test_a_tweet_among_the_comments_keeps_its_address(self) -> None:
        tweet = self.entries[2]
        assert tweet.origin == "http://twitter.com/otto_zwitschert/statuses/2631234567"
        assert (tweet.channel, tweet.author.url) == (Channel.COMMENT, None)
        assert tweet.marks == {"tweetback"}

    def test_an_answer_names_its_parent_and_stands_on_the_page(self) -> None:
        assert (self.entries[2].parent, self.entries[2].on) == (f"{PAGE}#comment-27", PAGE)

    def test_updated_counts_where_nothing_else_is_stated(self) -> None:
        assert self.entries[0].published == datetime(2009, 7, 16, 18, 3, tzinfo=UTC)
        assert self.entries[1].published == datetime(2009, 7, 15, 8, 0, tzinfo=UTC)

    def test_language_and_base_are_the_nearest(self) -> None:
        assert self.entries[0].language == "de-DE"
        assert self.entries[0].links[0].url == "https://garten.example/linkliste/"


def test_blogger_comments() -> None:
    document = sample("blogger-comments.xml")
    first, second = document.entries
    page = "https://pia.blogger.example/2012/03/hobel.html"
    assert document.next_pages == (
        "https://pia.blogger.example/feeds/7/comments/default?start-index=26&max-results=25",
    )
    assert first.author == Author(
        name="Werner",
        url="https://www.blogger.example/profile/9",
        photo="https://bilder.example/werner.png",
    )
    assert (first.on, first.title, first.text) == (page, None, "Schau hier!")
    assert first.url == f"{page}?showComment=1331719200000#c33"
    # The blog's owner did not write what nobody signed.
    assert second.author == Author()


def test_link_feeds_credit_who_handed_the_link_in() -> None:
    news, lobster, lemming = sample("link-feeds.xml").entries
    assert [news.url, lobster.url, lemming.url] == [
        "https://fund.example/item?id=4711",
        "https://fund.example/s/abc123/der_garten_im_netz",
        "https://fund.example/post/901",
    ]
    assert [one.author for one in (news, lobster, lemming)] == [
        Author(name="mina"),
        Author(name="rolf1"),
        Author(url="https://anderswo.example/u/lea"),
    ]
    assert lobster.syndication == ("https://fund.example/s/abc123",)
    for entry in (news, lobster, lemming):
        assert PAGE in {link.url for link in entry.links}
        assert entry.channel is Channel.POST
    assert lobster.links[0].anchor == "Der Garten im Netz"


def test_a_planet_credits_each_author_and_never_itself() -> None:
    document = sample("planet.xml")
    sue, ralf = document.entries
    assert document.title == "Planet Garten"
    assert (sue.author, sue.language, sue.title) == (Author(), "en", "Seeds & Bulbs")
    assert (sue.text, sue.links[0].url) == (
        "1 < 2, see https://bulbs.example/list.",
        "https://bulbs.example/list",
    )
    assert ralf.author == Author(name="Ralf", url="https://ralf.example/")
    assert (ralf.text, ralf.links[0].url) == (
        "Es schneit.",
        "https://ralf.example/bilder/schnee.html",
    )
    assert ralf.links[0].context == "Es schneit."


def test_rdf() -> None:
    entry = only(sample("rdf.xml"))
    assert (entry.url, entry.author.name, entry.text) == (
        "https://alt.example/1",
        "Uli",
        "Ein längerer Text.",
    )
    assert entry.published == datetime(2004, 5, 6, 5, 8, 9, tzinfo=UTC)
    assert entry.links[0].url == "https://alt.example/2"
    assert entry.language == "de-DE"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<dc:creator>Eva</dc:creator>", Author(name="Eva")),
        ("<author>eva@example.org (Eva Muster)</author>", Author(name="Eva Muster")),
        ("<author>noreply@blogger.com (Eva)</author>", Author(name="Eva")),
        ("<author>Eva Muster &lt;eva@blog.example&gt;</author>", Author(name="Eva Muster")),
        ("<author>eva@blog.example</author>", Author()),
        ("<author>@eva@social.example</author>", Author(handle="eva@social.example")),
        ("<author>x@y.example (X)</author><dc:creator>Eva</dc:creator>", Author(name="Eva")),
        ("<dc:creator><![CDATA[A &amp;amp; B &#8211; C]]></dc:creator>", Author(name="A & B – C")),
        ("<dc:creator></dc:creator>", Author()),
        (
            "<author><name>Eva</name><uri>/eva</uri></author>",
            Author(name="Eva", url="https://a.example/eva"),
        ),
        ("<author><name>eva@blog.example</name></author>", Author()),
    ],
)
def test_authors(written: str, expected: Author) -> None:
    # An address of its own keeps the entry out of the blog's other habits.
    head = ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    link = "<link>https://a.example/1</link>"
    assert only(rss(link + written, head=head)).author == expected


def test_the_blog_s_author_wrote_what_is_not_signed() -> None:
    channel = "<link>https://a.example/</link><managingEditor>eva@a.example (Eva)</managingEditor>"
    assert only(rss("<link>https://a.example/1</link>", channel=channel)).author.name == "Eva"
    elsewhere = rss("<link>https://b.example/1</link>", channel=channel)
    assert only(elsewhere).author == Author()


@pytest.mark.parametrize(
    ("written", "expected", "zone_known"),
    [
        ("<pubDate>Tue, 14 Jul 2009 09:42:00 GMT</pubDate>", (2009, 7, 14, 9, 42), True),
        ("<pubDate>14 Jul 2009 09:42 +0200</pubDate>", (2009, 7, 14, 7, 42), True),
        ("<pubDate>Tue, 14 Jul 2009 09:42:00 PDT</pubDate>", (2009, 7, 14, 16, 42), True),
        ("<pubDate>2009-07-14 09:42</pubDate>", (2009, 7, 14, 9, 42), False),
        ("<dc:date>2009-07-14T09:42:00Z</dc:date>", (2009, 7, 14, 9, 42), True),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", None, False),
        ("<pubDate>Tue, 14 Jul 2909 09:42:00 GMT</pubDate>", None, False),
        ("<pubDate>gestern</pubDate>", None, False),
        ("<pubDate/>", None, False),
        ("<atom:updated>2009-07-14T09:42:00Z</atom:updated>", None, False),
        (f"<pubDate>{'1' * 5000}</pubDate>", None, False),
    ],
)
def test_dates(written: str, expected: tuple[int, ...] | None, *, zone_known: bool) -> None:
    head = ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
    entry = only(rss(written, head=head))
    moment = expected and datetime(*expected, tzinfo=UTC)  # type: ignore[arg-type]  # five numbers
    assert (entry.published, entry.published_zone_known) == (moment, zone_known)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<title>Tom &amp;amp; Eva</title>", "Tom & Eva"),
        ("<title>Tom &amp; Eva</title>", "Tom & Eva"),
        ("<title>Tom & Eva &nbsp;&uuml;</title>", "Tom & Eva ü"),
        ("<title>1 &lt; 2</title>", "1 < 2"),
        ("<title><![CDATA[a <b>b</b> c]]></title>", "a b c"),
        ("<title><![CDATA[x ]]]]><![CDATA[> y]]></title>", "x ]]> y"),
        ("<title>  \n </title>", None),
        ("", None),
    ],
)
def test_titles(written: str, expected: str | None) -> None:
    assert only(rss(written)).title == expected


@pytest.mark.parametrize(
    ("title", "creator", "name"),
    [
        ("By: Eva", "", "Eva"),
        ("Von: Eva", "", "Eva"),
        ("Par : Eva", "", "Eva"),
        ("Von: Eva", "Eva Muster", "Eva Muster"),
        ("Comment on Nets by Eva", "", "Eva"),
        ("Kommentar zu Netze von Eva", "", "Eva"),
        ("Kommentar zu Netze von Amrum von Eva", "", None),
    ],
)
def test_whose_comment_it_is(title: str, creator: str, name: str | None) -> None:
    item = f"<title>{title}</title><link>{PAGE}#comment-1</link><author>{creator}</author>"
    entry = only(rss(item))
    assert (entry.author.name, entry.title) == (name, None)


def test_a_comment_s_own_subject_is_kept() -> None:
    item = (
        f"<title>Widerspruch!</title><link>{PAGE}#comment-1</link><description>Nein.</description>"
    )
    assert only(rss(item)).title == "Widerspruch!"


def test_every_entry_on_the_feed_s_own_page_is_a_comment() -> None:
    channel = f"<link>{PAGE}</link>"
    assert only(rss(f"<link>{PAGE}#anmerkung</link>", channel=channel)).on == PAGE
    home = "<link>https://a.example/</link>"
    changes = only(rss("<link>https://a.example/#v2</link>", channel=home))
    assert (changes.channel, changes.on) == (Channel.POST, None)


def test_an_answer_elsewhere_is_a_post() -> None:
    reply = (
        '<link href="https://b.example/status/2"/><content type="text">Ja.</content>'
        f'<t:in-reply-to xmlns:t="http://purl.org/syndication/thread/1.0" href="{PAGE}"/>'
    )
    entry = atom(reply)
    assert (entry.channel, entry.kind, entry.on) == (Channel.POST, Kind.REPLY, None)
    assert [(link.url, link.relation) for link in entry.links] == [(PAGE, Kind.REPLY)]


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<guid>https://a.example/1</guid>", "https://a.example/1"),
        ("<guid>abc</guid>", "https://a.example/abc"),
        ("<guid isPermaLink='false'>abc</guid>", None),
        ("<link>/2009/1</link>", "https://a.example/2009/1"),
        ("<link>javascript:alert(1)</link>", None),
        ("<link><![CDATA[https://a.example/?a=1&copy=2]]></link>", "https://a.example/?a=1&copy=2"),
        ("<link>https://a.example/?a=1&b=2</link>", "https://a.example/?a=1&b=2"),
        ("<link>https://b.example/</link><guid>https://a.example/7</guid>", "https://a.example/7"),
        ("", None),
    ],
)
def test_permalinks(item: str, url: str | None) -> None:
    assert only(rss(item)).url == url


@pytest.mark.parametrize(
    "named",
    [
        '<x:identifier xmlns:x="http://purl.org/dc/elements/1.1/">https://a.example/b:1</x:identifier>',
        '<x:link xmlns:x="http://www.w3.org/2005/Atom" rel="related" href="https://a.example/b:1"/>',
    ],
)
def test_what_recommends_a_page_and_names_its_own(named: str) -> None:
    item = f"<link>https://other.example/post</link><title>Look</title>{named}"
    entry = only(rss(item))
    assert entry.url == "https://a.example/b:1"
    assert [link.url for link in entry.links] == ["https://other.example/post"]


def test_a_related_page_elsewhere_is_not_its_own() -> None:
    related = '<x:link xmlns:x="http://www.w3.org/2005/Atom" rel="related" href="{}"/>'
    item = f"<link>https://other.example/post</link>{related.format('https://b.example/1')}"
    assert only(rss(item)).url == "https://other.example/post"


def test_a_link_that_is_called_link_is_called_by_the_title() -> None:
    body = '<a href="/u/eva">/u/eva</a> <a href="https://b.example/">[link]</a>'
    entry = atom(f'<title>Walls</title><content type="html"><![CDATA[{body}]]></content>')
    assert [(link.anchor, link.context) for link in entry.links] == [
        ("/u/eva", "/u/eva [link]"),
        ("Walls", "Walls"),
    ]


def test_feedburner_tells_the_real_address() -> None:
    head = ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    item = (
        "<link>https://feedproxy.example/~r/x/1</link>"
        "<feedburner:origLink>https://a.example/1</feedburner:origLink>"
    )
    assert only(rss(item, head=head)).url == "https://a.example/1"


SIZE = "<rss><channel><item><title>Größe</title></item></channel></rss>"
DECLARED = f'<?xml version="1.0" encoding="UTF-8"?>{SIZE}'
WARNED = f"<br /><b>Warning</b>: x in /y.php {DECLARED}"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (SIZE.encode("cp1252"), None),
        (DECLARED.encode("cp1252"), "text/xml; charset=utf-8"),
        (b"\xef\xbb\xbf" + SIZE.encode(), None),
        (f"\ufeff{SIZE}".encode("utf-16-le"), None),
        (SIZE.encode("latin-1"), "text/xml; charset=iso-8859-1"),
        (f"\n\n {DECLARED}".encode(), None),
        (WARNED.encode(), None),
        (SIZE.replace("ö", "\x07ö\x00").encode(), None),
        (SIZE.title().replace("Rss", "RSS").encode(), None),
    ],
)
def test_charsets_and_junk(data: bytes, content_type: str | None) -> None:
    assert only(read_feed(data, url=URL, content_type=content_type)).title == "Größe"


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        ("<item><title>a</title></item><item><title>b &amp; c", ["a"]),
        ("<item><title>a</title></item><item><title><![CDATA[b <b>c</item>", ["a"]),
        ("<item><title>a</title></item><item><title>b</title></item>", ["a", "b"]),
        ("<item><title>a</title></item><item></item>", ["a"]),
        ("<item><title>a</title></item><item", ["a"]),
        ("<item><description><p>y<br></description><title>a</title></item><item></item>", ["a"]),
        ("<item><title>a</title><dc:creator>e</dc:creator></item>", ["a"]),
        ("<item><title>a</title><un:known x:y='1' q>e</un:known></item>", ["a"]),
        ("<item><title>a</title><upd:10:00>x</upd:10:00><dc:/><:x y:='1'/></item>", ["a"]),
        (
            "<item><title>a</title><links>x</links><link>/1<links/></link><authors b='1'/></item>",
            ["a"],
        ),
    ],
)
def test_what_can_be_read_of_a_broken_feed_is_read(body: str, titles: list[str]) -> None:
    document = read_feed(f"<rss version='2.0'><channel>{body}", url=URL)
    assert [entry.title for entry in document.entries] == titles


def test_a_cut_feed_says_so() -> None:
    document = read_feed("<rss><channel><item><link>https://a.example/lan", url=URL)
    assert document.entries == ()
    assert document.notes == ("the feed ends in the middle of an entry, which was left out",)


def test_unescaped_markup_in_a_broken_feed_keeps_its_links() -> None:
    item = "<description>x <p>y<br>z <a href='/q'>q</a></description>"
    body = f"<rss><channel><link>https://a.example/</link><item>{item}</item></channel></rss>"
    entry = only(read_feed(body, url=URL))
    assert (entry.text, [link.url for link in entry.links]) == (
        "x\ny\nz q",
        ["https://a.example/q"],
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "an empty answer, not a feed"),
        (b" \n ", "an empty answer, not a feed"),
        (b"<!doctype html><html><body>Hallo</body></html>", "an HTML page, not a feed"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00", "binary data, not a feed"),
        (b'{"a": 1}', "JSON, not a feed"),
        (b"Hallo", "plain text, not a feed"),
        ((SAMPLES / "export.xml").read_bytes(), "a WordPress export, not a feed"),
        ((SAMPLES / "feed.json").read_bytes(), "a JSON Feed, not a feed"),
        (b"x" * 20_000_001, "20,000,001 bytes"),
    ],
)
def test_what_is_no_feed_is_named(data: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why) as caught:
        read_feed(data, url=URL)
    assert caught.value.url == URL


def test_an_empty_feed_is_a_feed() -> None:
    assert read_feed("<rss version='2.0'><channel/></rss>", url=URL).entries == ()


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise("abcdefghi"))
    + '<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    "<rss version='2.0'><channel><item><title>&i;|&f;</title></item></channel></rss>"
)


def test_entities_are_neither_expanded_nor_fetched() -> None:
    assert only(read_feed(BOMB, url=URL)).title == "&i;|&f;"


def test_a_body_that_is_a_path_opens_no_file() -> None:
    with pytest.raises(ParseError, match="plain text"):
        read_feed(str(SAMPLES / "planet.xml"), url=URL)


def test_a_thousand_items_in_order() -> None:
    items = "".join(f"<item><link>https://a.example/{n}</link></item>" for n in range(1000))
    document = read_feed(f"<rss><channel>{items}</channel></rss>", url=URL)
    assert [entry.url for entry in document.entries] == [
        f"https://a.example/{n}" for n in range(1000)
    ]


def test_too_many_items_are_said_to_be_too_many() -> None:
    items = "<item><title>x</title></item>" * (MAX_ENTRIES + 1)
    document = read_feed(f"<rss><channel>{items}</channel></rss>", url=URL)
    assert len(document.entries) == MAX_ENTRIES
    assert document.notes == ("only the first 10,000 entries were read",)


HOSTILE = {
    "blank lines": "<description>" + "\n" * 200_000 + "</description>",
    "name": "<author>" + "a" * 200_000 + "</author>",
    "nested": "<item>" * 20_000,
    "CDATA": "<title>" + "<![CDATA[" * 20_000,
    "unclosed": "<description><p>" * 20_000,
    "ampersands": "<title>" + "&" * 100_000,
    "brackets": f"<link>{PAGE}#comment-1</link><description>" + "[...] " * 20_000 + "x",
}


@pytest.mark.parametrize("item", HOSTILE.values(), ids=HOSTILE)
def test_hostile_feeds_are_read_in_bounded_time(item: str) -> None:
    # A quadratic reader needs minutes for any of these.
    assert rss(item).form == "feed"


MARKUP = st.lists(
    st.sampled_from(
        [
            *(
                "<rss>",
                "<feed>",
                "<channel>",
                "<item>",
                "</item>",
                "<entry>",
                "<title>",
                "</title>",
            ),
            *(
                "<link href='//['/>",
                "<link>",
                "</link>",
                "<description>",
                "<![CDATA[",
                "]]>",
                "&lt;",
            ),
            *("<a href='http://['>", "<author>", "</author>", "<guid>", "<noscript><a href='/x'>"),
            *("<content type='xhtml'>", "<div>", "&#0;", "&x;", "\ue000", "[...]", "<x:y z:a='b'>"),
            *("<media:group>", "<source>", "<pubDate>", "<!--", "-->", "<?x", "\x00", "ß", " "),
        ]
    )
    | st.text(max_size=8)
).map("".join)


@given(st.binary() | MARKUP.map(str.encode) | MARKUP.map(lambda body: f"<rss>{body}".encode()))
def test_any_bytes_give_a_document_or_a_parse_error(data: bytes) -> None:
    try:
        document = read_feed(data, url=URL)
    except ParseError:
        return
    assert document.form == "feed"
    assert set(links_in_feed(data, url=URL)) >= {e.url for e in document.entries if e.url}


@given(
    st.sampled_from(sorted(SAMPLES.glob("*.xml"))),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 80), st.sampled_from("<>&\"':/[]! \x00ß"))),
)
def test_damaged_samples_give_a_document_or_a_parse_error(
    path: Path, damages: list[tuple[float, int, str]]
) -> None:
    text = path.read_text("utf-8")
    for place, length, put in damages:
        start = int(place * len(text))
        text = text[:start] + put + text[start + length :]
    try:
        found = read_feed(text, url=URL).form
    except ParseError as error:
        found = error.why
    assert "feedparser" not in found


class TestLinksInFeed:
    def test_every_place_where_a_link_can_stand(self) -> None:
        data = """<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"
          xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
          <link>https://a.example/blog/</link><item>
          <title>&lt;a href="/title"&gt;T&lt;/a&gt;</title><link>1</link>
          <guid>https://a.example/blog/1-guid</guid><comments>/1#comments</comments>
          <content:encoded><![CDATA[<a href="encoded">x</a> https://bare.example/x.]]></content:encoded>
          <description>&amp;lt;a href="twice"&amp;gt;x&amp;lt;/a&amp;gt;</description>
          <media:group><media:description>see https://media.example/</media:description></media:group>
          <enclosure url="/ton.mp3" type="audio/mpeg" length="1"/>
          <enclosure url="/bild.png" type="image/png" length="1"/></item></channel></rss>"""
        assert links_in_feed(data, url=URL) == [
            "https://a.example/blog/1",
            "https://a.example/blog/1-guid",
            "https://a.example/1#comments",
            "https://a.example/title",
            "https://a.example/blog/encoded",
            "https://bare.example/x",
            "https://media.example/",
            "https://a.example/blog/twice",
            "https://a.example/ton.mp3",
            "https://a.example/bild.png",
        ]

    def test_a_guid_that_is_no_permalink_is_no_link(self) -> None:
        item = "<link>https://a.example/1</link><guid isPermaLink='false'>https://a.example/?p=1</guid>"
        data = f"<rss><channel><item>{item}</item></channel></rss>"
        assert links_in_feed(data, url=URL) == ["https://a.example/1"]

    def test_json_feeds(self) -> None:
        assert links_in_feed((SAMPLES / "feed.json").read_bytes(), url=URL) == [
            "https://notiz.example/2",
            "https://notiz.example/1",
            "https://garten.example/netz",
            "https://notiz.example/ton.mp3",
        ]

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (b"", "an empty answer"),
            (b"<html></html>", "an HTML page"),
            (b"[1]", "JSON without items"),
            (b"{", "no JSON"),
            (b"GIF89a\x01\x00\x01\x00\x80\x00\x00", "binary data"),
        ],
    )
    def test_what_is_no_feed_is_named(self, data: bytes, why: str) -> None:
        with pytest.raises(ParseError, match=why):
            links_in_feed(data, url=URL)


@pytest.mark.parametrize(
    ("title", "link", "about", "author"),
    [
        ("Nell", "/@nell", "Posts from @nell@s.example", ("Nell", "nell@s.example")),
        ("Posts of @nell@s.example", "/@nell", "Of @nell@s.example", (None, "nell@s.example")),
        ("Blog", "/", "Write to @nell@s.example", (None, None)),
        ("Nell", "/@nell", "Posts", (None, None)),
        ("Nell", "/@nell", "Friend of @rita@s.example", (None, None)),
    ],
)
def test_feed_of_an_account_is_its_owners(
    title: str, link: str, about: str, author: tuple[str | None, str | None]
) -> None:
    body = (
        f'<rss version="2.0"><channel><title>{title}</title><link>https://s.example{link}</link>'
        f"<description>{about}</description><item><link>https://s.example/@nell/1</link>"
        "<description>Ja.</description></item></channel></rss>"
    )
    entry = only(read_feed(body, url="https://s.example/@nell.rss"))
    assert (entry.author.name, entry.author.handle) == author
