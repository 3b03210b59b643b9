"""What networks are known to trip programs with, and the tests that show it here.

The numbers are those of the checklist in section 9 of our sources. Whoever renames a test corrects
its name here.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
SRC = TESTS.parent / "src"
CONTRACT = "test_contract.py"

# Number: (what it is, the tests as file::name; without a folder the file is beside this one).
LINES: dict[int, tuple[str, tuple[str, ...]]] = {
    1: (
        "a link whose text is cut off, counted in bytes behind emoji",
        ("test_bluesky.py::test_a_cut_off_link_is_whole_and_found_behind_emoji",),
    ),
    2: (
        "a card without any words",
        ("test_bluesky.py::test_a_card_without_words_is_a_share",),
    ),
    3: (
        "a quote with a card",
        ("test_bluesky.py::test_a_quote_with_a_card_under_a_handle_that_is_not_valid",),
    ),
    4: (
        "the permalink of an account without a valid handle",
        ("test_bluesky.py::test_a_quote_with_a_card_under_a_handle_that_is_not_valid",),
    ),
    5: (
        "403 with a page where JSON was asked for",
        (
            "test_bluesky.py::test_a_refused_search_is_never_nothing",
            "test_bluesky.py::test_refused_over_real_sockets",
            f"{CONTRACT}::test_a_refusal_ends_as_what_it_is",
        ),
    ),
    6: (
        "further pages only for those who are logged in",
        (
            "test_bluesky.py::test_one_page_is_all_there_is_without_a_login",
            "test_bluesky_login.py::test_pages_are_read_to_the_end",
        ),
    ),
    7: (
        "an address in three parts, two of them invisible",
        ("test_mastodon.py::test_the_invisible_parts_of_an_address_make_it_whole",),
    ),
    8: (
        "a search without a login that answers with an empty list",
        (
            "test_mastodon.py::test_the_search_is_not_asked_without_a_token",
            "test_mastodon.py::test_a_token_that_is_no_user_s_is_told",
            "test_mastodon.py::test_refusals_with_a_token",
            "test_mastodon.py::test_a_server_whose_search_is_switched_off_did_not_find_nothing",
        ),
    ),
    9: (
        "404 for a link that does not trend",
        ("test_mastodon.py::test_a_link_that_does_not_trend_is_no_failure_but_not_nothing_either",),
    ),
    10: (
        "a limit whose end is an ISO time",
        ("test_mastodon.py::test_how_long_to_wait_stands_in_the_answer",),
    ),
    11: (
        "a comment whose href is written in entities",
        ("test_hackernews.py::test_a_comments_href_is_decoded",),
    ),
    12: (
        "no further than a thousand hits",
        (
            "test_hackernews.py::test_the_wall_is_no_end_and_the_next_poll_reads_on",
            "test_hackernews.py::test_a_sentence_instead_of_hits_is_no_empty_answer",
        ),
    ),
    13: (
        "keys that are null, missing or of another type",
        (f"{CONTRACT}::test_whatever_comes_it_never_raises",),
    ),
    14: (
        "escaped markup, an edit that is false or a number, a deleted author",
        (
            "test_reddit.py::test_checklist_14_markup_that_comes_escaped_all_the_same",
            "test_reddit.py::test_checklist_14_whether_it_was_edited_changes_nothing",
            "test_reddit.py::test_checklist_14_a_deleted_author_is_nobody",
        ),
    ),
    15: (
        "a page for unwanted clients closes the host for an hour",
        (
            "fetch/test_circuit.py::test_a_block_page_of_reddit_opens_the_circuit_for_an_hour",
            "test_reddit.py::test_the_sample_of_a_blocked_page_is_one",
        ),
    ),
    16: (
        "a limit whose end is a time since 1970",
        ("test_lobsters.py::test_the_reset_of_its_limit_is_a_time_of_day",),
    ),
    17: (
        "two interfaces with other words, 400 as a limit, a shim that finds nothing",
        (
            "test_lemmy.py::test_1_x_is_asked_in_its_own_words",
            "test_lemmy.py::test_0_19_is_asked_in_its_own_words",
            "test_lemmy.py::test_a_limit_that_comes_as_a_bad_request_is_a_limit",
            "test_lemmy.py::test_the_old_interface_of_1_x_is_known_by_what_it_gives",
        ),
    ),
    18: (
        "400 with a wait in its words, and a wait in a good answer",
        (
            "test_stackexchange.py::test_the_quota_that_is_used_up_is_said_with_its_wait",
            "test_stackexchange.py::test_after_a_backoff_the_authors_are_left_for_later",
            "fetch/test_circuit.py::test_a_backoff_in_a_good_answer_is_kept",
        ),
    ),
    19: (
        "a match in a comment is its author's, not the issue's",
        (
            "test_github.py::test_a_match_in_a_comment_is_its_authors",
            "test_github_discussions.py::test_what_a_sample_gives",
        ),
    ),
    20: (
        "an error with status 200, and an empty page that is not the last",
        (
            "test_mediawiki.py::test_an_error_with_status_200_is_not_nothing",
            "test_mediawiki.py::test_a_page_without_rows_is_not_the_end",
        ),
    ),
    21: (
        "a ping that stands on the page only",
        (
            "tracker/test_poll.py::test_a_ping_and_its_page_are_one",
            "tracker/test_poll.py::test_the_blogs_own_ping_is_put_aside",
        ),
    ),
    22: (
        "a ping in a feed that does not say where it came from",
        (
            "parse/test_feed.py::test_rss_names_no_source_of_a_ping",
            "tracker/test_poll.py::test_the_blogs_own_ping_is_put_aside",
        ),
    ),
    23: (
        "a copy on a proxy, and the post itself",
        ("test_webmentionio.py::test_the_post_itself_is_shown_not_the_copy_of_a_proxy",),
    ),
    24: (
        "wrappers of alerts and searches are undone, those of Google News are not",
        (
            "test_presets_named.py::test_an_alerts_wrappers_are_decoded_and_the_pages_read",
            "test_presets_named.py::test_bings_wrappers_are_decoded_and_one_page_is_read_once",
            "test_presets_named.py::test_google_news_stays_closed_and_says_so_every_time",
        ),
    ),
    25: (
        "dead shorteners, both forms of t.co, pages that stand between",
        (
            "fetch/test_resolve_listed.py::test_dead_shorteners_are_not_asked",
            "fetch/test_resolve_listed.py::test_goo_gl_is_asked_without_its_own_page",
            "fetch/test_resolve_listed.py::test_pages_that_stand_between",
            "fetch/test_resolve_listed.py::test_what_is_dead_and_what_is_unknown",
        ),
    ),
    26: (
        "an empty object, and errors as plain text",
        (
            "test_gdelt.py::test_nothing_is_an_empty_object",
            "test_gdelt.py::test_a_sentence_instead_of_articles",
        ),
    ),
    27: (
        "what is answered is not the message",
        ("test_telegram.py::test_the_quoted_message_gives_no_links",),
    ),
    28: (
        "a description that is cut off is asked for again",
        (
            "test_youtube.py::test_what_a_sample_gives",
            "test_presets_videos.py::test_a_description_that_is_cut_off_is_read_from_its_page",
        ),
    ),
    29: ("an archive's header row and resume key", ()),
    30: (
        "feeds: 304, 410 and 301",
        (
            "test_feed.py::test_a_feed_that_did_not_change",
            "test_feed.py::test_a_feed_that_is_gone_is_not_asked_again",
            "test_feed.py::test_a_feed_that_moved_is_asked_there_once_it_is_sure",
        ),
    ),
}
# Archives of the web are no index of who links to whom, so nobody asks one (section 2.17).
NOT_ASKED = {29: ("web.archive.org/cdx", "index.commoncrawl.org/")}


def path_of(file: str) -> Path:
    return TESTS / (file if "/" in file else f"sources/{file}")


@cache
def names_in(file: str) -> frozenset[str]:
    """Return the tests of a file."""
    return frozenset(_functions(ast.parse(path_of(file).read_text("utf-8"))))


def _functions(tree: ast.Module | ast.ClassDef) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node)
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name


def test_every_line_is_there() -> None:
    assert list(LINES) == list(range(1, 31))
    assert {number for number, (_, tests) in LINES.items() if not tests} == set(NOT_ASKED)


@pytest.mark.parametrize("number", LINES)
def test_every_line_has_its_tests(number: int) -> None:
    what, tests = LINES[number]
    for test in tests:
        file, _, name = test.partition("::")
        assert path_of(file).is_file(), f"line {number} ({what}): there is no {file}"
        assert name in names_in(file), f"line {number} ({what}): {file} has no {name}"


@pytest.mark.parametrize("number", NOT_ASKED)
def test_who_is_asked_all_the_same_needs_a_test(number: int) -> None:
    sources = (SRC / "mentions" / "sources").rglob("*.py")
    text = "".join(file.read_text("utf-8") for file in sources)
    assert text
    for place in NOT_ASKED[number]:
        assert place not in text, f"line {number}: {place} is asked now; name its tests"
