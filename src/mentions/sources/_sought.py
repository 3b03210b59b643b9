"""What a search looks for: an article's address, or a whole site, in the forms servers compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from mentions.errors import UnsupportedError
from mentions.urls.address import address_of
from mentions.urls.canonical import canonical_url

_WWW = "www."


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """An address without what its variants differ in (section 0.3 of our sources).

    Attributes:
        host: Canonical, with its port where that is an unusual one.
        path: With the query, without a slash at the end; "" of a whole site.
        written: Host and path as the owner gave them, in the same form.
    """

    host: str
    path: str
    written: str

    @classmethod
    def of(cls, address: str) -> Self:
        """Take the address of a watch apart.

        Raises:
            UnsupportedError: It is no web address.

        >>> Sought.of("http://www.blog.example/2026/a/?utm_source=x#more").phrase
        'blog.example/2026/a'
        """
        given = address_of(address)
        form = canonical_url(address).removeprefix("https://")
        if given is None or not form:
            raise UnsupportedError(address, "no web address to search for; correct the watch")
        host, slash, path = form.partition("/")
        query = f"?{given.query}" if given.query else ""
        port = f":{given.port}" if given.port else ""
        written = f"{given.host}{port}{given.path.removesuffix('/')}{query}"
        return cls(host=host, path=(slash + path).removesuffix("/"), written=written)

    @property
    def phrase(self) -> str:
        """Host and path, as searches for a text take them."""
        return self.host + self.path

    @property
    def prefixes(self) -> tuple[str, ...]:
        """The beginnings of addresses, without scheme, that searches by prefix need.

        >>> Sought.of("https://blog.example/a/").prefixes
        ('blog.example/a', 'www.blog.example/a')
        """
        if not self.path:
            # "blog.example" is also the beginning of "blog.example.org".
            return f"{self.host}/", f"{_WWW}{self.host}/"
        bare = self.written.removeprefix(_WWW)
        forms = (self.phrase, _WWW + self.phrase, bare, _WWW + bare)
        return tuple(dict.fromkeys(forms))
