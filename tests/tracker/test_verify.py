"""Looking again at what was found: pages, comment sections, networks; kills, hostile answers."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest
from tests.tracker.conftest import Blog

from mentions.core.health.states import Event, State, Step
from mentions.store.asked import load_spent
from mentions.store.checks import load_all_ids, load_checks
from mentions.store.engine import Session
from mentions.store.link_events import load_events
from mentions.store.mentions import MentionFilter, delete_mention, load_mentions
from mentions.tracker.checks import verify
from mentions.tracker.poll import open_run, poll_watches, select_watches

RSS = "application/rss+xml"
ROOM = "Ein Absatz mit genug Text, damit die Seite eine Seite ist und keine Hülle. " * 4


class Checked:
    """A blog whose mentions are polled, and then looked at again day after day."""

    def __init__(self, blog: Blog) -> None:
        self.blog = blog

    def poll(self) -> None:
        watches = select_watches(self.blog.store, now=self.blog.now, everything=True)
        asyncio.run(poll_watches(self.blog.polling(), watches))

    def look(self, *, everything: bool = True, **budgets: int) -> str | None:
        """Look at all mentions, or as the job does at those that are due."""

        async def run() -> str | None:
            async with AsyncExitStack() as stack:
                opened = await open_run(self.blog.polling(budgets=budgets), stack)
                if not everything:
                    return await verify.verify_due(opened)
                with self.blog.store.reading() as session:
                    due = load_checks(session, load_all_ids(session))
                return verify.summed_up(await verify.look_again(opened, due))

        return asyncio.run(run())

    def look_for_days(self, days: int) -> None:
        for _ in range(days):
            self.blog.wait(days=1)
            self.look()

    def states(self) -> list[State | None]:
        with self.blog.store.reading() as session:
            return [one.health for one in load_mentions(session)]

    def steps(self) -> list[Step]:
        return [event.step for event in self.timeline()]

    def timeline(self) -> list[Event]:
        with self.blog.store.reading() as session:
            return [one.event for one in load_events(session)]

    def why(self) -> str | None:
        with self.blog.store.reading() as session:
            return load_checks(session, load_all_ids(session))[0].check.why


def page(blog: Blog, said: str = "Lesenswert:", *, link: str | None = None, head: str = "") -> str:
    shown = link if link is not None else f'<a href="{blog.article}">Firewall</a>'
    return (
        f"<html><head><title>Notiz</title>{head}</head><body><article class='post'><h1>Notiz</h1>"
        f"<p>{said} {shown}.</p><p>{ROOM}</p></article></body></html>"
    )


@pytest.fixture
def other(blog: Blog) -> Iterator[str]:
    """The address of somebody else's post about the article, found by a poll."""
    blog.other = blog.server.url_for("/notiz").replace("localhost", "127.0.0.1")
    blog.track()
    blog.watch("webpage", blog.other)
    blog.serve("/notiz", page(blog))
    Checked(blog).poll()
    assert [one.url for one in blog.mentions()] == [blog.other]
    return blog.other


@pytest.fixture
def checked(blog: Blog, other: str) -> Checked:
    return Checked(blog)


def answer(blog: Blog, body: str | bytes = "", status: int = 200, **headers: str) -> None:
    blog.server.clear()
    blog.server.expect_request("/robots.txt").respond_with_data("", status=404)
    blog.server.expect_request("/notiz").respond_with_data(
        body, status=status, content_type="text/html; charset=utf-8", headers=headers
    )


def test_what_stands_there_is_live(checked: Checked) -> None:
    checked.blog.wait(days=1)
    assert checked.look(everything=False) == "looked at 1: 1 live"
    assert checked.look(everything=False) is None
    assert (checked.states(), checked.steps()) == ([State.LIVE], [Step.LIVE])


def test_gone_for_good_counts_at_once(blog: Blog, checked: Checked) -> None:
    answer(blog, status=410)
    checked.look()
    assert (checked.states(), checked.steps()) == ([State.GONE], [Step.GONE])


def test_not_found_counts_after_three_looks_over_three_days(blog: Blog, checked: Checked) -> None:
    answer(blog, status=404)
    checked.look()
    checked.look()
    assert (checked.states(), checked.steps()) == ([None], [Step.MISSING])
    checked.look_for_days(2)
    assert checked.states() == [None]
    checked.look_for_days(1)
    assert (checked.states(), checked.steps()) == ([State.GONE], [Step.MISSING, Step.GONE])


def test_what_was_gone_is_back(blog: Blog, checked: Checked) -> None:
    answer(blog, status=410)
    checked.look()
    answer(blog, page(blog))
    checked.look_for_days(1)
    assert (checked.states(), checked.steps()) == ([State.LIVE], [Step.GONE, Step.BACK])


CHALLENGE = f"""<html><head><title>Just a moment...</title></head><body><h1>blog.example</h1>
<p>{ROOM}</p><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1"></script></body>"""
SOFT = f"<html><title>Seite nicht gefunden</title><body><article><p>{ROOM}</p></article></body>"
LOGIN = f"<html><title>Anmelden</title><body><article><p>{ROOM}</p></article></body></html>"
CONSENT = f"<html><title>Bevor Sie fortfahren</title><body><p>{ROOM}</p></body></html>"
SHELL = "<html><title>Notiz</title><body><div id=root></div><script src=/app.js></script></body>"
WIDGET = "<html><title>Hm</title><body><script src=https://js.hcaptcha.com/1/api.js></script>"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 403),
        (CHALLENGE, 403),
        ("", 401),
        ("", 429),
        ("", 451),
        ("", 500),
        ("", 502),
        ("", 503),
        (CHALLENGE, 503),
        (CHALLENGE, 200),
        (SOFT, 200),
        (LOGIN, 200),
        (CONSENT, 200),
        (SHELL, 200),
        (WIDGET, 200),
        ("", 200),
        (b"\x00\x01\x02" * 99, 200),
        ("{}", 200),
    ],
)
def test_what_shows_nothing_never_means_gone(
    blog: Blog, checked: Checked, body: str | bytes, status: int
) -> None:
    blog.wait(days=1)
    checked.look()
    answer(blog, body, status)
    checked.look_for_days(5)
    assert (checked.states(), checked.steps()) == ([State.LIVE], [Step.LIVE])
    assert checked.why()


def test_a_connection_cut_off_never_means_gone(blog: Blog, checked: Checked) -> None:
    checked.look()
    blog.server.clear()
    blog.server.expect_request("/notiz").respond_with_data(
        "<html>", headers={"Content-Length": "9999"}
    )
    checked.look_for_days(4)
    assert checked.steps() == [Step.LIVE]


def test_a_redirect_to_the_home_page_never_means_gone(blog: Blog, checked: Checked) -> None:
    checked.look()
    answer(blog, status=301, Location="/")
    blog.serve("/", page(blog, link="nichts"))
    checked.look_for_days(5)
    assert (checked.steps(), checked.why()) == ([Step.LIVE], "leads to the home page")


def test_a_redirect_to_another_sites_404_never_means_gone(blog: Blog, checked: Checked) -> None:
    checked.look()
    answer(blog, status=302, Location=blog.server.url_for("/weg"))
    blog.server.expect_request("/weg").respond_with_data("", status=404)
    checked.look_for_days(5)
    assert checked.steps() == [Step.LIVE]


def test_robots_txt_is_asked(blog: Blog, checked: Checked) -> None:
    blog.server.clear()
    blog.server.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /")
    asked = len(blog.server.log)
    checked.look()
    assert all(request.path == "/robots.txt" for request, _ in blog.server.log[asked:])
    assert checked.why() == "its robots.txt asks us to stay away"


def test_a_link_that_goes_counts_after_two_looks_over_a_day(blog: Blog, checked: Checked) -> None:
    checked.look()
    answer(blog, page(blog, link="die Firewall"))
    checked.look()
    assert checked.states() == [State.LIVE]
    checked.look_for_days(1)
    assert checked.states() == [State.LINK_REMOVED]
    assert checked.steps() == [Step.LIVE, Step.LINK_REMOVED]
    answer(blog, page(blog))
    checked.look_for_days(1)
    assert checked.steps()[2:] == [Step.BACK]


def test_a_link_that_only_a_poll_saw_can_go_too(blog: Blog, checked: Checked) -> None:
    answer(blog, f"<title>Neu</title><article><h1>Neu</h1><p>{ROOM.upper()}</p></article>")
    checked.look()
    assert checked.states() == [None]
    checked.look_for_days(1)
    assert (checked.states(), checked.steps()) == ([State.LINK_REMOVED], [Step.LINK_REMOVED])


def test_a_page_that_never_showed_a_link_has_lost_none(blog: Blog) -> None:
    """Somebody else's feed has the link; the page it names shows other words, and none."""
    blog.track()
    blog.watch("feed", blog.server.url_for("/feed"))
    blog.other = blog.server.url_for("/notiz").replace("localhost", "127.0.0.1")
    link = f"&lt;a href='{blog.article}'&gt;da&lt;/a&gt;"
    item = f"<item><title>Neu</title><link>{blog.other}</link><description>{link}</description>"
    blog.serve("/feed", f"<rss version='2.0'><channel>{item}</item></channel></rss>", RSS)
    checked = Checked(blog)
    checked.poll()
    assert [one.url for one in blog.mentions()] == [blog.other]
    answer(blog, f"<title>Neu</title><article><h1>Neu</h1><p>{ROOM.upper()}</p></article>")
    checked.look_for_days(3)
    assert checked.states() == [None]
    assert "no earlier look saw one" in (checked.why() or "")


def test_a_link_in_the_sidebar_is_none_in_the_text(blog: Blog, checked: Checked) -> None:
    checked.look()
    aside = f"<aside class='sidebar'><h3>Blogroll</h3><a href='{blog.article}'>x</a></aside>"
    answer(blog, page(blog, link="x").replace("</body>", aside + "</body>"))
    checked.look_for_days(3)
    assert checked.steps() == [Step.LIVE]
    assert "beside the text" in (checked.why() or "")


def test_words_that_change_are_kept(blog: Blog, checked: Checked) -> None:
    answer(blog, page(blog, "Gar nicht lesenswert:"))
    checked.look()
    (live, edited) = checked.timeline()
    assert (live.step, edited.step) == (Step.LIVE, Step.EDITED)
    assert edited.before == "Lesenswert: Firewall."
    assert checked.states() == [State.EDITED]
    (mention,) = blog.mentions()
    assert mention.text == "Gar nicht lesenswert: Firewall."
    checked.look_for_days(2)
    assert len(checked.timeline()) == 2


def test_rel_values_are_compared(blog: Blog, checked: Checked) -> None:
    checked.look()
    answer(blog, page(blog, link=f'<a rel="ugc NoFollow" href="{blog.article}">Firewall</a>'))
    checked.look_for_days(2)
    live, changed = checked.timeline()
    assert (live.rel, changed.step) == ("", Step.REL_CHANGED)
    assert (changed.before, changed.rel) == ("", "nofollow ugc")


def test_public_views_leave_out_what_is_gone(blog: Blog, checked: Checked) -> None:
    public = MentionFilter(public=True)
    with blog.store.reading() as session:
        assert len(load_mentions(session, public)) == 1
    answer(blog, status=410)
    checked.look()
    with blog.store.reading() as session:
        assert load_mentions(session, public) == []
        assert len(load_mentions(session)) == 1


def test_a_poll_does_not_forget_what_a_look_saw(blog: Blog, checked: Checked) -> None:
    answer(blog, page(blog, "Neu:"))
    checked.look()
    checked.poll()
    assert checked.states() == [State.EDITED]


def test_looks_are_made_on_a_decaying_schedule(blog: Blog, checked: Checked) -> None:
    days = []
    start = blog.now
    for day in (0, 1, 2, 3, 6, 7, 13, 14, 29, 30, 59, 60, 149):
        blog.now = start + timedelta(days=day)
        if checked.look(everything=False):
            days.append(day)
    assert days == [1, 3, 7, 14, 30, 60]


def test_a_kill_before_storing_makes_it_due_again_and_told_once(
    blog: Blog, checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(blog, status=410)
    blog.wait(days=1)

    class Killed(BaseException):
        pass

    stored = verify.save_check

    def dies(session: Session, *given: Any, **more: Any) -> bool:
        stored(session, *given, **more)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(verify, "save_check", dies)
        with pytest.raises(BaseExceptionGroup):
            checked.look(everything=False)
    assert (checked.states(), checked.steps()) == ([None], [])
    checked.look(everything=False)
    checked.look(everything=False)
    assert (checked.states(), checked.steps()) == ([State.GONE], [Step.GONE])


def test_two_processes_tell_the_same_thing_once(blog: Blog, checked: Checked) -> None:
    answer(blog, status=410)

    async def run() -> list[bool]:
        async with AsyncExitStack() as stack:
            opened = await open_run(blog.polling(), stack)
            with blog.store.reading() as session:
                due = load_checks(session, load_all_ids(session))
            first = await verify.look_again(opened, due)
            second = await verify.look_again(opened, due)
            return [one.stored for one in (*first, *second)]

    assert asyncio.run(run()) == [True, False]
    assert checked.steps() == [Step.GONE]


def test_a_deleted_mention_is_not_looked_at(blog: Blog, checked: Checked) -> None:
    with blog.store.writing() as session:
        delete_mention(session, 1, now=blog.now)
    blog.wait(days=2)
    assert checked.look(everything=False) is None


def test_what_it_asks_is_counted_and_never_more_than_the_owner_allows(
    blog: Blog, checked: Checked
) -> None:
    def spent() -> int:
        with blog.store.reading() as session:
            return load_spent(session, blog.now.date())["webpage"]

    before = spent()
    checked.look()
    assert spent() == before + 2, "its robots.txt is asked for before the page"
    checked.look(webpage=before + 2)
    assert spent() == before + 2
    assert "budget" in str(checked.why())
