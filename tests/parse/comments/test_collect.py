from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentions.model import Channel, Entry, Kind
from mentions.parse.comments import (
    comment_elements,
    comments_in,
    next_comment_pages,
    read_comments,
)
from mentions.parse.html import soup_of

URL = "https://blog.example/post/"


def read(html: str, language: str | None = None) -> tuple[Entry, ...]:
    return comments_in(soup_of(html, url=URL), url=URL, language=language)


def comment(number: int, inner: str = "", text: str = "Text") -> str:
    return (
        f'<li class="comment" id="comment-{number}"><cite class="fn">N{number}</cite>'
        f'<div class="comment-content"><p>{text} {number}</p></div>{inner}</li>'
    )


@pytest.mark.parametrize(
    ("text", "link", "channel"),
    [
        ("[...] Auszug [...]", "https://other.example/a", Channel.PINGBACK),
        ("[…] Auszug […]", "https://other.example/a", Channel.PINGBACK),
        ("[&hellip;] Auszug [&hellip;]", None, Channel.PINGBACK),
        ("[...] Auszug, der abbri", "https://other.example/a", Channel.PINGBACK),
        ("[...] Auszug, der abbri", "https://blog.example/max", Channel.COMMENT),
        ("Ich zitiere [...] daraus", "https://other.example/a", Channel.COMMENT),
    ],
)
def test_form_tells_pings_from_comments(text: str, link: str | None, channel: Channel) -> None:
    name = f'<a class="url" href="{link}">N</a>' if link else "N"
    html = (
        f'<ol class="commentlist"><li id="comment-1"><cite class="fn">{name}</cite>'
        f"<p>{text}</p></li></ol>"
    )
    (entry,) = read(html)
    assert entry.channel is channel
    assert entry.author.url == (link if channel is Channel.COMMENT else None)
    assert entry.origin == (None if channel is Channel.COMMENT else link)


def test_nested_answers_name_their_parent() -> None:
    second = comment(2, f"<ul>{comment(3)}</ul>")
    found = read(comment(1, f"<ul>{second}</ul>"))
    assert [entry.parent for entry in found] == [None, f"{URL}#comment-1", f"{URL}#comment-2"]
    assert [entry.text for entry in found] == ["Text 1", "Text 2", "Text 3"]


def test_flat_answers_name_their_parent_by_depth() -> None:
    flat = "".join(
        comment(number).replace('"comment"', f'"comment depth-{depth}"')
        for number, depth in enumerate([1, 2, 3, 2, 1], 1)
    )
    parents = [entry.parent and entry.parent[-1] for entry in read(f"<ol>{flat}</ol>")]
    assert parents == [None, "1", "2", "1", None]


def test_answer_that_addresses_a_comment_names_it_as_parent() -> None:
    found = read(comment(1) + comment(2, text='<a href="#comment-1">@N1</a>: nein.'))
    assert [entry.parent for entry in found] == [None, f"{URL}#comment-1"]


def test_language_of_a_comment_goes_before_the_pages() -> None:
    html = comment(1).replace("<li", '<li lang="fr"') + comment(2)
    assert [entry.language for entry in read(html, "de")] == ["fr", "de"]


def test_bare_addresses_are_links_once() -> None:
    text = '<a href="https://a.example/">https://a.example/</a> http://b.example/x'
    (entry,) = read(comment(1, text=text))
    assert [link.url for link in entry.links] == ["https://a.example/", "http://b.example/x"]


def test_description_and_markup_of_one_comment_are_one() -> None:
    script = (
        '<script type="application/ld+json">{"@type":"Comment","text":"Text 1",'
        '"author":"N1","dateCreated":"2021-07-14T11:42:00Z"}</script>'
    )
    (entry,) = read(f"{script}<ol>{comment(1)}</ol>")
    assert entry.url == f"{URL}#comment-1"
    assert entry.published_zone_known


@pytest.mark.parametrize(
    "script",
    ["{", "[" * 100_000, '{"@type":["Comment"],"text":5,"author":[]}', '{"@type":{"a":1}}', "null"],
)
def test_broken_data_describe_nothing(script: str) -> None:
    assert read(f'<script type="application/ld+json">{script}</script>') == ()


@pytest.mark.parametrize(
    ("inner", "author", "text"),
    [
        ("<p>Von mir aus.</p>", None, "Von mir aus."),
        ("<p>By the way, no.</p>", None, "By the way, no."),
        ("<p>Mein Vater sagte: nein.</p>", None, "Mein Vater sagte: nein."),
        ("<p>Das war am 14. Juli 2009.</p><p>Ja.</p>", None, "Das war am 14. Juli 2009.\nJa."),
        ("<p>Ja.</p><p>Das war am 14. Juli 2009.</p>", None, "Ja.\nDas war am 14. Juli 2009."),
        ("<p><strong>Wichtig</strong>: nein.</p>", None, "Wichtig: nein."),
        ("<p>Ping mich an.</p>", None, "Ping mich an."),
        ("<p>Meine Meinung:</p><p>Ja.</p>", None, "Meine Meinung:\nJa."),
        ("<p>Eva sagt:</p><p>Ja.</p>", "Eva", "Ja."),
        ("<p>Eva am 14. Juli 2009 um 9:00</p><p>Ja.</p>", "Eva", "Ja."),
        ("<p>Zu seit 14. Juli 2009</p><p>Ja.</p>", None, "Zu seit 14. Juli 2009\nJa."),
        ("<p>Ja.</p><p>— Eva, 14. Juli 2009</p>", "Eva", "Ja."),
        ("<p>Ja.</p><p>Kommentar von Eva am 14.07.09</p>", "Eva", "Ja."),
        ("<p>Ja.</p><p class='meta'>Eva | 14. Juli 2009</p>", "Eva", "Ja."),
        ("<header><h4>Eva</h4><span class='date'>14.07.09</span></header><p>Ja.</p>", "Eva", "Ja."),
        ("Mit: <cite>Eva</cite> kirjoittaa: <p>Ja.</p>", "Eva", "Ja."),
        ("<cite>Kommentar von Eva</cite><p>Ja.</p>", "Eva", "Ja."),
        ("<cite>Von der Heide</cite><p>Ja.</p>", "Von der Heide", "Ja."),
    ],
)
def test_names_are_read_from_lines_but_never_guessed(
    inner: str, author: str | None, text: str
) -> None:
    (entry,) = read(f'<li id="comment-1">{inner}</li>')
    assert (entry.author.name, entry.text) == (author, text)


@pytest.mark.parametrize(
    ("heading", "count"),
    [
        ("2 Kommentare", 2),
        ("Kommentare (2)", 2),
        ("Kommentare", 2),
        ("2 Antworten auf „Mauern“", 2),
        ("2 Responses to “Walls”", 2),
        ("2 thoughts on “Walls”", 2),
        ("2 réflexions sur « Murs »", 2),
        ("2 respuestas a «Muros»", 2),
        ("2 reacties op ‘Muren’", 2),
        ("2件のコメント", 2),
        ("Hinterlasse eine Antwort", 0),
        ("Leave a Reply", 0),
        ("Ähnliche Beiträge", 0),
        ("Letzte Kommentare", 0),
        ("Recent Comments", 0),
        ("Kommentare sind geschlossen", 0),
        ("Meinungen", 0),
    ],
)
def test_headings_of_bare_lists(heading: str, count: int) -> None:
    items = "<li>Eva<br>14. Juli 2009<p>Ja.</p></li><li>Tom<br>15. Juli 2009<p>Nein.</p></li>"
    assert len(read(f"<h2>{heading}</h2><ol>{items}</ol>")) == count


@pytest.mark.parametrize(
    "html",
    [
        "<h2>3 Antworten auf häufige Fragen</h2><ol><li>Eins.</li><li>Zwei.</li></ol>",
        "<h2>2 Kommentare</h2><ul><li><a href='/a'>Beitrag</a></li></ul>",
        "<h2>Kommentare</h2><p>Kommentare sind geschlossen.</p>",
        "<h2>Kommentare</h2><p>Noch keine Kommentare.</p><p>Seit 14. Juli 2009 online.</p>",
        '<div class="comment">Ein Kasten ohne Namen</div>',
        '<ul class="comments"><li><a href="/feed">Feed</a></li></ul>',
        '<p class="comments-link"><a href="#comments">3 Kommentare</a></p>',
        '<table><tr class="comment"><td>1</td></tr></table>',
        '<aside><li class="comment" id="comment-9"><cite>A</cite><p>B</p></li></aside>',
    ],
)
def test_no_comments(html: str) -> None:
    assert read(html) == ()


def test_answers_to_a_comment_held_back_have_no_parent() -> None:
    note = '<em class="comment-awaiting-moderation">wartet</em>'
    found = read(f"<ol>{comment(1, f'{note}<ul>{comment(2)}</ul>')}</ol>")
    assert [(entry.text, entry.parent) for entry in found] == [("Text 2", None)]


def test_disqus_reaction_and_who_passed_it_on() -> None:
    html = (
        '<ul id="dsq-reactions"><li class="dsq-reaction"><div class="dsq-reaction-header">'
        '<cite><a href="https://twitter.com/eva">Eva</a></cite></div>'
        '<div class="dsq-reaction-body">Gut</div><div class="dsq-reaction-retweets">'
        '<a href="https://twitter.com/tom">Tom</a></div></li></ul>'
    )
    found = read(html)
    assert [(entry.author.name, entry.kind) for entry in found] == [
        ("Eva", None),
        ("Tom", Kind.REPOST),
    ]


@pytest.mark.parametrize(
    ("html", "pages"),
    [
        ('<a href="comment-page-2/#comments">x</a>', [f"{URL}comment-page-2/"]),
        ('<a href="?cpage=2">x</a>', [f"{URL}?cpage=2"]),
        ('<a href="/post/alle">Ältere Kommentare</a>', ["https://blog.example/post/alle"]),
        ('<a href="comment-page-2/#comment-5">x</a>', []),
        ('<a href="?replytocom=5&amp;cpage=2">Antworten</a>', []),
        ('<p class="comments-links"><a href="?mode=reply">Antworten</a></p>', []),
        ('<a rel="next" href="/next-post/">Nächster Beitrag</a>', []),
        ('<link rel="next" href="/next-post/">', []),
        ('<a href="https://other.example/?cpage=2">x</a>', []),
        (
            f'<div id="comments">{comment(1)}<ul class="pager"><a href="?page=1">2</a></ul></div>',
            [f"{URL}?page=1"],
        ),
    ],
)
def test_next_pages(html: str, pages: list[str]) -> None:
    assert list(next_comment_pages(soup_of(html, url=URL), url=URL)) == pages


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("Dein Kommentar wartet noch auf Freischaltung.", False),
        ("Your comment is awaiting moderation.", False),
        ("Mein letzter Kommentar wartet auf Freischaltung.", True),
        ("My first comment is awaiting moderation. Why, I wonder.", True),
    ],
)
def test_only_the_machine_says_that_a_comment_is_held_back(note: str, *, shown: bool) -> None:
    html = comment(1, text="Text").replace("<p>Text 1</p>", f"<p>{note}</p>")
    assert [entry.text for entry in read(f"<ol>{html}</ol>")] == ([note] if shown else [])


@pytest.mark.parametrize("clock", ["8:00 AM", "11:42", "11.42 Uhr"])
def test_a_time_of_day_is_nobody(clock: str) -> None:
    html = (
        '<dl id="comments-block"><dt class="comment-title"><a href="https://o.example/">T</a></dt>'
        f'<dd class="comment-body">Auszug <span class="byline">um <a href="/#">{clock}</a></span>'
        "</dd></dl>"
    )
    assert clock not in [entry.author.name for entry in read(html)]


def test_whom_a_text_mentions_did_not_write_it() -> None:
    html = (
        '<div class="mastodon-comment" id="comment-4"><div class="content"><p><span class="h-card">'
        '<a class="u-url mention" href="https://s.example/@rita">@<span>rita</span></a></span> Ja!'
        '</p></div><b class="name">Nell</b> <time datetime="2023-05-05T06:06:06Z">5.5.</time></div>'
    )
    (entry,) = read(html)
    assert (entry.author.name, entry.text) == ("Nell", "@rita Ja!")


def test_trackback_of_typepad_is_a_title_from_a_blog() -> None:
    (entry,) = read(
        '<div class="trackback" id="trackback-6a00d8341c5f3453"><div class="trackback-content">'
        '<p><strong>&raquo; <a href="https://o.example/a">Titel</a></strong> from Notizen</p>'
        '<p>Ein Auszug.</p></div><p class="trackback-footer">Tracked on '
        '<a href="#trackback-6a00d8341c5f3453">May 04, 2011 at 06:12 PM</a></p></div>'
    )
    assert (entry.author.name, entry.origin) == ("Titel", "https://o.example/a")
    assert entry.text == "Ein Auszug."


def test_day_of_a_change_is_not_that_of_a_comment() -> None:
    changed = '<p class="edited">edited <time datetime="2020-05-03">3 May 2020</time></p>'
    written = '<a href="#comment-1"><time datetime="2019-05-03">3 May 2019</time></a>'
    html = comment(1).replace("</cite>", f"</cite>{changed}{written}")
    assert [str(entry.published)[:10] for entry in read(html)] == ["2019-05-03"]
    assert [entry.published for entry in read(html.replace(written, ""))] == [None]


def test_class_of_a_webmention_says_which_act_it_is() -> None:
    (entry,) = read(
        '<article id="webmention-801" class="webmention webmention--reply"><a class="p-author '
        'h-card" href="https://l.example/">Lars</a><div class="p-content">Nein.</div></article>'
    )
    assert entry.kind is Kind.REPLY


def test_the_post_is_no_comment_element() -> None:
    post = '<article><h1>T</h1><p id="own">Text</p></article>'
    html = f'{post}<ol>{comment(1)}</ol><form id="respond"></form>'
    soup = soup_of(html, url=URL)
    taken = comment_elements(soup)
    assert id(soup.find(id="own")) not in taken
    assert id(soup.find(id="comment-1")) in taken
    assert id(soup.find(id="respond")) in taken


def test_deep_nesting_is_read_without_recursion() -> None:
    opened = "".join(
        f'<div class="comment" id="comment-{number}"><cite>N{number}</cite><p>T</p>'
        for number in range(3000)
    )
    assert len(read(opened)) == 3000


def test_deep_markup_inside_a_comment_is_read_without_recursion() -> None:
    inner = '<span class="date">' * 3000
    assert read(f"<ol>{comment(1, inner)}</ol>")[0].author.name == "N1"


def test_a_form_around_a_list_is_no_place_to_write() -> None:
    assert len(read(f'<form id="moderate"><ol>{comment(1)}</ol></form>')) == 1
    assert read('<form id="commentform"><textarea>Text</textarea></form>') == ()


@pytest.mark.parametrize(
    "pattern",
    [
        "<div><h2>2 Kommentare</h2>{}",
        '<form><div id="x">{}</div>',
        '<div class="comment-content"><span class="author">E</span><time>1</time>{}',
        '<ol><li class="comment" id="comment-1"><cite>E</cite>{}',
    ],
)
def test_nested_markup_takes_time_in_proportion(pattern: str) -> None:
    def seconds(count: int) -> float:
        text = '<div class="a">Eva | 14. Juli 2009</div>'
        opened = pattern.partition("{}")[0] * count
        soup = soup_of(f'<div id="comments">{opened}{text * count}', url=URL)
        begin = time.process_time()
        read_comments(soup, url=URL)
        return time.process_time() - begin

    # Quadratic work would take 64 times as long.
    assert seconds(1600) < 30 * seconds(200) + 0.5


def test_many_comments_take_time_in_proportion() -> None:
    def seconds(count: int) -> float:
        soup = soup_of(f"<ol>{''.join(map(comment, range(count)))}</ol>", url=URL)
        begin = time.process_time()
        assert len(comments_in(soup, url=URL)) == count
        return time.process_time() - begin

    # Quadratic work would take 64 times as long.
    assert seconds(2400) < 30 * seconds(300) + 0.5


TAGS = [
    "div",
    "li",
    "ol",
    "ul",
    "p",
    "a",
    "cite",
    "dl",
    "dt",
    "dd",
    "time",
    "form",
    "h2",
    "img",
    "em",
]
NAMES = [
    "comment", "comments", "commentlist", "fn", "url", "vcard", "comment-content", "comment-body",
    "comment-meta", "reply", "pingback", "trackback", "webmention", "u-like", "h-cite", "note like",
    "depth-2", "children", "respond", "widget", "dsq-reaction", "dsq-reaction-retweets", "pinglist",
]  # fmt: skip
TEXTS = [
    "2 Kommentare",
    "Eva sagt:",
    "14. Juli 2009",
    "[...] x [...]",
    "|",
    "Pingback:",
    "#",
    "x" * 300,
]
IDS = ["comment-1", "comment-2", "c3", "comments", "isso-4", "respond", "li-comment-1"]
HREFS = ["#comment-1", "https://o.example/", "javascript:x", "?cpage=2", "http://[", "#c3", ""]


@st.composite
def markup(draw: st.DrawFn) -> str:
    pieces = []
    for _ in range(draw(st.integers(0, 30))):
        tag = draw(st.sampled_from(TAGS))
        attributes = (
            f' class="{draw(st.sampled_from(NAMES))}" id="{draw(st.sampled_from(IDS))}"'
            f' href="{draw(st.sampled_from(HREFS))}" title="{draw(st.sampled_from(TEXTS))}"'
        )
        closing = f"</{tag}>" if draw(st.booleans()) else ""
        pieces.append(f"<{tag}{attributes}>{draw(st.sampled_from(TEXTS))}{closing}")
    return "".join(pieces)


@settings(max_examples=150, deadline=None)
@given(markup())
def test_any_markup_is_read(html: str) -> None:
    soup = soup_of(html, url=URL)
    for entry in comments_in(soup, url=URL, language="de"):
        assert entry.on == URL
        assert entry.text != ""
        assert entry.channel is not Channel.POST
        assert all(link.url.startswith("http") for link in entry.links)
    assert isinstance(comment_elements(soup), frozenset)
    assert isinstance(next_comment_pages(soup, url=URL), tuple)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.text(max_size=30))
def test_any_text_and_address(html: str, url: str) -> None:
    comments_in(soup_of(f"<h2>2 Kommentare</h2><ol><li>{html}</ol>", url=url), url=url)
