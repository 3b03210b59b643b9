"""Reading mentions out of pages, beside plain Beautiful Soup on the same bytes.

    python -m benchmarks.extraction [--rounds N] [--comments N]

The peer parses the page and takes the text and the links out of it, and understands nothing: that
is the floor for any program that uses Beautiful Soup. Ours returns finished mentions. CPU
seconds, median of the rounds; the two take turns, so that a drifting machine hits both.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from bs4 import BeautifulSoup

from mentions import extract_mentions

ARTICLE = "https://blog.example.org/2009/07/weg-mit-der-social-media-firewall/"
SAMPLE = Path(__file__).parent.parent / "data" / "sample"
TOPSY = (
    "[...] Dieser Eintrag wurde auf Twitter von Jens {n} und Ingo Becker {n} erwähnt. "
    "Ingo Becker {n} sagte: RT @clab: Sehr gute Illustration Nr. {n} http://ow.ly/rDsf{n} #fb [...]"
)


def long_page(comments: int) -> bytes:
    """Return an article with many comments, every fourth of them a Topsy trackback."""
    items = "\n".join(_comment(number) for number in range(1, comments + 1))
    return f"""<!doctype html><html lang="de"><head><title>Weg mit der Firewall</title>
    <link rel="canonical" href="{ARTICLE}"></head><body><article class="post hentry">
    <h1 class="entry-title">Weg mit der Firewall</h1><div class="entry-content">
    {"<p>Ein Absatz mit etwas Text und <a href='https://a.example/'>einem Link</a>.</p>" * 20}
    </div></article><div id="comments"><ol class="commentlist">{items}</ol></div></body></html>
    """.encode()


def _comment(number: int) -> str:
    machine = number % 4 == 0
    kind = "trackback" if machine else "comment"
    name = "Tweets die T erwähnt -- Topsy.com" if machine else f"Person {number}"
    url = f"http://topsy.com/tb/{number}" if machine else f"https://person{number}.example/"
    text = TOPSY.format(n=number) if machine else f"Ein Kommentar, Nummer {number}. Danke!"
    return f"""<li class="{kind} depth-1" id="comment-{number}"><div class="comment-body">
    <div class="comment-author vcard"><cite class="fn"><a href="{url}" class="url">{name}</a></cite>
    <span class="says">sagt:</span></div><div class="comment-meta commentmetadata">
    <a href="{ARTICLE}#comment-{number}">14. Juli 2009 um 11:42</a></div><p>{text}</p>
    <div class="reply"><a href="?replytocom={number}#respond">Antworten</a></div></div></li>"""


def ours(page: bytes) -> int:
    """Return the number of mentions."""
    return len(extract_mentions(page, url=ARTICLE, article=ARTICLE))


def peer(parser: str) -> Callable[[bytes], int]:
    """Return plain Beautiful Soup: parse, take the text, take the links."""

    def read(page: bytes) -> int:
        soup = BeautifulSoup(page, parser)
        soup.get_text(" ", strip=True)
        return len([tag["href"] for tag in soup.find_all("a", href=True)])

    return read


def measure(
    readers: dict[str, Callable[[bytes], int]], page: bytes, rounds: int
) -> dict[str, float]:
    """Return the median CPU seconds of each reader; one round beforehand warms up."""
    times: dict[str, list[float]] = {name: [] for name in readers}
    for turn in range(rounds + 1):
        for name, read in readers.items():
            began = time.process_time()
            read(page)
            if turn:
                times[name].append(time.process_time() - began)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--comments", type=int, default=200)
    given = parser.parse_args()
    readers = {
        "mentions": ours,
        "bs4 html.parser": peer("html.parser"),
        "bs4 lxml": peer("lxml"),
    }
    pages = {
        "sample article": (SAMPLE / "article.html").read_bytes(),
        f"{given.comments} comments": long_page(given.comments),
    }
    print(f"{'page':20} {'KB':>5} {'reader':16} {'ms':>8} {'pages/s':>8} {'x bs4 html.parser':>18}")
    for title, page in pages.items():
        found = measure(readers, page, given.rounds)
        for name, seconds in found.items():
            ratio = seconds / found["bs4 html.parser"]
            print(
                f"{title:20} {len(page) / 1000:5.0f} {name:16} {seconds * 1000:8.1f} "
                f"{1 / seconds:8.1f} {ratio:18.2f}"
            )
    seconds = measure({"mentions": ours}, long_page(given.comments), given.rounds)["mentions"]
    print(
        f"\n{given.comments / seconds:,.0f} comments/s, {ours(long_page(given.comments))} mentions"
    )


if __name__ == "__main__":
    main()
