"""Looking before parsing, beside parsers; finding articles, beside other tables of addresses.

    pip install -e . -r benchmarks/peers.txt    # into an environment of its own
    python -m benchmarks.scan [--pages N] [--sample N] [--rounds N]

Pages: every link of a page is made absolute and looked up among 100,000 articles, by all peers in
the same way, ours. "scan" only says which pages are worth reading; "scan + lexbor" goes on to read
the links of those with lexbor. CPU seconds on a sample of the pages, several rounds, in which the
peers take turns on every page in a new order, so that a drifting machine hits all. Then ours and
lexbor read all pages once: what is found, and what is kept needlessly.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from benchmarks.scanpages import ARTICLES, HOSTS, SITES, Sample, article, host, page, site
from mentions.core.index import ArticleIndex
from mentions.core.scan.scanner import Scanner
from mentions.urls.canonical import canonical_url
from mentions.urls.join import absolute_url

URLS, OFF_HOSTS = 100_000, 0.85
Find = Callable[[Sample], bool]


@dataclass(slots=True)
class Score:
    """What one peer did.

    Attributes:
        real: Pages that link to an article.
        found: Those of them that it told.
        needless: Others that it took for one.
    """

    read: int = 0
    seconds: float = 0.0
    real: int = 0
    found: int = 0
    needless: int = 0

    @property
    def speed(self) -> float:
        """MB per CPU second."""
        return self.read / self.seconds / 1e6


@dataclass(slots=True)
class Peer:
    """A way to tell which pages link to an article.

    Attributes:
        finds: Whether a page does.
        slow: Whether it sees the sample only.
        rounds: Its scores on the sample.
        whole: Its score on all pages.
    """

    name: str
    finds: Find
    slow: bool = False
    rounds: list[Score] = field(default_factory=list)
    whole: Score = field(default_factory=Score)


def peers(index: ArticleIndex) -> Iterator[Peer]:
    """Yield ours, then what is installed of the others."""
    scanner = Scanner(index)

    def scan(sample: Sample) -> bool:
        return scanner.may_hold(sample.body, url=sample.url, content_type="text/html")

    yield Peer("scan", scan)
    lexbor = partial(_linked, index, _lexbor_links)
    if importlib.util.find_spec("selectolax"):
        yield Peer("scan + lexbor", lambda sample: scan(sample) and lexbor(sample))
        yield Peer("selectolax lexbor", lexbor)
        yield Peer(
            "the same, no look-up", lambda sample: any(_lexbor_links(sample.body)), slow=True
        )
    if importlib.util.find_spec("lxml"):
        yield Peer("lxml + XPath", partial(_linked, index, _lxml_links), slow=True)
    if importlib.util.find_spec("bs4"):
        for parser in ("html.parser", "lxml"):
            links = partial(_soup_links, parser)
            yield Peer(f"BeautifulSoup {parser}", partial(_linked, index, links), slow=True)


def _linked(
    index: ArticleIndex, links: Callable[[bytes], Iterable[str | None]], sample: Sample
) -> bool:
    found = False
    for href in links(sample.body):
        is_absolute = href and href.startswith(("http://", "https://"))
        url = href if is_absolute or not href else absolute_url(href, sample.url)
        found = bool(url and index.page(url)) or found
    return found


def _lexbor_links(body: bytes) -> list[str | None]:
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - a peer may be missing

    return [node.attributes.get("href") for node in LexborHTMLParser(body).css("a[href]")]


def _lxml_links(body: bytes) -> Iterable[str]:
    from lxml import etree  # noqa: PLC0415 - a peer may be missing

    tree = etree.fromstring(body, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    found: Iterable[str] = tree.xpath("//a/@href")
    return found


def _soup_links(parser: str, body: bytes) -> Iterable[str]:
    from bs4 import BeautifulSoup  # noqa: PLC0415 - a peer may be missing

    return [str(tag["href"]) for tag in BeautifulSoup(body, parser).find_all("a", href=True)]


def measure_pages(all_peers: list[Peer], *, pages: int, sample: int, rounds: int) -> None:
    """Fill the peers' scores; pages are made one at a time, so that they need no memory."""
    order = random.Random(5)  # noqa: S311 - no secret
    sampled = set(range(0, pages, max(pages // sample, 1)))
    for peer in all_peers:
        peer.rounds = [Score() for _ in range(rounds)]
    for number in range(pages):
        one = page(number)
        for peer in all_peers:
            if not peer.slow:
                _take(peer, one, peer.whole)
        for turn in range(rounds if number in sampled else 0):
            for peer in order.sample(all_peers, len(all_peers)):
                _take(peer, one, peer.rounds[turn])


def _take(peer: Peer, one: Sample, score: Score) -> None:
    began = time.process_time()
    found = peer.finds(one)
    score.seconds += time.process_time() - began
    score.read += len(one.body)
    score.real += bool(one.articles)
    score.found += found and bool(one.articles)
    score.needless += found and not one.articles


def print_pages(all_peers: list[Peer]) -> None:
    """Print one line a peer."""
    rounds = {peer.name: peer.rounds for peer in all_peers}
    columns = ("BeautifulSoup html.parser", "selectolax lexbor")
    print(f"\n{'':26} {'MB/s':>7} {'x html.parser':>15} {'x lexbor':>12} {'found':>12} needless")
    for peer in all_peers:
        ratios = [_ratios(peer.rounds, rounds[name]) if name in rounds else "-" for name in columns]
        speed = max(score.speed for score in peer.rounds)
        seen = peer.rounds[-1] if peer.slow else peer.whole
        print(
            f"{peer.name:26} {speed:7.1f} {ratios[0]:>15} {ratios[1]:>12}"
            f" {seen.found:>5} of {seen.real:<3} {seen.needless:>6}"
        )


def _ratios(mine: list[Score], others: list[Score]) -> str:
    return _range(ours.speed / other.speed for ours, other in zip(mine, others, strict=True))


def _range(values: Iterable[float]) -> str:
    ordered = sorted(values)
    return f"{ordered[0]:.2f}..{ordered[-1]:.2f}"


def mixed_urls() -> list[str]:
    """Return addresses, most of them on hosts on which nothing is tracked."""
    rng = random.Random(7)  # noqa: S311 - the same addresses every time
    return [_off(rng) if rng.random() < OFF_HOSTS else _on(rng) for _ in range(URLS)]


def _off(rng: random.Random) -> str:
    number = rng.randrange(10_000)
    return f"https://{site(rng.randrange(SITES))}/{number % 17}/page-{number}.html?x={number % 7}"


def _on(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return f"https://{host(rng.randrange(HOSTS))}/{rng.randrange(2003, 2026)}/etwas-anderes/"
    url = article(rng.randrange(ARTICLES))
    forms = (
        *(url, f"{url}/", url.replace("https:", "http:"), url.replace("://", "://www.")),
        *(f"{url}/?utm_source=feed&utm_medium=rss", f"{url}#comments", f"{url}/index.html"),
    )
    return rng.choice(forms)


def measure_matching(rounds: int) -> None:
    """Print how fast addresses are found, and what the tables cost."""
    articles = [article(number) for number in range(ARTICLES)]
    urls = mixed_urls()
    truth = sum(
        canonical_url(url) in set_ for set_ in [set(map(canonical_url, articles))] for url in urls
    )
    tables = list(_tables(articles))
    times: dict[str, list[float]] = {name: [] for name, _, _ in tables}
    found: dict[str, int] = {}
    for _ in range(rounds):
        for name, look_up, _ in tables:
            began = time.process_time()
            hits = [look_up(url) for url in urls]
            times[name].append(time.process_time() - began)
            found[name] = sum(hit is not None for hit in hits)
    print(f"\n{'':26} {'URLs/s':>11} {'x ural':>15} {'index MB':>9} {'recall':>8}")
    peer = times.get("ural NormalizedLRUTrie")
    for name, _, size in tables:
        ratio = _range(b / a for a, b in zip(times[name], peer, strict=True)) if peer else "-"
        speed = URLS / min(times[name])
        print(f"{name:26} {speed:11,.0f} {ratio:>15} {size:9.1f} {found[name] / truth:8.3f}")


def _tables(articles: list[str]) -> Iterator[tuple[str, Callable[[str], object], float]]:
    """Yield each table with its look-up and its size; each holds texts of its own."""
    index, size = _sized(
        lambda: ArticleIndex.of_canonical((u, u) for u in map(canonical_url, articles))
    )
    yield "ours", index.find, size
    exact, size = _sized(lambda: {f"{url}": True for url in map(canonical_url, articles)})
    yield "exact dict", exact.get, size
    if importlib.util.find_spec("ural"):
        from ural.lru import NormalizedLRUTrie  # noqa: PLC0415 - a peer may be missing

        trie, size = _sized(lambda: _filled(NormalizedLRUTrie(), articles))
        yield "ural NormalizedLRUTrie", trie.match, size


def _filled(trie: Any, articles: list[str]) -> Any:
    for url in articles:
        trie.set(url, url)
    return trie


def _sized(make: Callable[[], Any]) -> tuple[Any, float]:
    tracemalloc.start()
    made = make()
    size = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return made, size


def main() -> None:
    """Print two tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--sample", type=int, default=40, help="pages the slow peers see")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    for name in ("bs4", "lxml", "selectolax", "ural"):
        if not importlib.util.find_spec(name):
            print(f"{name} is missing: pip install -r benchmarks/peers.txt")
    index = ArticleIndex.of_canonical(
        (url, url) for url in map(canonical_url, map(article, range(ARTICLES)))
    )
    all_peers = list(peers(index))
    measure_pages(all_peers, pages=given.pages, sample=given.sample, rounds=given.rounds)
    print_pages(all_peers)
    measure_matching(given.rounds)


if __name__ == "__main__":
    main()
