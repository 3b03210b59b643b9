"""Comment services beside a page: which page an address of their API is about."""

from __future__ import annotations

from collections.abc import Callable, Generator
from urllib.parse import parse_qsl, urlsplit

from mentions.asking import Batch, Given, Page, Question, Request, Watch, ask
from mentions.errors import MissingError, UnsupportedError
from mentions.model import Document
from mentions.urls.join import absolute_url

# Against it only an absolute address is one.
_NOWHERE = "about:blank"


def page_behind(address: str, *, parameter: str, beside: bool = False) -> str:
    """Return the page whose comments an address asks for.

    The address names it behind a `#`, which is never sent, or in the parameter itself.

    Args:
        address: Of the API, as the owner gave it.
        parameter: In which the API takes the page's path, or its whole address.
        beside: A service that is not at the top of its host lives on the page's own host.

    Raises:
        UnsupportedError: It does not say.

    >>> page_behind("https://c.example/?uri=/a/#https://blog.example/a/", parameter="uri")
    'https://blog.example/a/'
    >>> page_behind("https://blog.example/isso/?uri=/a/", parameter="uri", beside=True)
    'https://blog.example/a/'
    """
    url, _, fragment = address.partition("#")
    asked = next((value for name, value in _query(url) if name == parameter), "")
    at = url if beside and asked.startswith("/") and _path(url).strip("/") else _NOWHERE
    page = absolute_url(fragment, _NOWHERE) or absolute_url(asked, at)
    if page is None:
        why = "does not say which page it is about; put that behind it, as #https://the/page"
        raise UnsupportedError(address, why)
    return page


def ask_comments(
    watch: Watch, *, about: Callable[[Watch], str], missing: str
) -> Generator[Question, Given, Page | Batch]:
    """Ask a comment service; returns its answer, or at once what comes of it.

    Such services say 404 of a page nobody has commented on yet.

    Args:
        watch: Its address is asked.
        about: Returns the page the comments are about.
        missing: The note that stands for 404.

    Raises:
        UnsupportedError: The address does not say which page it is about.
    """
    try:
        page = yield from ask(Request(url=watch.address, cursor=watch.cursor))
    except MissingError as error:
        about(watch)
        return Batch(documents=(Document(url=error.url, form="comments", notes=(missing,)),))
    return Batch(unchanged=True, cursor=page.cursor) if page.unchanged else page


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query)
    except ValueError:
        return []


def _path(url: str) -> str:
    return urlsplit(url).path
