import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.parse.hublinks import hub_links

URL = "https://a.example/x/feed"
HUB, SELF = "https://hub.example/", "https://a.example/feed"
BOTH = [("hub", HUB), ("self", SELF)]
EVIL = '<link rel="hub" href="https://evil.example/"/>'
ATOM_LINKS = f'<atom:link rel="hub" href="{HUB}"/><atom:link rel="self" href="{SELF}"/>'


@pytest.mark.parametrize(
    "body",
    [
        f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">
        <title>Über</title><link rel="hub" href="{HUB}"/><link rel="self" href="/feed"/>
        <entry>{EVIL}</entry></feed>""",
        f"""<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>/</link>{ATOM_LINKS}
        <item>{EVIL.replace("link", "atom:link")}</item></channel></rss>""",
        f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel>
        <a10:link rel="HUB" href="{HUB}"/><a10:link rel="self" href="{SELF}"/></channel>
        <item>{EVIL}</item></rdf:RDF>""",
        f"""<feed xml:base="https://a.example/"><link rel="hub" href="{HUB}"/>
        <link rel="self" href="feed"/></feed>""",
        f"""<!doctype html><html><head><link rel="hub" href="{HUB}"><link rel=self href=/feed>
        </head><body>{EVIL}</body></html>""",
        f"""<rss><channel>{ATOM_LINKS.replace("atom:", "")}<image>{EVIL}</image><title>&kaputt""",
    ],
)
def test_what_a_body_says(body: str) -> None:
    assert hub_links(body.encode(), url=URL) == BOTH


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hub",
        b"\0\1\2hub" * 99,
        b'{"version": "https://jsonfeed.org/version/1.1", "hubs": [], "items": []}',
        f"<html><head></head><body>{EVIL}</body></html>".encode(),
        f"<feed><entry>{EVIL}</entry></feed>".encode(),
        f"<rss><channel><item>{EVIL}</item></channel></rss>".encode(),
        b'<feed><link rel="hub" href="javascript:x"/><link rel="hub"/><link href="/hub"/></feed>',
    ],
)
def test_what_says_nothing(body: bytes) -> None:
    assert hub_links(body, url=URL) == []


def test_the_charset_of_the_feed_is_understood() -> None:
    text = '<feed><title>Über</title><link rel="self" href="https://a.example/ö?hub"/></feed>'
    body = f'<?xml version="1.0" encoding="iso-8859-1"?>{text}'.encode("latin-1")
    assert hub_links(body, url=URL) == [("self", "https://a.example/ö?hub")]


def test_no_entity_is_expanded_and_no_file_read() -> None:
    body = b"""<!DOCTYPE feed [<!ENTITY e SYSTEM "file:///etc/passwd">]>
    <feed><link rel="hub" href="https://hub.example/&e;"/></feed>"""
    assert all("root" not in target for _, target in hub_links(body, url=URL))


PIECES = [
    "<feed>",
    "<rss>",
    "<channel>",
    "<link rel=hub ",
    'href="',
    "<entry",
    "</",
    "<?xml",
    "&x;",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30))
def test_nothing_breaks_it(pieces: list[str]) -> None:
    hub_links(("<feed>" + "".join(pieces) + " hub").encode("utf-8", "replace"), url=URL)
