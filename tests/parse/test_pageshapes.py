"""Pages that name their parts misleadingly, and days and names that are not of writing."""

import pytest

from mentions.model import Entry, Region, iso
from mentions.parse.webpage import read_page

URL = "https://blog.example/2021/x"
LINK = '<a href="https://a.example/b">b</a>'
WORDS = "<p>Am Morgen lag Reif auf den Dächern, und die Straße war leer bis auf den Wagen.</p>"


def read(body: str, head: str = "") -> Entry:
    page = f'<html lang="de"><head><title>T</title>{head}</head><body>{body}</body></html>'
    return read_page(page, url=URL).entries[0]


def region_of(entry: Entry) -> Region:
    return next(link.region for link in entry.links if link.url == "https://a.example/b")


EVENT = (
    '<script type="application/ld+json">{"@type": "%s", "startDate": "2021-03-05T19:30+01:00"}'
    "</script>"
)


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<h1>L</h1><p><time datetime="2021-03-05T19:30+01:00">5. März</time>', EVENT % "Event"),
        ("<h1>L</h1><p>5. März 2021, 19:30 Uhr</p>", EVENT % "MusicEvent"),
        ('<h1>L</h1><p><time itemprop="startDate" datetime="2021-03-05">5. März 2021</time>', ""),
        ('<div class="h-event"><h1>L</h1><time class="dt-start">2021-03-05</time></div>', ""),
    ],
)
def test_the_day_of_an_event_is_not_that_of_writing(body: str, head: str) -> None:
    assert read(f"<main>{body}{WORDS}</main>", head).published is None


def test_another_day_beside_an_event_is() -> None:
    body = f"<main><h1>L</h1><p>3. Februar 2021</p>{WORDS}</main>"
    assert iso(read(body, EVENT % "Event").published) == "2021-02-03T00:00:00Z"


def test_a_newsletter_that_is_the_page_is_no_frame() -> None:
    entry = read(f'<div class="newsletter"><h1>Brief</h1>{WORDS}<p>Siehe {LINK}.</p></div>')
    assert region_of(entry) is Region.CONTENT
    box = f'<div class="newsletter"><h2>Brief</h2>{LINK}</div>'
    assert region_of(read(f"<div><h1>T</h1>{WORDS}</div>{box}")) is Region.CHROME


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Text: Eva Klein, Fotos: Jens Ott", "Eva Klein"),
        ("Text und Fotos: Eva Klein | 3. Mai 2019", "Eva Klein"),
        ("Fotos: Jens Ott", None),
        ("Text: gekürzt", None),
        ("Gespeichert von eklein am Mo., 07.10.2019 - 15:20", "eklein"),
    ],
)
def test_a_line_of_credits_names_who_wrote(line: str, name: str | None) -> None:
    body = f'<article class="post"><h1>T</h1><p>{line}</p><div class="entry-content">{WORDS}'
    assert read(f"{body}</div></article>").author.name == name


def test_the_name_of_an_account_yields_to_any_other() -> None:
    meta = '<meta name="author" content="Super User">'
    post = '<article class="post"><h1>T</h1>{}<div class="entry-content">' + WORDS + "</div>"
    byline = '<p class="byline">von Eva Klein</p>'
    assert read(post.format(byline), meta).author.name == "Eva Klein"
    assert read(post.format(""), meta).author.name == "Super User"


def test_the_side_of_a_message_names_its_author_and_is_no_text() -> None:
    def message(number: int, name: str, extra: str, text: str) -> str:
        side = f'<aside class="messageSidebar"><a class="username">{name}</a>{extra}</aside>'
        body = f'<div class="messageBody"><div class="messageText">{text}</div></div>'
        return f'<article id="post{number}" class="message timeline-comment">{side}{body}</article>'

    page = message(1, "Uwe", "", "Hallo.") + message(2, "Grit", LINK, "Ja.")
    found = read_page(f"<html><body>{page}</body></html>", url=URL).entries
    assert [entry.author.name for entry in found] == ["Uwe", "Grit"]
    assert region_of(found[1]) is Region.CHROME


def test_a_page_of_scripts_says_what_it_has_for_previews() -> None:
    head = (
        '<meta property="og:title" content="Eva Klein (@eva@s.example)">'
        '<meta property="og:description" content="Lest https://a.example/b bitte.">'
        '<meta property="og:published_time" content="2022-12-01T10:00:00Z">'
    )
    entry = read('<div id="app"></div><noscript><a href="/apps">Apps</a></noscript>', head)
    assert (entry.author.name, entry.author.handle) == ("Eva Klein", "eva@s.example")
    assert (entry.text, region_of(entry)) == ("Lest https://a.example/b bitte.", Region.CONTENT)
    assert iso(entry.published) == "2022-12-01T10:00:00Z"
    shown = read(f"<main><h1>T</h1>{WORDS}</main>", head)
    assert shown.links == ()


def test_the_byline_above_the_content_is_read_a_list_beside_it_is_not() -> None:
    text = f'<div class="content">{WORDS}</div>'
    by = '<div class="submitted">Submitted by <a class="username">keel</a> on 13.05.2019</div>'
    assert read(f"<div><h1>T</h1>{by}{text}</div>").author.name == "keel"
    links = f'<div><a href="/1">1</a>{LINK}<a href="/2">2</a></div>'
    assert region_of(read(f"<div><h1>Blog</h1>{text}{links}</div>")) is Region.CHROME


@pytest.mark.parametrize(
    ("post", "region"),
    [(f"<h2>T</h2>{WORDS}", Region.CHROME), ("Vier Quellen.", Region.CONTENT)],
)
def test_a_headed_column_of_links_is_beside_a_short_post(post: str, region: Region) -> None:
    links = f'<b>Links</b><br>{LINK}<br><a href="/1">eins</a> <a href="/2">zwei</a> '
    column = f'<td>{links}<a href="/3">drei</a></td>'
    assert region_of(read(f"<table><tr>{column}<td>{post}</td></tr></table>")) is region
