"""Files the owner's own config names."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from mentions.asking import Page
from mentions.errors import FetchError, TooLargeError


def read_page_file(address: str, *, max_bytes: int) -> Page:
    """Read a `file:` address.

    Raises:
        FetchError: The file is missing, unreadable, no file, or larger than `max_bytes`.
    """
    path = Path(url2pathname(urlsplit(address).path))
    return Page(url=address, body=read_bytes(path, max_bytes=max_bytes), asked=address)


def read_bytes(path: Path, *, max_bytes: int) -> bytes:
    """Read a file.

    Raises:
        FetchError: It is missing, unreadable, no file, or larger than `max_bytes`.
    """
    try:
        with path.open("rb") as file:
            body = file.read(max_bytes + 1)
    except FileNotFoundError:
        raise FetchError(str(path), "there is no such file; correct the path") from None
    except IsADirectoryError:
        raise FetchError(str(path), "this is a folder; name a file in it") from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise FetchError(str(path), f"cannot be read ({why})") from error
    if len(body) > max_bytes:
        raise TooLargeError(str(path), too_large(max_bytes))
    return body


def too_large(max_bytes: int) -> str:
    """Say that a limit was reached, and which knob moves it."""
    return f"larger than {max_bytes:,} bytes; raise max_bytes under [fetch] in config.toml"
