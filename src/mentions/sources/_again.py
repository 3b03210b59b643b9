"""Asking a network about posts that are known: what a source may offer beside its search."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Protocol, runtime_checkable

from mentions.asking import Given, Question, Setup
from mentions.model import Entry
from mentions.urls.address import Address

# By what was asked for: the post as it is now, None where the network says that there is no such
# post. One that is not among them is one of which nothing was learned.
Again = Mapping[str, Entry | None]
LookingAgain = Generator[Question, Given, Again]


@runtime_checkable
class Verifies(Protocol):
    """A source that can look up posts by their permalinks.

    Attributes:
        at_once: How many posts one call may name; those of a call fail together.
    """

    at_once: int

    def post_in(self, url: str) -> str | None:
        """Return what a permalink asks for; None where it is not enough to ask with."""
        ...

    def look_again(self, posts: Sequence[str], setup: Setup) -> LookingAgain:
        """Yield questions, receive answers, return the posts as they are now.

        That a single post is missing (404) or gone (410) is raised as it came where `at_once`
        is 1.

        Args:
            posts: As `post_in` names them.
            setup: What the owner says of the source.
        """
        ...


def server_of(address: Address) -> str:
    """Return the base address of the server that an address is on.

    >>> from mentions.urls.address import address_of
    >>> server_of(address_of("https://social.example:8443/@a/1"))
    'https://social.example:8443'
    """
    port = f":{address.port}" if address.port else ""
    return f"{address.scheme}://{address.host}{port}"
