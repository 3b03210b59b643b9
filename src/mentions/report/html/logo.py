"""The owner's logo, put into the file itself."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from mentions.errors import ConfigError
from mentions.parse.xmlsafe import root_name

MAX_BYTES = 500_000
_WANTED = "a PNG, JPEG or SVG file is wanted"


def logo_address(path: Path | None) -> str | None:
    """Return a picture as a `data:` address; None where there is none.

    An SVG is only ever shown as a picture, in which browsers run and fetch nothing.

    Raises:
        ConfigError: The file cannot be read, is too large or no such picture.
    """
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"logo {path}: {error.strerror or error}; {_WANTED}") from error
    if len(content) > MAX_BYTES:
        raise ConfigError(f"logo {path}: larger than {MAX_BYTES:,} bytes; make it smaller")
    form = _form(content)
    if form is None:
        raise ConfigError(f"logo {path}: not a picture this program knows; {_WANTED}")
    return f"data:{form};base64,{b64encode(content).decode('ascii')}"


def _form(content: bytes) -> str | None:
    """Return the media type by what stands in the file, whatever it is called."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/svg+xml" if _is_svg(content) else None


def _is_svg(content: bytes) -> bool:
    """Whether it is XML with an `svg` at its root; entities are not expanded, nor allowed."""
    return b"<!ENTITY" not in content and b"<svg" in content and root_name(content) == "svg"
