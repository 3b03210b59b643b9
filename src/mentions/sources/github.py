"""GitHub: issues, pull requests, their comments, and with a key discussions that hold an address.

https://docs.github.com/en/rest/search/search#search-issues-and-pull-requests
https://docs.github.com/en/graphql/guides/using-the-graphql-api-for-discussions
Without a key issues are looked at in full and discussions not at all; the document says so.
"""

from __future__ import annotations

from collections.abc import Generator

from mentions.asking import Batch, Given, Key, Profile, Question, Questions, Rate, Watch
from mentions.errors import RateLimitError, SourceError
from mentions.sources._answers import Part, ask_each
from mentions.sources._github_discussions import Discussions
from mentions.sources._github_issues import Issues

API = "https://api.github.com"
_NO_DISCUSSIONS = "discussions were not looked at: GitHub searches them only with a key"

_Steps = Generator[Question, Given, None]


class GitHub:
    """The searches by phrase."""

    name, title = "github", "GitHub"
    profile = Profile(
        searches=True,
        key=Key.OPTIONAL,
        key_form="a personal access token; it needs no permission",
        requests=2,
        rates=(Rate(requests=10, seconds=60),),
        limits="10 searches a minute, 30 with a key; 60 comments an hour, 5,000 with a key; "
        "discussions with a key only",
    )

    def poll(self, watch: Watch) -> Questions:
        """Ask for what was touched since last time, then who wrote the comments."""
        token, instances = watch.setup.token, watch.setup.instances or (API,)
        searches: list[Issues] = []

        def ask_one(api: str) -> Generator[Question, Given, Part]:
            key = token if api == instances[0] else None
            search = Issues.of(watch, api, key=key)
            yield from search.read()
            searches.append(search)
            return search.document(*(() if key else (_NO_DISCUSSIONS,))), search.problem

        documents, problem = yield from ask_each(instances, ask_one)
        # Of several servers each has to be asked from where the slowest was.
        newest = min((one.seen_until for one in searches), default=0)
        seen = {"since": newest} if newest and len(searches) == len(instances) else {}
        if token:
            found = Discussions.of(watch, instances[0], key=token)
            if not isinstance(problem, RateLimitError):
                yield from found.read()
            documents += found.documents()
            problem = _worse(problem, found.problem)
            seen |= {"discussions": found.seen_until} if found.seen_until else {}
        return Batch(documents=tuple(documents), cursor=seen or None, incomplete=problem)


def _worse(one: SourceError | None, other: SourceError | None) -> SourceError | None:
    """Return the problem to tell: first the one that says how long to wait."""
    return other if isinstance(other, RateLimitError) else one or other


SOURCE = GitHub()
