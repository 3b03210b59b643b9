"""Comments without an element of their own, shown twice, or told by a face."""

import pytest
from bs4 import BeautifulSoup

from mentions.model import Entry, Kind, iso
from mentions.parse.comments import comments_in
from mentions.parse.comments.flat import box_flat_comments
from mentions.parse.html import soup_of

URL = "https://blog.example/post/"


def read(body: str, language: str = "de") -> tuple[Entry, ...]:
    return comments_in(soup_of(f"<body>{body}</body>", url=URL), url=URL, language=language)


def flat(name: str, head: str, text: str, foot: str = "") -> str:
    return f'<a name="{name}"></a>{head}<div class="commentbody">{text}</div>{foot}'


def shown(number: int, text: str, when: str, *, name: str = "Eva", inner: str = "") -> str:
    return (
        f'<div class="comment" id="comment-{number}"><b class="comment-author">{name}</b>'
        f'<time datetime="{when}"></time><div class="comment-text">{text}</div>{inner}</div>'
    )


def test_parts_beside_each_other_are_comments() -> None:
    head, foot = '<h3 class="comment">Eva wrote:</h3>', "<div>03 Mai 2006, 14:12</div>"
    pit = flat("c13", '<h3 class="comment">Pit wrote:</h3>', "Ja.", "<div>04 Mai 2006, 08:01</div>")
    found = read(f"<div>{flat('c12', head, 'Gut.', foot)}{pit}</div>")
    assert [(one.author.name, one.text, iso(one.published)) for one in found] == [
        ("Eva", "Gut.", "2006-05-03T14:12:00Z"),
        ("Pit", "Ja.", "2006-05-04T08:01:00Z"),
    ]


def test_a_day_without_a_year_is_no_date_but_parts_the_name() -> None:
    title = '<div class="commentTitle">schön</div>'
    head = '<div class="commentDate"><a href="http://eva.example/">eva</a> meinte am 3. Mai, 14:12:'
    found = read(f"<div>{flat('4712345', f'{title}{head}</div>', 'Gut.')}</div>")
    assert [(one.author.name, one.text, one.published) for one in found] == [("eva", "Gut.", None)]
    assert found[0].author.url == "http://eva.example/"


@pytest.mark.parametrize(
    "body",
    [
        flat("anm", "<h3>x</h3>", "y"),
        flat("12", "<h3>x</h3>", "y"),
        flat("c1", "", "y"),
        flat("c1", "lose Worte", "y"),
        '<a name="c1"></a><h3>x</h3><div class="body">y</div>',
        '<a name="c1">x</a><h3>x</h3><div class="commentbody">y</div>',
        '<a name="c1"></a><h3>x</h3><h2>z</h2><div class="commentbody">y</div>',
        '<a name="c1"></a><div class="comment">x</div><div class="commentbody">y</div>',
    ],
)
def test_what_else_has_link_targets_is_left_alone(body: str) -> None:
    soup = BeautifulSoup(body, "lxml")
    before = str(soup)
    assert not box_flat_comments(soup)
    assert str(soup) == before


def test_a_page_full_of_targets_takes_no_time() -> None:
    soup = BeautifulSoup("<div>" + '<a name="c1"></a>' * 20_000 + "</div>", "lxml")
    assert not box_flat_comments(soup)


def test_a_comment_shown_again_under_another_id_counts_once() -> None:
    answer = shown(8, "Ja.", "2020-05-04T09:00:00Z", name="Pit")
    again = shown(9007, "Gut so.", "2020-05-03T14:12:00Z")
    real = shown(7, "Gut so.", "2020-05-03T14:12:00Z", inner=answer)
    found = read(f'{again}<div id="comments">{real}</div>')
    assert [(one.author.name, one.url) for one in found] == [
        ("Eva", f"{URL}#comment-7"),
        ("Pit", f"{URL}#comment-8"),
    ]


@pytest.mark.parametrize(
    ("text", "when", "count"),
    [
        ("+1", "2020-05-03", 2),
        ("+1", "2020-05-03T14:12:00Z", 1),
        ("Das sagt so niemand zweimal am selben Tag im Mai.", "2020-05-03", 1),
        ("Gut so.", "", 2),
    ],
)
def test_the_same_words_twice_are_one_act_where_chance_is_out(
    text: str, when: str, count: int
) -> None:
    assert len(read(shown(1, text, when) + shown(2, text, when))) == count


def test_who_acts_is_whose_face_it_is() -> None:
    def act(name: str, verb: str, rest: str) -> str:
        face = f'<a title="{name} {verb}" href="https://x.example/1"><img alt="{name}">💬</a>'
        return f"<li>{face} {rest}</li>"

    source = '<a href="https://x.example/1">Eva Klein</a>: <span>Ich fahre jede Woche.</span>'
    named = '<a href="https://x.example/2">x.example</a>: <span class="name">Links</span>'
    items = act("Eva Klein", "replied", source) + act("Jo Ek", "mentioned", named)
    found = read(f"<h2>2 Responses</h2><ul>{items}</ul>", "en")
    assert [(one.author.name, one.kind) for one in found] == [
        ("Eva Klein", Kind.REPLY),
        ("Jo Ek", Kind.MENTION),
    ]
    assert found[0].text == "Ich fahre jede Woche."


def test_a_face_below_a_comment_is_not_its_author() -> None:
    liked = '<p><a title="Pit liked"><img alt="Pit"></a></p>'
    assert read(shown(1, "Gut.", "2020-05-03", inner=liked))[0].author.name == "Eva"


def test_an_answer_of_a_sign_keeps_it() -> None:
    face = '<a title="Eva replied" href="https://x.example/1"><img alt="Eva"></a>'
    found = read(f"<h2>1 Response</h2><ul><li>{face} <p>👍👍</p></li></ul>", "en")
    assert [(one.author.name, one.text) for one in found] == [("Eva", "👍👍")]
