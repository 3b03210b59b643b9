"""What went wrong on the wire, in plain words: the cause that knows best, and what to do."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Mapping

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong

from mentions.errors import (
    ConnectionFailedError,
    DamagedAnswerError,
    FetchError,
    RefusedAddressError,
    TooLargeError,
    TooSlowError,
)
from mentions.fetch.guard import REFUSED
from mentions.fetch.resolver import PrivateAddressError
from mentions.fetch.target import Target

# Everything that aiohttp, asyncio, TLS and the sockets raise for what a server does. ValueError is
# in it for host names TLS cannot take and header values that hold a line break.
BROKEN = (aiohttp.ClientError, HttpProcessingError, OSError, TimeoutError, ValueError)

_SAME_TIME = "look at the clock of this machine, too"
_TRUST = "if you trust it, name its authority's file in SSL_CERT_FILE"
# X509_V_ERR_* of OpenSSL.
_CERTIFICATE: Mapping[int, str] = {
    9: f"its certificate is not valid yet; {_SAME_TIME}",
    10: f"its certificate has expired and must be renewed there; {_SAME_TIME}",
    18: f"its certificate is signed by nobody but itself; {_TRUST}",
    19: f"its certificate is signed by an authority unknown here; {_TRUST}",
    20: f"its certificate is signed by an authority unknown here; {_TRUST}",
    23: "its certificate was withdrawn; tell its owner",
    62: "its certificate is for another host name; correct the address, or tell its owner",
    64: "its certificate is for another IP address; ask for the host by its name",
}
_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN})
_UNKNOWN_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
_TOO_MANY = "Too many headers"
_SHOWN = 200


class EndlessAnswerError(OSError):
    """One answer took more bytes on the wire than any answer may."""


_ENDLESS = EndlessAnswerError.__name__


def failure(
    error: BaseException, target: Target, timeout: float, proxy: str | None = None
) -> FetchError:
    """Return the error to raise instead.

    Args:
        error: One of `BROKEN`.
        target: What was asked.
        timeout: Seconds for connecting and for each read.
        proxy: The proxy that was asked for it, without its password.
    """
    causes = _causes(error)
    url = target.url
    if any(isinstance(one, PrivateAddressError) for one in causes):
        return RefusedAddressError(url, REFUSED)
    # In the middle of a body aiohttp keeps no more of it than its name in the message.
    if any(isinstance(one, EndlessAnswerError) or _ENDLESS in str(one) for one in causes):
        return TooLargeError(url, "sends without end; look at what is there")
    if any(isinstance(one, TimeoutError) for one in causes):
        return TooSlowError(url, f"no answer within {timeout:g} s; will be tried again")
    if proxy and isinstance(error, aiohttp.ClientHttpProxyError):
        why = f"the proxy {proxy} refuses ({error.status}); check proxy under [fetch]"
        return ConnectionFailedError(url, why)
    if proxy and isinstance(error, aiohttp.ClientProxyConnectionError):
        why = f"the proxy {proxy} cannot be reached ({said(error)}); check proxy under [fetch]"
        return ConnectionFailedError(url, why)
    return _answer(error, causes, url) or ConnectionFailedError(url, _connection(causes, target))


def _causes(error: BaseException) -> list[BaseException]:
    causes = [error]
    while (cause := causes[-1].__cause__) is not None and cause not in causes:
        causes.append(cause)
    return causes


def _answer(error: BaseException, causes: list[BaseException], url: str) -> FetchError | None:
    """Return the error of an answer that began and is none."""
    if any(isinstance(one, LineTooLong) or _TOO_MANY in str(one) for one in causes):
        return TooLargeError(url, "its headers are larger than any server needs")
    if isinstance(error, (aiohttp.ClientResponseError, HttpProcessingError)):
        return DamagedAnswerError(url, f"what answers there is no web server ({said(error)})")
    if isinstance(error, aiohttp.ClientPayloadError):
        return DamagedAnswerError(url, "the answer ends in the middle; will be tried again")
    return None


def _connection(causes: list[BaseException], target: Target) -> str:
    """Say why there is no connection."""
    known = (_socket_words(one, target) for one in reversed(causes))
    if words := next(filter(None, known), None):
        return words
    if any(isinstance(one, (aiohttp.ServerDisconnectedError, ConnectionError)) for one in causes):
        return "closed the connection before it answered; will be tried again"
    return f"cannot be reached ({said(causes[-1])}); check the address and the network"


def _socket_words(error: BaseException, target: Target) -> str | None:
    if isinstance(error, ssl.SSLCertVerificationError):
        usual = f"its certificate is not valid ({error.verify_message}); tell its owner"
        return f"cannot be trusted: {_CERTIFICATE.get(error.verify_code, usual)}"
    if isinstance(error, ssl.SSLError):
        return _tls(error)
    if isinstance(error, socket.gaierror):
        return _name(error, target.host)
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.ECONNREFUSED:
        where = f"port {target.port} of {target.host}"
        return f"cannot be reached: nothing answers at {where}; check the address"
    if number in _UNREACHABLE:
        return f"cannot be reached: there is no way to {target.host}; check the network"
    return None


def _tls(error: ssl.SSLError) -> str:
    if error.reason in {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}:
        return "does not speak TLS there; try the address with http://, or correct its port"
    return f"no secure connection ({error.reason or said(error)}); tell its owner"


def _name(error: socket.gaierror, host: str) -> str:
    if error.errno in _UNKNOWN_NAME:
        return f"cannot be reached: there is no host {host}; check the spelling of the address"
    return f"cannot be reached: {host} cannot be looked up now; check the network and its DNS"


def said(error: BaseException) -> str:
    """Return an error's own words on one line, without anything a terminal would act upon."""
    words = " ".join(str(getattr(error, "message", "") or error).split())
    shown = "".join(char if char.isprintable() else "?" for char in words[:_SHOWN])
    return shown or type(error).__name__
