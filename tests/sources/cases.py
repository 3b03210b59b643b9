"""Which watches show what a source does: the rows of the contract test (test_contract.py).

A new source gets a row in `CASES`. Its watches together have to ask for every JSON sample that
`tests/samples/NAME/routes.toml` answers with status 200.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.sources.fuzzing import login_of, run
from tests.sources.replaying import named, replayed

from mentions.asking import Page, Request, Setup, Source, Watch
from mentions.errors import SourceError
from mentions.looking import Outcome

ARTICLE, SITE = "https://blog.example/2026/03/short-links/", "https://blog.example/"
NOWHERE = "https://nowhere.example/2026/"
# Where the place itself is asked this stands for its server.
BASE = "{base}"
# In memory the servers of `instances`, and of `BASE`, have this address.
MEMORY = "https://place.example"
# In every key of these cases: it must never come out again.
CANARY = "c4n4ry-5ecret-0123456789"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A watch of a source.

    Attributes:
        address: As the owner gives it; `{base}` in it is the server's address.
        token: The owner's key.
        outcome: How a poll ends that is answered from the samples.
        at: The path of the server's address.
        more: Further fields of the watch.
        on_wire: It can be asked of a server on this machine.
        owned: The owner names the server under `instances`.
    """

    address: str = ARTICLE
    token: str | None = None
    switches: frozenset[str] = frozenset()
    outcome: Outcome = Outcome.OK
    at: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    on_wire: bool = True
    owned: bool = True

    def watch(self, name: str, base: str = MEMORY) -> Watch:
        """Return the watch, with its servers at an address."""
        home = base + self.at
        setup = Setup(
            instances=(home,) * self.servers(name) if self.owned else (),
            token=self.token,
            switches=self.switches,
        )
        address = self.address.replace(BASE, home)
        return Watch(source=name, address=address, setup=setup, **self.more)

    def servers(self, name: str) -> int:
        """Return how many servers the source asks; Bluesky's index of links is one of its own."""
        return 2 if (name, self.switches) == ("bluesky", frozenset({"constellation"})) else 1


def _case(address: str = ARTICLE, **fields: Any) -> Case:
    return Case(address=address, **fields)


EMPTY, NEEDS_AUTH, BROKEN = Outcome.EMPTY, Outcome.NEEDS_AUTH, Outcome.BROKEN
THROTTLED, UNSUPPORTED = Outcome.THROTTLED, Outcome.UNSUPPORTED
_APP = f"blogger.example:{CANARY}"
_POLLED = {"last_success_at": datetime(2026, 3, 14, 10, tzinfo=UTC)}

CASES: Mapping[str, tuple[Case, ...]] = {
    "bluesky": (
        _case(token=_APP),
        _case(switches=frozenset({"constellation"})),
        _case(SITE),
        _case(NOWHERE, outcome=EMPTY),
        _case(NOWHERE, switches=frozenset({"constellation"}), outcome=EMPTY),
    ),
    "discourse": (
        _case(),
        _case(NOWHERE, outcome=EMPTY),
        _case("https://bare.example/", outcome=EMPTY),
        _case("https://overload.example/", outcome=BROKEN),
    ),
    "disqus": (
        _case(f"{BASE}/2026/03/short-links/", token=CANARY),
        _case(token=f"fern-notes:{CANARY}"),
        _case(token=f"elsewhere:{CANARY}", on_wire=False),
    ),
    "feed": (
        _case(f"{BASE}/feed", owned=False),
        _case("https://bsky.app/profile/did:plc:marainvented00000000000/rss", on_wire=False),
    ),
    "gdelt": (_case(), _case(NOWHERE, outcome=EMPTY)),
    "giscus": (
        _case(
            f"{BASE}/api/discussions?repo=ferns/press&term=2026/03/short-links/#{ARTICLE}",
            owned=False,
        ),
    ),
    "github": (
        _case(token=CANARY),
        _case(),
        _case(NOWHERE, outcome=EMPTY),
        _case("https://cut.example/", outcome=BROKEN),
    ),
    "hackernews": (_case(), _case(NOWHERE, outcome=EMPTY)),
    "isso": (
        _case(f"{BASE}/?uri=/2026/03/short-links/#{ARTICLE}", owned=False),
        _case(f"{BASE}/?uri=/cut/#https://blog.example/cut/", owned=False, outcome=UNSUPPORTED),
    ),
    "lemmy": (
        _case(),
        _case(at="/old"),
        _case(NOWHERE, outcome=EMPTY),
        _case(NOWHERE, at="/old", outcome=EMPTY),
    ),
    "lobsters": (_case(), _case(SITE), _case(NOWHERE, outcome=EMPTY)),
    "mastodon": (
        _case(token=CANARY),
        _case(SITE, outcome=NEEDS_AUTH),
        _case(NOWHERE, token=CANARY, outcome=EMPTY),
        _case(f"{BASE}/@lena"),
        _case(f"{BASE}/tags/linkrot"),
    ),
    "mediawiki": (
        _case(),
        _case(NOWHERE, outcome=EMPTY),
        _case("https://error.example/", outcome=BROKEN),
        _case("https://lag.example/", outcome=THROTTLED),
    ),
    "reddit": (
        _case(token=f"fern-client:{CANARY}"),
        _case(token=f"feed:lena_k:{CANARY}"),
        _case(NOWHERE, token=f"fern-client:{CANARY}"),
    ),
    "stackexchange": (
        _case(),
        _case(NOWHERE, outcome=EMPTY),
        _case("https://slow.example/", outcome=BROKEN),
    ),
    "telegram": (
        _case(f"{BASE}/s/fernnotes", owned=False),
        _case(f"{BASE}/s/fernsilent", owned=False, outcome=EMPTY),
    ),
    "threads": (
        _case(token=CANARY, switches=frozenset({"reviewed"})),
        _case(NOWHERE, token=CANARY, switches=frozenset({"reviewed"}), outcome=EMPTY),
    ),
    "tumblr": (
        _case(f"https://www.tumblr.com/tagged/link+rot#{SITE}", token=CANARY),
        _case("https://fern.tumblr.com/", token=CANARY),
        _case("https://www.tumblr.com/tagged/nothing", token=CANARY, outcome=EMPTY),
    ),
    "webmentionio": (_case(), _case(token=CANARY), _case(SITE, outcome=NEEDS_AUTH)),
    "webpage": (_case(f"{BASE}/page", owned=False),),
    "wordpress": (_case(f"{BASE}/wp-json/wp/v2/comments?post=1", owned=False),),
    "x": (
        _case(token=CANARY, more=_POLLED),
        _case(token=CANARY, more=_POLLED, switches=frozenset({"reposts"})),
        _case(NOWHERE, token=CANARY, more=_POLLED, outcome=EMPTY),
    ),
    "youtube": (
        _case(token=CANARY),
        _case("https://www.youtube.com/@fern", token=CANARY),
        _case(NOWHERE, token=CANARY, outcome=EMPTY),
    ),
}


def asked_samples(source: Source, case: Case) -> set[str]:
    """Return the files of JSON samples that a case asks for."""
    name, watch, found = source.name, case.watch(source.name), set[str]()
    which, answer = named(name), replayed(name)

    def noted(request: Request) -> Page | SourceError:
        given = which(request)
        found.update({given} if isinstance(given, str) else ())
        return answer(request)

    with suppress(SourceError):
        run(source.poll(watch), noted, login=login_of(source, watch))
    return found
