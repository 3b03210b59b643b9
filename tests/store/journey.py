"""The same project twice, on SQLite and on PostgreSQL, for tests that compare what is printed."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from mentions.cli.main import main

URL, TOLD = "MENTIONS_JOURNEY_URL", "MENTIONS_JOURNEY_TOLD"
ARTICLE, OTHER = "https://blog.example/firewall", "https://blog.example/post-1"
LONG = "".join(f"{number:x}" for number in range(1, 1200))
NAMES = (
    *("Ärzte", "ärzte", "Zoë", "zoe", "Ümit", "umit", "Straße", "STRASSE", "Jörg", "JÖRG"),
    *("_unter", "100%", "50_50", "a\\b", "O'Neil", "İstanbul", "Σίσυφος", "🦊", "x\0y", "-", None),
)
CONFIG = """
[fetch]
allow_hosts = ["localhost", "127.0.0.1"]
min_gap = 0.0
[evidence]
keep = true
folder = "kept"
[[articles]]
url = "{article}"
[[articles]]
url = "{other}"
[[watches]]
source = "webpage"
address = "{page}"
[[blogs]]
url = "{feed}"
watches = ["hackernews"]
[[notify]]
name = "me"
url_env = "{told}"
when = "0 8 * * *"
quiet = "22:00-07:00"
language = "de"
zone = "Europe/Berlin"
[[reports]]
name = "all"
when = "0 8 * * mon"
period = "all"
formats = ["html", "csv", "md", "json", "atom", "jsonfeed"]
send_to = ["me"]
"""
PAGE = """<title>Notiz</title><article class="h-entry"><h1>Notiz</h1>
<p class="p-author h-card">Öz</p><div class="e-content"><p>Gut: <a href="{article}">das</a>.</p>
<p>Ein Absatz mit genug Text, damit die Seite eine Seite ist und keine Hülle.</p></div></article>"""
ITEM = "<item><title>{0}</title><link>{1}</link><pubDate>{2}</pubDate></item>"
FROZEN = re.compile(r"\b20(?:2[6-9]|[3-9]\d)-\d\d-\d\d-[0-9a-f]{4,}\b")
# Of today and later, in each form in which it is printed.
MOMENTS = (
    r"20(?:2[6-9]|[3-9]\d)-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00)?",
    r"\d{1,2}\.? \w+ 20(?:2[6-9]|[3-9]\d), \d\d:\d\d",
    r"urn:uuid:[-0-9a-f]{36}",
)


@dataclass
class Both:
    """The same project twice: on SQLite and on PostgreSQL."""

    folders: dict[str, Path]
    databases: dict[str, str]
    frozen: dict[str, str] = field(default_factory=dict)

    def read(self, name: str, text: str) -> str:
        """Return what was printed or written without what differs from run to run."""
        text = text.replace(str(self.folders[name]), "FOLDER")
        for found in FROZEN.findall(text):
            self.frozen.setdefault(name, found)
        text = FROZEN.sub("FROZEN", text)
        for moment in MOMENTS:
            text = re.sub(moment, "MOMENT", text)
        # A minute may end between two commands.
        return text.replace("MOMENT UTC, last MOMENT", "MOMENT")


def run_main(folder: Path, url: str, arguments: Sequence[str]) -> object:
    """Run the program in a folder; returns its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv(URL, url)
        patch.delenv("MENTIONS_CONFIG", raising=False)
        patch.setattr(sys, "argv", ["mentions", *arguments])
        try:
            main()
        except SystemExit as end:
            return end.code or 0
    return 0


def serve(server: HTTPServer) -> None:
    def page(path: str, body: str, kind: str = "text/html; charset=utf-8") -> None:
        server.expect_request(path).respond_with_data(body, content_type=kind)

    when = "Wed, 15 Jul 2009 09:00:00 GMT"
    long = f"{server.url_for('/lang/')}?utm_source={LONG}"
    posts = [("Ärger", server.url_for("/neu/")), ("Übel", server.url_for("/äöü/")), ("Lang", long)]
    items = "".join(ITEM.format(title, url, when) for title, url in posts)
    page("/feed/", f"<rss version='2.0'><channel>{items}</channel></rss>", "application/rss+xml")
    olds = [server.url_for(f"/alt/{one}/") for one in ("b", "_c", "ä")]
    places = "".join(f"<url><loc>{url}</loc></url>" for url in olds)
    page("/sitemap.xml", f"<urlset>{places}</urlset>", "application/xml")
    page("/notiz", PAGE.format(article=ARTICLE))
    page("/robots.txt", "", "text/plain")
    for one in ("b", "_c", "ä"):
        page(f"/alt/{one}/", f"<title>Alt {one}</title><p>Alt</p>")


def prepare(folder: Path, name: str, server: HTTPServer) -> None:
    database = 'path = "mentions.db"' if name == "sqlite" else f'url_env = "{URL}"'
    config = CONFIG.format(
        article=ARTICLE,
        other=OTHER,
        page=server.url_for("/notiz").replace("localhost", "127.0.0.1"),
        feed=server.url_for("/feed/"),
        told=TOLD,
    )
    (folder / "config.toml").write_text(f"[database]\n{database}\n{config}", "utf-8")
    lines = (json.dumps(record(number, name)) for number, name in enumerate(NAMES))
    (folder / "in.jsonl").write_text("\n".join(lines), "utf-8")


def record(number: int, name: str | None) -> dict[str, Any]:
    """Return a mention as an export has it, with what databases differ in."""
    moments = {1: "0001-01-01T00:00:00Z", 5: "9999-12-31T23:59:59Z", 7: None}
    numbers = dict.fromkeys(("reposts", "quotes", "replies"))
    links = [{"found": ARTICLE, "resolved": ARTICLE}]
    return {
        "article": ARTICLE if number % 3 else OTHER,
        "kind": ("mention", "repost", "quote", "reply", "like")[number % 5],
        "channel": ("post", "comment", "webmention")[number % 3],
        "platform": ("mastodon", "web", "bluesky")[number % 3],
        "author": {"name": name, "handle": None, "url": None, "photo": None},
        "text": f"Größe {number}: 100 % _ \\ {name}\0",
        "url": f"https://social.example/{LONG if number == 4 else ''}/{number}",
        "published": moments.get(number, f"2009-07-{14 + number % 9}T22:30:00Z"),
        "published_zone_known": bool(number % 2),
        "first_seen": "2009-08-01T00:00:00Z",
        "language": (None, "de", "en")[number % 3],
        "hashtags": ["Äpfel", "b"],
        "via": ["Jörg"] if number == 2 else [],
        "links": links,
        "reported_by": None,
        "evidence": "link",
        "source": f"https://social.example/search?q={number % 4}",
        "merged_from": 1 + number % 2,
        "parent": None,
        "counts": numbers
        | {"likes": 2**40 + number, "followers": 2**33, "seen_at": "2009-08-02T00:00:00Z"},
    }
