"""Synthetic pages of 20 to 500 KB, and articles some of them link to, always the same."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

HOSTS, ARTICLES, SITES = 4_000, 100_000, 6_000
LINKS = 264
# One page in so many links to an article.
EVERY = 33
WORDS = [
    "der",
    "die",
    "das",
    "und",
    "nicht",
    "ein",
    "mit",
    "von",
    "auf",
    "für",
    "sich",
    "dem",
    "werden",
    "aus",
    "Werkstatt",
    "Hafen",
    "Brücke",
    "Morgen",
    "Zeitung",
    "Gewitter",
    "Bibliothek",
    "network",
    "firewall",
    "article",
    "weekend",
    "garden",
    "reader",
    "server",
    "music",
]
_ENDS = ("com", "org", "net", "de", "at", "info")


def host(number: int) -> str:
    """Return a host on which articles are tracked; every fortieth one is written in Unicode."""
    name = "bücher" if number % 40 == 0 else "blog"
    return f"{name}{number}.notes{number % 97}.{_ENDS[number % len(_ENDS)]}"


def article(number: int) -> str:
    """Return the address of a tracked article."""
    slug = "-".join(WORDS[(number * step) % 7 + 12] for step in (1, 3, 5)).lower()
    year, month = 2003 + number % 20, 1 + number % 12
    return f"https://{host(number % HOSTS)}/{year}/{month:02}/{quote(slug)}-{number}"


def site(number: int) -> str:
    """Return a host on which nothing is tracked."""
    return f"www.site{number}.other{number % 211}.{_ENDS[number % len(_ENDS)]}"


def _entities(url: str) -> str:
    return url.replace("/", "&#x2F;").replace(".", "&#46;")


def _google(url: str) -> str:
    return f"https://www.google.com/url?q={quote(url, safe='')}"


def _bing(url: str) -> str:
    return "https://www.bing.com/ck/a?!&amp;u=a1" + base64.urlsafe_b64encode(url.encode()).decode()


# The ways in which a page links to an article, from the plainest on.
FORMS: tuple[Callable[[str], str], ...] = (
    lambda url: f'<a href="{url}">lesen</a>',
    lambda url: f'<a class="ext" href="{url}/?utm_source=x&amp;utm_medium=y#more">lesen</a>',
    lambda url: f"<a href='{url.removeprefix('https:')}/'>lesen</a>",
    lambda url: f"<a href={url.replace('https://', 'http://www.')}>lesen</a>",
    lambda url: (
        f'<a href="{url.replace("https://", "HTTPS://WWW.").replace("notes", "NOTES")}">x</a>'
    ),
    lambda url: f'<a href="{_entities(url)}">lesen</a>',
    lambda url: f'<a href="https://www.google.com/url?sa=t&amp;url={quote(url, safe="")}">x</a>',
    lambda url: f'<a href="https://l.facebook.com/l.php?u={quote(_google(url))}">x</a>',
    lambda url: f'<a href="{url[:20]}\n{url[20:]}">lesen</a>',
    lambda url: (
        f'<a href="{url.replace("https://", "https://m.")}/comment-page-2/#comment-7">x</a>'
    ),
    lambda url: f'<a href="{url.replace("/", chr(92))}">lesen</a>',
    lambda url: f'<a href="https://web.archive.org/web/2010/{url}">Archiv</a>',
    lambda url: f'<a href="{_bing(url)}">Bing</a>',
    lambda url: f'<a href="{url.encode("ascii", "xmlcharrefreplace").decode()}">lesen</a>',
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A page.

    Attributes:
        url: Where it stands.
        body: In UTF-8.
        articles: What it links to, as `article` gives it.
    """

    url: str
    body: bytes
    articles: tuple[str, ...]


class _Writer:
    def __init__(self, number: int) -> None:
        self.rng = random.Random(number)  # noqa: S311 - the same pages every time
        self.own = site(number % SITES)

    def words(self, count: int) -> str:
        return " ".join(self.rng.choices(WORDS, k=count))

    def some(self, least: int, most: int) -> str:
        return self.words(self.rng.randrange(least, most))

    def link(self) -> str:
        rng = self.rng
        tail = f"{self.rng.randrange(2003, 2026)}/{self.rng.randrange(1, 13):02}/"
        tail += "-".join(rng.choices(WORDS, k=3)).lower()
        kind = rng.random()
        if kind < 0.25:
            href = f"/{tail}/"
        elif kind < 0.6:
            href = f"https://{self.own}/{tail}/"
        elif kind < 0.66:
            share = quote(f"https://{self.own}/{tail}", safe="")
            href = f"https://www.facebook.com/sharer.php?u={share}&amp;t={quote(self.words(3))}"
        else:
            href = (
                f"https://{site(rng.randrange(SITES))}/{tail}.html?id={rng.randrange(99)}&amp;v=2"
            )
        return f'<a href="{href}" class="entry-link" rel="nofollow noopener">{self.words(3)}</a>'

    def block(self) -> str:
        """Return markup as themes write it: an element in 60 bytes or so, words in between."""
        number = self.rng.randrange(10_000)
        kind = "comment even depth-1" if number % 5 == 0 else f"post-{number} type-post hentry"
        own = "comment" if number % 5 == 0 else "post"
        return (
            f'<li id="{own}-{number}" class="{kind}">\n\t<div class="{own}-body"><div class="meta">'
            f'<span class="author vcard"><b class="fn">{self.words(2)}</b></span> <time>14.07.2009'
            f'</time></div>\n\t<div class="content"><p>{self.some(8, 30)} '
            f"<em>{self.words(2)}</em> &#8222;{self.words(3)}&#8220; &amp; mehr.</p>"
            f"<p>{self.some(5, 20)} <strong>{self.words(1)}</strong>.</p></div>\n"
            f'\t<ul class="tags"><li><b>{self.words(1)}</b></li><li><b>{self.words(1)}</b>'
            f'</li></ul><img src="/uploads/{number}.jpg" alt="" width="40"></div></li>\n'
        )

    def script(self) -> str:
        state = {
            "url": f"https://{self.own}/wp-json/",
            "items": [{"id": n, "title": self.words(4), "html": "<b>x</b>"} for n in range(20)],
        }
        written = json.dumps(state).replace("/", "\\/").replace("<", "\\u003c")
        code = "function f(a){return a.b/2;} // noch einmal\nvar x = window.location.href;\n" * 20
        return f"<script>window.state = {written};\n{code}</script>\n"


def page(number: int) -> Sample:
    """Return one of the pages; their sizes are spread evenly."""
    writer = _Writer(number)
    size = writer.rng.randrange(20_000, 500_000)
    links = [writer.link() for _ in range(LINKS)]
    hidden: tuple[str, ...] = ()
    if number % EVERY == 0:
        hidden = (article(writer.rng.randrange(ARTICLES)),)
        form = FORMS[number // EVERY % len(FORMS)]
        links[writer.rng.randrange(LINKS)] = form(hidden[0])
    css = ".entry-meta a{color:#069;background:url(/i/x.png)}\n" * 60
    head = (
        f'<!DOCTYPE html>\n<html lang="de">\n<head>\n<meta charset="utf-8"><title>{writer.words(4)}'
        f'</title>\n<link rel="stylesheet" href="https://{writer.own}/style.css"><style>{css}</style>\n'
    )
    parts = [head, writer.script(), "</head>\n<body>\n"]
    blocks = [writer.block() for _ in range(40)]
    room = size - len(head)
    for place, link in enumerate(links):
        parts.append(f'<div class="row"><ul><li>{link}</li></ul></div>\n')
        if place % 60 == 59:
            parts.append(writer.script())
        length = sum(map(len, parts))
        while length < room * place // LINKS:
            parts.append(writer.rng.choice(blocks))
            length += len(parts[-1])
    parts.append("</body>\n</html>\n")
    return Sample(url=f"https://{writer.own}/", body="".join(parts).encode(), articles=hidden)
