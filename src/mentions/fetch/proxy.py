"""Which proxy a request goes through: none, the configured one, or what the environment names."""

from __future__ import annotations

import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import aiohttp

from mentions.errors import ConfigError
from mentions.fetch.target import Target, shown

ENVIRONMENT = "environment"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy.

    Attributes:
        url: Its address, without name and password.
        login: What goes into Proxy-Authorization; None where it wants no login.
    """

    url: str
    login: str | None


class Proxies:
    """Chooses the proxy of each request.

    The usual variables are read once, when the run begins: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and
    NO_PROXY, also in lower case.

    Args:
        setting: An address, "environment", or None for no proxy.

    Raises:
        ConfigError: An address that is no http or https proxy.
    """

    def __init__(self, setting: str | None) -> None:
        from_environment = setting == ENVIRONMENT
        self._variables = urllib.request.getproxies_environment() if from_environment else {}
        named = self._variables if from_environment else {"all": setting} if setting else {}
        self._by_scheme = {
            scheme: _proxy(address)
            for scheme, address in named.items()
            if scheme in {"http", "https", "all"} and address
        }

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._by_scheme)

    def of(self, target: Target) -> Proxy | None:
        """Return the proxy for a request, None where it goes straight there."""
        found = self._by_scheme.get(target.scheme) or self._by_scheme.get("all")
        if found is None or not self._variables:
            return found
        where = f"{target.host}:{target.port}"
        # typeshed knows it on some systems only; it is on all of them.
        bypass = urllib.request.proxy_bypass_environment  # type: ignore[attr-defined]
        return None if bypass(where, self._variables) else found


def _proxy(address: str) -> Proxy:
    text = address if "://" in address else f"http://{address}"
    try:
        parts = urlsplit(text)
        usual = _PORTS[parts.scheme]
        host, port = parts.hostname, parts.port or usual
    except (ValueError, KeyError):
        host, port = None, 0
    if not host:
        raise ConfigError(
            f"the proxy {shown(text)} cannot be used; name one that begins with http:// or https://"
        )
    where = f"[{host}]" if ":" in host else host
    login = None
    if parts.username is not None:
        name, password = unquote(parts.username), unquote(parts.password or "")
        login = aiohttp.encode_basic_auth(name, password)
    return Proxy(url=f"{parts.scheme}://{where}:{port}", login=login)


def tunnel_headers(proxy: Proxy, target: Target) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return headers for the proxy alone, and those a request carries that it forwards.

    Over TLS the proxy sees a CONNECT of its own; without, it reads the request itself.
    """
    login = {"Proxy-Authorization": proxy.login} if proxy.login else {}
    return (login, {}) if target.scheme == "https" else ({}, login)
