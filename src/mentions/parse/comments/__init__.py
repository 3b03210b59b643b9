"""The comment section of a page, whatever software or theme wrote it."""

from __future__ import annotations

from mentions.parse.comments.collect import (
    CommentSection,
    comment_elements,
    comments_in,
    read_comments,
)
from mentions.parse.comments.paging import next_comment_pages

__all__ = [
    "CommentSection",
    "comment_elements",
    "comments_in",
    "next_comment_pages",
    "read_comments",
]
