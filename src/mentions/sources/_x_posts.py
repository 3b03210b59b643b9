"""Posts as the interface of X gives them, with what it includes beside them, as entries.

https://docs.x.com/x-api/fundamentals/data-dictionary
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from mentions.model import Author, Counts, Entry, Hyperlink, Kind
from mentions.parse.jsontext import mapping, mappings, text
from mentions.parse.metadata import language_tag
from mentions.sources._microblog import (
    count_of,
    moment_of,
    name_of,
    plain,
    sayable,
    web_address,
    with_quoted,
)
from mentions.urls.platforms import post_id

PLATFORM, SITE = "twitter", "https://x.com"
_ID = re.compile(r"[1-9][0-9]{0,18}")
_USER = re.compile(r"[A-Za-z0-9_]{1,20}")
# What it calls a language where there is none, or only a link, a tag, a picture: und, zxx, qme.
_NO_LANGUAGE = re.compile(r"und|zxx|art|q[a-t][a-z]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A page of a search.

    Attributes:
        address: What is searched for.
        posts: What was found.
        others: Posts that those refer to, by id.
        users: Accounts by id.
    """

    address: str
    posts: list[Mapping[str, Any]] = field(default_factory=list)
    others: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    users: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, body: Mapping[str, Any], address: str) -> Self:
        """Take an answer apart."""
        included = mapping(body.get("includes"))
        return cls(
            address=address,
            posts=mappings(body, "data"),
            others=_by_number(included, "tweets"),
            users=_by_number(included, "users"),
        )

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Yield the posts that link to something, by id; of a repost also what it passes on."""
        for post in self.posts:
            number, passed = number_of(post), self._referred(post, "retweeted")
            if passed_id := number_of(passed):
                entry = self._post(passed, passed_id)
                yield passed_id, entry
                if number and entry.links:
                    yield number, self._repost(post, number, entry)
            elif number and _referred_id(post, "retweeted"):
                # What is passed on is not shown; the words begin with whose it is: "RT @a: ...".
                yield number, replace(self._repost(post, number, None), text=_text(post))
            elif number:
                yield number, self._post(post, number)

    def _post(self, post: Mapping[str, Any], number: str) -> Entry:
        quoted, is_quoting = self._referred(post, "quoted"), bool(_referred_id(post, "quoted"))
        links, is_quote = with_quoted(_links(post), _links(quoted), self.address)
        if is_quoting and not quoted:
            # What is quoted is not shown: only that it is a quote is known.
            is_quote = True
        via = self._author(quoted).handle if is_quote else None
        about = "quoted" if is_quote else "replied_to"
        published = moment_of(post.get("created_at"))
        return Entry(
            url=self._permalink(post, number),
            author=self._author(post),
            text=_text(post),
            links=links,
            published=published,
            published_zone_known=published is not None,
            language=_language(post),
            kind=Kind.QUOTE if is_quote else None,
            parent=self._referred_permalink(post, about),
            syndication=tuple(self._earlier(post, number)),
            platform=PLATFORM,
            via=(via,) if via else (),
            counts=self._counts(post),
        )

    def _repost(self, post: Mapping[str, Any], number: str, passed: Entry | None) -> Entry:
        """Return the act of passing a post on: its words and counts are those of that post."""
        published = moment_of(post.get("created_at"))
        by, links = passed and passed.author.handle, passed.links if passed else _links(post)
        return Entry(
            url=self._permalink(post, number),
            author=self._author(post),
            links=tuple(replace(link, relation=Kind.REPOST) for link in links),
            published=published,
            published_zone_known=published is not None,
            kind=Kind.REPOST,
            parent=passed.url if passed else self._referred_permalink(post, "retweeted"),
            platform=PLATFORM,
            via=(by,) if by else (),
            counts=Counts(followers=self._counts(post).followers),
        )

    def _referred(self, post: Mapping[str, Any], how: str) -> Mapping[str, Any]:
        """Return the post that another refers to; {} where it does not, or that is not shown."""
        return self.others.get(_referred_id(post, how), {})

    def _referred_permalink(self, post: Mapping[str, Any], how: str) -> str | None:
        number = _referred_id(post, how)
        return self._permalink(self._referred(post, how), number) if number else None

    def _permalink(self, post: Mapping[str, Any], number: str) -> str:
        """Return the address of a post; X finds it by its id whoever wrote it."""
        return f"{SITE}/{self._author(post).handle or 'i'}/status/{number}"

    def _earlier(self, post: Mapping[str, Any], number: str) -> Iterator[str]:
        """Yield the addresses that a post had before it was edited: each version has its own."""
        versions = post.get("edit_history_tweet_ids")
        for version in versions[:10] if isinstance(versions, list) else ():
            if isinstance(version, str) and _ID.fullmatch(version) and version != number:
                yield self._permalink(post, version)

    def _author(self, post: Mapping[str, Any]) -> Author:
        user = self.users.get(text(post, "author_id"), {})
        handle = text(user, "username")
        if not _USER.fullmatch(handle):
            return Author()
        return Author(
            name=name_of(user.get("name")),
            handle=handle,
            url=f"{SITE}/{handle}",
            photo=web_address(user.get("profile_image_url")),
        )

    def _counts(self, post: Mapping[str, Any]) -> Counts:
        counted = mapping(post.get("public_metrics"))
        user = mapping(self.users.get(text(post, "author_id"), {}))
        return Counts(
            likes=count_of(counted.get("like_count")),
            reposts=count_of(counted.get("retweet_count")),
            replies=count_of(counted.get("reply_count")),
            quotes=count_of(counted.get("quote_count")),
            followers=count_of(mapping(user.get("public_metrics")).get("followers_count")),
        )


def _by_number(included: Mapping[str, Any], kind: str) -> dict[str, Mapping[str, Any]]:
    return {number: one for one in mappings(included, kind) if (number := number_of(one))}


def number_of(holder: Mapping[str, Any]) -> str:
    """Return the id of a post or account, "" where it has none."""
    found = text(holder, "id")
    return found if _ID.fullmatch(found) else ""


def _referred_id(post: Mapping[str, Any], how: str) -> str:
    """Return the id of the post that another quotes, answers or passes on; "" for none."""
    named = (one for one in mappings(post, "referenced_tweets") if one.get("type") == how)
    return number_of(next(named, {}))


def _whole(post: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return where the words of a post are whole: of a long one they stand apart."""
    long = mapping(post.get("note_tweet"))
    return long if text(long, "text") else post


def _text(post: Mapping[str, Any]) -> str | None:
    """Return the words, with addresses in place of the short ones X writes for them."""
    # Escaped, as if for a page: only these three.
    words = html.unescape(sayable(text(_whole(post), "text")))
    for written in _addresses(post):
        short = text(written, "url")
        if short.startswith("https://t.co/"):
            words = words.replace(short, "" if _is_shown(written, post) else _target(written) or "")
    return plain(words)


def _links(post: Mapping[str, Any]) -> tuple[Hyperlink, ...]:
    links: dict[str, Hyperlink] = {}
    words = _text(post)
    for written in _addresses(post):
        url = _target(written)
        if url and not _is_shown(written, post):
            anchor = name_of(written.get("title")) or name_of(written.get("display_url"))
            links.setdefault(url, Hyperlink(url=url, anchor=anchor, context=name_of(words)))
    return tuple(links.values())


def _addresses(post: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    both = (mapping(one.get("entities")) for one in (_whole(post), post))
    return [address for entities in both for address in mappings(entities, "urls")]


def _target(written: Mapping[str, Any]) -> str | None:
    """Return where an address leads, as far as X has followed it."""
    keys = ("unwound_url", "expanded_url", "url")
    return next(filter(None, (web_address(written.get(key)) for key in keys)), None)


def _is_shown(written: Mapping[str, Any], post: Mapping[str, Any]) -> bool:
    """Whether an address stands for what is shown in its place: a picture, the quoted post."""
    led_to = post_id(_target(written) or "")
    shown = filter(None, (number_of(post), _referred_id(post, "quoted")))
    return led_to is not None and led_to in {f"{PLATFORM}:{number}" for number in shown}


def _language(post: Mapping[str, Any]) -> str | None:
    tag = language_tag(text(post, "lang"))
    return None if tag is None or _NO_LANGUAGE.fullmatch(tag) else tag
