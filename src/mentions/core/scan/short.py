"""Short links that a text names without scheme ("bit.ly/x"): nothing marks where one begins."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby

from mentions.core.scan.hosts import AHEAD, all_of, run_of
from mentions.urls.hosts import is_shortener_host, shortener_hosts

# What stands before a dot; every host of a short link is shorter.
_WIDTH = 40
_HEAD = 300
_BEFORE_HOST = re.compile(rb".*[^a-z0-9.-]", re.DOTALL)
# Where no text begins an address (`urls_in_text`), and where a host may have begun before.
_INSIDE = b"/@:_"
# Markup in the top-level domain: "bit.l<b>y</b>/x".
_BROKEN = rb"(?=[a-z]{0,10}+<[^<>]{0,99}>[a-z]{1,10}+[/<])"
_TAG = re.compile(rb"<[^<>]*>")
# The end of a tag that began before what is looked at.
_TORN = re.compile(rb"[^<>]*>")
_SLASH = re.compile(rb"(?:&(?:amp;)*#?\w{1,31};?|[\x80-\xff])*(?:/|%2f)")

Dot = tuple[bytes, bytes]


def dots_in(lowered: bytes) -> set[Dot]:
    """Return where one may stand: what is before and after the last dot of its host.

    After it comes a token as `tokens_in` returns them.

    Args:
        lowered: A text in lower case.
    """
    pattern = _dots()
    return all_of(pattern, lowered) | all_of(pattern, b" " * _WIDTH + lowered[:_HEAD])


def is_short_link(dot: Dot) -> bool:
    """Whether a short link may stand there, as `dots_in` found it."""
    before, after = dot
    # Most of what ends in ".com" is seen to be something else by the two letters before that.
    last = before[-2:] + b"." + run_of(after)
    if before[-2:].isalnum() and b"<" not in after and last not in _last_letters():
        return False
    is_odd = len(run_of(after)) < len(after)
    before, after = _TAG.sub(b"", before), _TAG.sub(b"", after)
    torn = _TORN.match(before)
    before = before[torn.end() :] if torn else before
    cut = _BEFORE_HOST.match(before)
    if cut and before[cut.end() - 1] in _INSIDE:
        return False
    run = run_of(after)
    name = (before[cut.end() :] if cut else before) + b"." + run
    if not is_shortener_host(name.decode("ascii")) and (cut or name not in _parts()):
        return False
    return not is_odd or _SLASH.match(after, len(run)) is not None


@cache
def _dots() -> re.Pattern[bytes]:
    """Match the dot before the top-level domain of a short link, where something follows it."""
    names = sorted({host.rpartition(".")[2] for host in shortener_hosts()})
    # By first letter: so the engine passes over most of them at once.
    groups = (
        f"{first}(?:{'|'.join(name[1:] for name in group)})"
        for first, group in groupby(names, key=lambda name: name[0])
    )
    endings = "|".join(groups).encode("ascii")
    # Most dots are told apart by what follows the word after them.
    known = rb"(?=[a-z]{2,10}+[/<&%%\x80-\xff])(?=(?:%b)[^a-z])" % endings
    before = rb"(?<=([\x00-\xff]{%d})\.)" % _WIDTH
    return re.compile(rb"\.(?:%b|%b)%b%b" % (known, _BROKEN, before, AHEAD))


@cache
def _last_letters() -> frozenset[bytes]:
    hosts = [host.encode() for host in shortener_hosts()]
    return frozenset(host[max(host.rfind(b".") - 2, 0) :] for host in hosts)


@cache
def _parts() -> frozenset[bytes]:
    """Return the ends of all hosts: markup may stand in the middle of one."""
    hosts = [host.removeprefix("*.").encode() for host in shortener_hosts()]
    return frozenset(host[at:] for host in hosts for at in range(len(host)))
