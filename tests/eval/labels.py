"""Reads the labelled comments and pages, and puts a comment on the page it would stand on."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from scoring import Label

HERE = Path(__file__).parent
CHANNELS = {
    "comment": "comment",
    "tweetback": "comment",
    "pingback": "pingback",
    "trackback": "trackback",
    "webmention": "webmention",
}
# What a comment's label expects of the fields it does not name.
_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("name", "handle", "text", "reported_by"), ""),
    **dict.fromkeys(("via", "hashtags", "links"), ()),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A document with its labels: `data` was read at `url`, mentions of `article` are asked for."""

    id: str
    data: bytes
    url: str
    article: str
    labels: tuple[Label, ...]
    raw: dict[str, Any]


def comment_cases() -> list[Case]:
    """Return the cases of comments.toml, each a page of its own."""
    file = tomllib.loads((HERE / "comments.toml").read_text("utf-8"))
    article = file["article"]
    return [
        Case(
            id=raw["id"],
            data=comment_page(raw, article, number).encode(),
            url=article,
            article=article,
            labels=tuple(_comment_labels(raw)),
            raw=raw,
        )
        for number, raw in enumerate(file["comment"], start=1)
    ]


def page_cases() -> list[Case]:
    """Return the cases of pages.toml."""
    file = tomllib.loads((HERE / "pages.toml").read_text("utf-8"))
    return [
        Case(
            id=raw["file"],
            data=(HERE / "pages" / raw["file"]).read_bytes(),
            url=raw["url"],
            article=raw["article"],
            labels=tuple(_label({"name": "", "platform": "web"} | one) for one in raw["mentions"]),
            raw=raw,
        )
        for raw in file["page"]
    ]


def sample_labels() -> tuple[Label, ...]:
    """Return what data/sample gives once its files have been read and merged."""
    file = tomllib.loads((HERE / "sample_expected.toml").read_text("utf-8"))
    return tuple(
        _label(_NOTHING | {"platform": "web", "published": ""} | mention)
        for mention in file["mention"]
    )


def _comment_labels(raw: dict[str, Any]) -> Iterator[Label]:
    given = raw.get("mentions") or [_one_mention(raw)]
    human = raw["class"] == "comment" and "report" not in raw
    base = _NOTHING | {
        "kind": "reply" if human else "mention",
        "channel": CHANNELS[raw["class"]],
        "platform": "twitter" if "report" in raw else "web",
        "reported_by": raw.get("report", ""),
        "evidence": "context",
    }
    for mention in given:
        yield _label(base | mention)


def _one_mention(raw: dict[str, Any]) -> dict[str, Any]:
    """Return what a comment without explicit labels is: one act of its author, as written."""
    given: dict[str, Any] = {"name": raw["author"], "text": raw.get("text", raw["says"])}
    return given | {name: raw[name] for name in ("evidence", "links", "hashtags") if name in raw}


def _label(fields: dict[str, Any]) -> Label:
    """Return a label without what it leaves open; `zone` is short for published_zone_known."""
    unchecked = {"optional", "open", "zone", *fields.get("open", ())}
    checked = {name: value for name, value in fields.items() if name not in unchecked}
    if "zone" in fields:
        checked["published_zone_known"] = fields["zone"]
    return Label(fields=checked, optional=fields.get("optional", False))


def comment_page(raw: dict[str, Any], article: str, number: int) -> str:
    """Return an article's page, as WordPress writes it, whose only comment is this one."""
    return PAGE.format(article=article, comment=_comment_html(raw, article, number))


def _comment_html(raw: dict[str, Any], article: str, number: int) -> str:
    author = escape(raw["author"])
    if raw["author_url"]:
        url = escape(raw["author_url"])
        author = f'<a href="{url}" rel="external nofollow" class="url">{author}</a>'
    lines = raw.get("says", "").split("\n")
    body = raw.get("html") or "\n".join(f"<p>{escape(line)}</p>" for line in lines if line)
    if not body:  # themes such as Twenty Ten: a ping is its link and nothing else
        return f'<li class="post {raw["class"]}"><p>Pingback: {author}</p></li>'
    return COMMENT.format(
        kind=raw["class"], number=number, author=author, article=article, body=body
    )


PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<title>Open notes | Feldbuch</title>
<link rel="canonical" href="{article}">
<link rel="pingback" href="https://blog.example.org/xmlrpc.php">
</head>
<body class="single single-post postid-77">
<header><h1><a href="https://blog.example.org/">Feldbuch</a></h1>
<nav><ul><li><a href="https://blog.example.org/about/">About</a></li></ul></nav></header>
<main>
<article id="post-77" class="post hentry">
<h2 class="entry-title">Open notes</h2>
<div class="entry-content"><p>I publish my drafts. All of them, even the bad ones.</p>
<p>It makes me write more slowly, and it has brought me better readers.</p></div>
</article>
<section id="comments" class="comments-area">
<h3 class="comments-title">One thought on “Open notes”</h3>
<ol class="commentlist">
{comment}
</ol>
<div id="respond"><h3>Leave a Reply</h3>
<form action="https://blog.example.org/wp-comments-post.php" method="post">
<p><label for="author">Name</label> <input id="author" name="author"></p>
<p><textarea name="comment" rows="8"></textarea></p>
<p><input type="submit" value="Post Comment"></p>
</form></div>
</section>
</main>
<aside><h3>Archive</h3><ul><li><a href="https://blog.example.org/2010/02/">February</a></li></ul>
</aside>
<footer><p>Powered by <a href="https://wordpress.org/">WordPress</a></p></footer>
</body>
</html>
"""

COMMENT = """<li class="{kind} even thread-even depth-1" id="comment-{number}">
<div id="div-comment-{number}" class="comment-body">
<div class="comment-author vcard"><cite class="fn">{author}</cite> <span class="says">says:</span>
</div>
<div class="comment-meta commentmetadata"><a href="{article}#comment-{number}">
<time datetime="2010-03-20T10:15:00+01:00">March 20, 2010 at 10:15</time></a></div>
{body}
<div class="reply"><a class="comment-reply-link" rel="nofollow"
href="{article}?replytocom={number}#respond">Reply</a></div>
</div>
</li>"""
