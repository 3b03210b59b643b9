"""X (Twitter): posts of the last seven days that link to an address.

https://docs.x.com/x-api/posts/search/introduction
Every post that is read is billed. So what was read is not asked for again but for a few minutes of
it, and reposts are left out, of which the number is known anyway.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mentions.asking import Batch, Given, Key, Profile, Question, Questions, Rate, Request, Watch
from mentions.errors import ParseError, SourceError, StatusError, UnsupportedError
from mentions.model import Document, Entry, iso
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import ask_object, line, number, part_failed
from mentions.sources._sought import Sought
from mentions.sources._x_posts import Answer, number_of

HOME = "https://api.x.com"
# Of so many posts, so many pages in one poll: what a poll may cost at most.
PER_PAGE, MOST_PAGES = 100, 5
# What was posted so long before the newest post of last time may have been indexed since.
OVERLAP = timedelta(minutes=15)
SWITCH = "reposts"

# A query may have 512 characters; the rest is for what stands around the address.
_MAX_PHRASE = 450
_WORD_END = re.compile(r"[^A-Za-z0-9]+[A-Za-z0-9]*\Z")
# An id holds the milliseconds since this one in front of 22 bits.
_FIRST_MILLISECOND, _LOW_BITS = 1_288_834_974_657, 22
_ID = re.compile(r"[1-9][0-9]{0,18}")
_FIELDS = {
    "tweet.fields": "author_id,conversation_id,created_at,edit_history_tweet_ids,entities,lang,"
    "note_tweet,public_metrics,referenced_tweets",
    "expansions": "author_id,referenced_tweets.id,referenced_tweets.id.author_id",
    "user.fields": "name,profile_image_url,public_metrics,username,verified",
}
# Of a post found, these name others that may be gone or for their followers only.
_EXPANSIONS = frozenset(_FIELDS["expansions"].split(","))
_NEVER = "never"

_Steps = Generator[Question, Given, None]


class X:
    """The search of recent posts."""

    name, title = "x", "X (Twitter)"
    profile = Profile(
        searches=True,
        key=Key.NEEDED,
        key_form="bearer token of an app",
        switches=frozenset({SWITCH}),
        requests=1,
        rates=(Rate(requests=60, seconds=900),),
        limits="60 searches in 15 minutes; every post read is billed, "
        f"{PER_PAGE * MOST_PAGES} at most in one poll",
    )

    def poll(self, watch: Watch) -> Questions:
        """Read on where the last poll broke off, then what is newer."""
        search = _Search.of(watch)
        try:
            yield from search.read()
        except SourceError as error:
            if not search.pages:
                raise
            search.problems.append(part_failed(error))
        document = Document(
            url=search.url,
            form="search",
            entries=tuple(one for one in search.entries.values() if one.links),
            notes=tuple(search.notes),
        )
        problem = next(iter(search.problems), None)
        return Batch(documents=(document,), cursor=search.cursor(), incomplete=problem)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Span:
    """Posts by their ids: those after `since`, before `until`; 0 where there is no such end."""

    since: int = 0
    until: int = 0

    def params(self) -> dict[str, str]:
        ends = {"since_id": self.since, "until_id": self.until}
        return {name: str(end) for name, end in ends.items() if end}


@dataclass(kw_only=True, slots=True)
class _Search:
    """A search under way.

    Attributes:
        newest: The id of the newest post seen; 0 where there was none.
        left: What the last poll did not get to.
        told: The last look, as the cursor names it, of which was said that it is too long ago.
        pages: How many were read in this poll.
        is_whole: Every answer held all that it was to hold.
    """

    url: str
    query: str
    address: str
    headers: Mapping[str, str] = field(repr=False)
    last_look: datetime | None
    newest: int
    left: _Span | None
    told: str | None
    pages: int = 0
    is_whole: bool = True
    entries: dict[str, Entry] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[SourceError] = field(default_factory=list)

    @classmethod
    def of(cls, watch: Watch) -> _Search:
        before = mapping(watch.cursor)
        left = mapping(before.get("left"))
        span = _Span(since=_id(left.get("since_id")), until=_id(left.get("until_id")))
        with_reposts = SWITCH in watch.setup.switches
        phrase = Sought.of(watch.address).phrase
        return cls(
            url=f"{next(iter(watch.setup.instances), HOME)}/2/tweets/search/recent",
            query=f'url:"{_cut(phrase)}"{"" if with_reposts else " -is:retweet"}',
            address=watch.address,
            headers={"Authorization": f"Bearer {watch.setup.token}"},
            last_look=watch.last_success_at,
            newest=_id(before.get("newest_id")),
            left=span if span.until else None,
            told=text(before, "told") or None,
        )

    def cursor(self) -> dict[str, Any] | None:
        """Return where the next poll goes on; None leaves it where this one began."""
        if not self.is_whole:
            return None
        cursor: dict[str, Any] = {"newest_id": str(self.newest)} if self.newest else {}
        if self.left:
            cursor["left"] = self.left.params()
        return {**cursor, "told": self.told} if self.told else cursor

    def read(self) -> _Steps:
        """Read what was left, then what is new; never two things are left."""
        if self.left:
            yield from self._span(self.left)
        if self.left is None:
            yield from self._span(self._new())

    def _new(self) -> _Span:
        """Return what was posted since the last look, or since the newest post that is known."""
        is_told = self.told == self._look_name
        seen = _id_at(self.last_look) if self.last_look and not is_told else 0
        if not (seen or self.newest or is_told):
            self._tell_wall()
        known = max(seen, self.newest)
        return _Span(since=max(0, known - _id_length(OVERLAP)) if known else 0)

    @property
    def _look_name(self) -> str:
        """What the cursor calls the last time when all was looked at."""
        return iso(self.last_look) or _NEVER

    def _tell_wall(self) -> None:
        """Say once that older posts are not found: no later question gives them."""
        self.told = self._look_name
        when = f"the last look was on {self.last_look:%Y-%m-%d}; " if self.last_look else ""
        why = f"{when}X tells only of the last seven days, older posts are missing"
        self.problems.append(UnsupportedError(self.url, why))

    def _span(self, span: _Span) -> _Steps:
        """Read page by page, newest first; what is not reached is left."""
        token, until, is_first = "", span.until, True
        self.left = span if until else None
        while self.pages < MOST_PAGES:
            try:
                answer = yield from self._ask(span, token)
            except StatusError as error:
                if not (is_first and span.params() and "status 400" in error.why):
                    raise
                # The ends of a question must lie within the seven days.
                span, until, self.left, self.newest = _Span(), 0, None, 0
                answer = yield from self._ask(span, token)
                self._tell_wall()
            self.pages, is_first = self.pages + 1, False
            ids = [int(found) for post in mappings(answer, "data") if (found := number_of(post))]
            self.newest = max([self.newest, *ids])
            until = min([*ids, *([until] if until else [])], default=0)
            before, token = token, text(mapping(answer.get("meta")), "next_token")
            if not token:
                self.left = None
                return
            self.left = _Span(since=span.since, until=until) if until else None
            if token == before:
                why = "the search gives the same page again and again"
                raise SourceError(self.url, why)
        why = f"only {MOST_PAGES * PER_PAGE} posts are read in one poll; the next one reads on"
        self.problems.append(UnsupportedError(self.url, why))

    def _ask(self, span: _Span, token: str) -> Generator[Question, Given, Mapping[str, Any]]:
        """Ask for a page and keep what it holds.

        Raises:
            FetchError: No usable answer came.
            ParseError: It is no list of posts.
        """
        # Only what comes is billed, so pages are as large as may be.
        asked = {"query": self.query, "max_results": str(PER_PAGE), **span.params(), **_FIELDS}
        if token:
            asked["next_token"] = token
        answer = yield from ask_object(Request(url=self.url, params=asked, headers=self.headers))
        errors = list(_errors(answer, self.url))
        if not errors:
            _check(answer, self.url)
        self.problems += errors
        self.is_whole = self.is_whole and not errors
        for name, entry in Answer.of(answer, self.address).entries():
            self.entries.setdefault(name, entry)
        if note := _hidden(answer):
            self.notes.append(note)
        return answer


def _check(answer: Mapping[str, Any], url: str) -> None:
    """Make sure that an answer is one of the search: without posts it says that there are none.

    Raises:
        ParseError: It is not.
    """
    counted = number(mapping(answer.get("meta")), "result_count")
    if not isinstance(answer.get("data"), list) and ("data" in answer or counted != 0):
        raise ParseError(url, "the answer has no list of posts; check the address")


def _errors(answer: Mapping[str, Any], url: str) -> Iterator[SourceError]:
    """Yield why an answer is not whole; a post that another refers to may well be hidden."""
    for error in mappings(answer, "errors"):
        if text(error, "parameter") not in _EXPANSIONS:
            said = line(error, "detail") or line(error, "title") or line(error, "message") or "?"
            yield SourceError(url, f'not everything was given; it says "{said[:160]}"')


def _hidden(answer: Mapping[str, Any]) -> str | None:
    errors = mappings(answer, "errors")
    hidden = sum(text(error, "parameter") in _EXPANSIONS for error in errors)
    return f"{hidden} posts or accounts that these refer to are not shown" if hidden else None


def _cut(phrase: str) -> str:
    """Return what a query has room for, cut between two words: an address is found by its words."""
    return phrase if len(phrase) <= _MAX_PHRASE else _WORD_END.sub("", phrase[:_MAX_PHRASE])


def _id(value: object) -> int:
    return int(value) if isinstance(value, str) and _ID.fullmatch(value) else 0


def _id_at(moment: datetime) -> int:
    """Return the first id that a post of a moment can have.

    >>> from datetime import UTC
    >>> _id_at(datetime(2026, 3, 14, 10, tzinfo=UTC))
    2032758634705846272
    """
    milliseconds = int(moment.timestamp() * 1000) - _FIRST_MILLISECOND
    return max(0, milliseconds) << _LOW_BITS


def _id_length(span: timedelta) -> int:
    return int(span.total_seconds() * 1000) << _LOW_BITS


SOURCE = X()
