import gzip
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.errors import ParseError
from mentions.parse.sitemap import MAX_URLS, read_sitemap, sitemaps_in_robots

HERE = "https://blog.example/sitemap.xml"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"


def urls(body: str | bytes) -> list[str]:
    read = read_sitemap(body if isinstance(body, bytes) else body.encode(), url=HERE)
    return [one.url for one in read.urls]


def urlset(*entries: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns:n="{NEWS}" xmlns:i="{IMAGE}">'
        f"{''.join(f'<url>{entry}</url>' for entry in entries)}</urlset>"
    )


def test_pages_are_read_in_order_each_once() -> None:
    body = urlset("<loc> https://blog.example/b </loc>", "<loc>/a</loc>", "<loc>/b</loc>")
    assert urls(body) == ["https://blog.example/b", "https://blog.example/a"]


def test_when_changed_and_when_published_are_two_things() -> None:
    body = urlset(
        "<loc>/a</loc><lastmod>2025-02-03</lastmod>",
        "<loc>/b</loc><n:news><n:publication_date>2026-03-14T09:00:00+01:00"
        "</n:publication_date></n:news>",
    )
    first, second = read_sitemap(body.encode(), url=HERE).urls
    assert (first.changed, first.published) == (datetime(2025, 2, 3, tzinfo=UTC), None)
    assert second.published == datetime(2026, 3, 14, 8, tzinfo=UTC)
    assert second.zone_known


def test_the_address_of_a_picture_is_no_page() -> None:
    assert urls(urlset("<i:image><i:loc>/a.jpg</i:loc></i:image><loc>/a</loc>")) == [
        "https://blog.example/a"
    ]


def test_an_index_names_sitemaps() -> None:
    body = b"<sitemapindex><sitemap><loc>/a.xml</loc></sitemap></sitemapindex>"
    read = read_sitemap(body, url=HERE)
    assert (read.sitemaps, read.urls) == (("https://blog.example/a.xml",), ())


def test_a_list_in_plain_text() -> None:
    assert urls("\ufeffhttps://blog.example/a\r\n\r\nhttps://blog.example/ü\n") == [
        "https://blog.example/a",
        "https://blog.example/%C3%BC",
    ]


def test_a_packed_one_of_several_members() -> None:
    whole = urlset("<loc>/a</loc>").encode()
    assert urls(gzip.compress(whole[:40]) + gzip.compress(whole[40:])) == ["https://blog.example/a"]


def test_another_charset() -> None:
    body = '<?xml version="1.0" encoding="ISO-8859-1"?><urlset><url><loc>/für</loc></url></urlset>'
    assert urls(body.encode("latin-1")) == ["https://blog.example/f%C3%BCr"]


def test_what_is_cut_off_gives_what_stands_before() -> None:
    body = urlset("<loc>/a</loc>", "<loc>/b</loc>")
    read = read_sitemap(body[: body.index("/b")].encode(), url=HERE)
    assert [one.url for one in read.urls] == ["https://blog.example/a"]
    assert "broken" in read.notes[0]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>404</body></html>",
        b"<rss></rss>",
        b"Nothing here",
        b"<",
        b"\x1f\x8b\x00\x01 no gzip at all",
    ],
)
def test_what_is_no_sitemap_says_so(body: bytes) -> None:
    with pytest.raises(ParseError):
        read_sitemap(body, url=HERE)


def test_a_bomb_stops_at_the_bound() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 60_000_000)
    with pytest.raises(ParseError, match="unpacks to more"):
        read_sitemap(bomb, url=HERE)


def test_a_bomb_of_entities_is_not_expanded() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<!DOCTYPE x [<!ENTITY l0 "lol">{levels}]>{urlset("<loc>/&l11;</loc>")}'
    assert all("lol" not in one for one in urls(body))


def test_a_file_is_not_read_by_an_entity() -> None:
    body = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><urlset><url><loc>/a&f;</loc>'
    assert all(one == "https://blog.example/a" for one in urls(f"{body}</url></urlset>"))


def test_no_more_than_the_protocol_allows_is_read() -> None:
    body = urlset(*(f"<loc>/{number}</loc>" for number in range(MAX_URLS + 10)))
    read = read_sitemap(body.encode(), url=HERE)
    assert len(read.urls) == MAX_URLS
    assert read.notes


@pytest.mark.parametrize(
    "hostile",
    [
        b"<urlset>" + b"<url>" * 500_000,
        b"<urlset " + b" ".join(b"a%d='1'" % number for number in range(100_000)) + b">",
        b"<urlset><url><loc>" + b"x" * 10_000_000 + b"</loc></url></urlset>",
        b"<urlset>" + b"<url><loc>/a</loc></url>" * 100_000 + b"</urlset>",
        b"<urlset>" + b"<other><deep/></other>" * 200_000 + b"</urlset>",
    ],
    ids=["deep", "attributes", "long", "same", "foreign"],
)
def test_hostile_ones_take_no_longer_than_their_size(hostile: bytes) -> None:
    begin = time.process_time()
    assert len(urls(hostile)) <= 1
    assert time.process_time() - begin < 5


@given(st.binary(max_size=300))
def test_nothing_else_is_ever_raised(body: bytes) -> None:
    for start in (b"", b"<urlset>", b"\x1f\x8b", b"<sitemapindex><sitemap><loc>"):
        try:
            read_sitemap(start + body, url=HERE)
        except ParseError as error:
            assert error.why  # noqa: PT017 - whichever it is


def test_robots_txt_names_sitemaps_anywhere_in_any_case() -> None:
    text = "SITEMAP:https://blog.example/a.xml\nUser-agent: *\nDisallow: /x\n sitemap : /b.xml # b"
    robots = "https://blog.example/robots.txt"
    assert sitemaps_in_robots(text, url=robots) == [
        "https://blog.example/a.xml",
        "https://blog.example/b.xml",
    ]
    assert sitemaps_in_robots("Sitemap: javascript:x\n#Sitemap: /c", url=robots) == []
