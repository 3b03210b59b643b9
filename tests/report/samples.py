"""Two mentions as they are shown, and consoles to show them on."""

import io
from dataclasses import replace
from datetime import UTC, datetime

from rich.console import Console

from mentions.model import Author, Channel, Evidence, Kind, Mention, MentionLink, Reporter

ARTICLE = "https://blog.example.org/2009/07/weg-mit-der-social-media-firewall/"
SEEN = datetime(2026, 11, 23, 8, tzinfo=UTC)
INGO = Mention(
    article=ARTICLE,
    kind=Kind.REPOST,
    channel=Channel.TRACKBACK,
    platform="twitter",
    author=Author(name="Ingo Becker"),
    text="RT @clab: Sehr gute Illustration: Weg mit der Social Media Firewall http://ow.ly/rDsf",
    first_seen=SEEN,
    language="de",
    hashtags=("fb",),
    via=("clab",),
    links=(MentionLink(found="http://ow.ly/rDsf"),),
    reported_by=Reporter(name="Topsy", url="http://topsy.com/tb/bit.ly/x"),
    evidence=Evidence.ATTRIBUTED,
    source=ARTICLE,
)
JUERGEN = replace(
    INGO,
    kind=Kind.REPLY,
    channel=Channel.COMMENT,
    platform="web",
    author=Author(name="Jürgen Groß", url="https://gross.example/"),
    text="Schöner Artikel!\nBei uns ist das genauso.",
    url=f"{ARTICLE}#comment-7",
    published=datetime(2009, 7, 14, 9, 42, tzinfo=UTC),
    via=(),
    links=(),
    reported_by=None,
    evidence=Evidence.CONTEXT,
)


def terminal(width: int) -> Console:
    return Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)


def pipe() -> Console:
    return Console(file=io.StringIO(), width=80)
