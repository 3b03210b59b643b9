"""The sentence by which aggregators report, language by language."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.frames import Shape, read_frame
from mentions.core.grammar import heads
from mentions.core.tables import load_table

# frame with two names and a quote, in every language of the table and in several orders
LANGUAGES = [
    ("en", "This post was mentioned on Twitter by Eva and Jens. Jens said: ja"),
    ("en", "This article has been mentioned by Eva and Jens on Twitter. Jens said: ja"),
    ("en", "this entry was mentioned on Twitter by Eva, Jens. Jens wrote : ja"),
    ("de", "Dieser Eintrag wurde auf Twitter von Eva und Jens erwähnt. Jens sagte: ja"),
    ("de", "Dieser Beitrag wurde von Eva und Jens auf Twitter erwähnt. Jens schrieb: ja"),
    ("de", "Dieser Artikel wurde bei Twitter durch Eva und Jens erwähnt. Jens meinte: ja"),
    ("de", "Dieser Blogeintrag wurde erwähnt auf Twitter von Eva und Jens. Jens sagt: ja"),
    ("fr", "Ce billet a été mentionné sur Twitter par Eva et Jens. Jens a dit : ja"),
    ("fr", "Cet article a été cité par Eva et Jens sur Twitter. Jens a écrit\u00a0: ja"),
    ("es", "Esta entrada fue mencionada en Twitter por Eva y Jens. Jens dijo: ja"),
    ("es", "Este artículo ha sido mencionado por Eva y Jens en Twitter. Jens escribió: ja"),
    ("pt", "Este post foi mencionado no Twitter por Eva e Jens. Jens disse: ja"),
    ("pt", "Este artigo foi citado por Eva e Jens no Twitter. Jens escreveu: ja"),
    ("it", "Questo post è stato menzionato su Twitter da Eva e Jens. Jens ha detto: ja"),
    ("it", "Questo articolo è stato citato da Eva e Jens su Twitter. Jens dice: ja"),
    ("nl", "Dit bericht werd genoemd op Twitter door Eva en Jens. Jens zei: ja"),
    ("nl", "Dit artikel werd op Twitter genoemd door Eva en Jens. Jens schreef: ja"),
    ("nl", "Dit bericht werd op Twitter door Eva en Jens vermeld. Jens zei: ja"),
    ("sv", "Det här inlägget nämndes på Twitter av Eva och Jens. Jens sade: ja"),
    ("sv", "Denna artikel har omnämnts på Twitter av Eva och Jens. Jens sa: ja"),
    ("da", "Dette indlæg blev nævnt på Twitter af Eva og Jens. Jens sagde: ja"),
    ("da", "Denne artikel blev omtalt af Eva og Jens på Twitter. Jens skrev: ja"),
    ("no", "Dette innlegget ble nevnt på Twitter av Eva og Jens. Jens sa: ja"),
    ("fi", "Tämä kirjoitus mainittiin Twitterissä käyttäjien Eva ja Jens toimesta. Jens sanoi: ja"),
    ("pl", "Ten wpis został wspomniany na Twitterze przez Eva i Jens. Jens powiedział(a): ja"),
    ("pl", "Ten artykuł został wspomniany przez Eva oraz Jens na Twitterze. Jens napisał: ja"),
    ("cs", "Tento příspěvek byl zmíněn na Twitteru uživateli Eva a Jens. Jens řekl: ja"),
    ("ru", "Эта запись была упомянута в Твиттере пользователями Eva и Jens. Jens сказал: ja"),
    ("tr", "Bu yazı Twitter'da Eva ve Jens tarafından paylaşıldı. Jens dedi: ja"),
    ("ja", "この記事はTwitterでEvaとJensによって言及されました。Jensは言いました：ja"),
    ("ja", "この記事は、EvaとJensによってTwitterで言及されました。Jensさんは言いました：ja"),
    (
        "ja",
        "このエントリーは Twitter で Eva と Jens によって言及されました。 Jens は言いました: ja",
    ),
    ("pl", "Ten wpis został wspomniany na Twitterze przez użytkowników Eva i Jens. Jens mówi: ja"),
    ("ja", "この投稿はツイッター上でEvaさんとJensさんに言及されました。 Jensさんのコメント: ja"),
]
# frame, names, speaker
SHAPES = [
    ("This post was mentioned on Twitter by Mr: X. Mr: X said: ja", "Mr: X", "Mr: X"),
    ("This post was mentioned on Twitter by Mr: X, B. B said: ja", "Mr: X|B", "B"),
    (
        "This post was mentioned on Twitter by Twitter, others. others said: ja",
        "Twitter|others",
        "others",
    ),
    ("This post was mentioned on Twitter by and, said. said said: ja", "and|said", "said"),
    ("This post was mentioned on Twitter by This post, B. B said: ja", "This post|B", "B"),
    ("This post was mentioned on Twitter by EVA, Eva. Eva said: ja", "EVA", None),
    (
        "This post was mentioned on Twitter by محمد علي, سارة. سارة said: ja",
        "محمد علي|سارة",
        "سارة",
    ),
    ("This post was mentioned on Twitter by ★, ☆ and ♥. ♥ said: ja", "★|☆|♥", "♥"),
    ("This post was mentioned on Twitter by \u200fדנה\u200f, B. B said: ja", "דנה|B", "B"),
    ("This post was mentioned on Twitter by A & B, C. C said: ja", "A & B|C", "C"),
    (
        "This post was mentioned on Twitter by A, What? No!. What? No! said: ja",
        "A|What? No!",
        "What? No!",
    ),
    ("This\u00a0post was mentioned on  Twitter by A. A\u202fsaid : ja", "A", "A"),
    ("Dieser Eintrag wurde auf Twitter von A sagte und B erwähnt. B sagte: ja", "A sagte|B", "B"),
    (
        "Dieser Eintrag wurde auf Twitter von A erwähnt erwähnt. A erwähnt sagte: ja",
        "A erwähnt",
        "A erwähnt",
    ),
    ("Dieser Eintrag wurde auf Twitter von A erwähnt. A hat geschrieben: ja", "A", "A"),
    ("この記事はTwitterでとと、Evaによって言及されました。Evaは言いました：ja", "とと|Eva", "Eva"),
    ("This post was mentioned on Twitter by Jens. Jens said: ja", "Jens", "Jens"),
    ("This post was mentioned on Twitter by Eva, Jens. Jens said: ja", "Eva|Jens", "Jens"),
    ("This post was mentioned on Twitter by Jens, Jens. Jens said: ja", "Jens", "Jens"),
    ("This post was mentioned on Twitter by Jens and Jens. Jens said: ja", "Jens", "Jens"),
    ("This post was mentioned on Twitter by A and B, C. C said: ja", "A|B|C", "C"),
    ("This post was mentioned on Twitter by A, B and C, D. D said: ja", "A|B|C|D", "D"),
    (
        "This post was mentioned on Twitter by A, B, C, D, X and others. X said: ja",
        "A|B|C|D|X",
        "X",
    ),
    ("This post was mentioned on Twitter by A and B. A said: ja", "A|B", "A"),
    ("This post was mentioned on Twitter by A, K.K. K.K said: ja", "A|K.K", "K.K"),
    (
        "This post was mentioned on Twitter by J. R. Meier. J. R. Meier said: ja",
        "J. R. Meier",
        None,
    ),
    ("This post was mentioned on Twitter by A, J. R. K.. J. R. K. said: ja", "A|J. R. K.", None),
    ("This post was mentioned on Twitter by A, J. R. K. J. R. K. said: ja", "A|J. R. K.", None),
    ("This post was mentioned on Twitter by A, Oh no, B.. Oh no, B. said: ja", "A|Oh no, B.", None),
    ("This post was mentioned on Twitter by K. Ei, B. Ei. B. Ei said: ja", "K. Ei|B. Ei", "B. Ei"),
    ("This post was mentioned on Twitter by A, .jens. .jens said: ja", "A|.jens", ".jens"),
    ("This post was mentioned on Twitter by A, Jens . Jens  said: ja", "A|Jens", "Jens"),
    ("This post was mentioned on Twitter by A, 山田. 山田 said: ja", "A|山田", "山田"),
    (
        "This post was mentioned on Twitter by A, ♥ Eva 🎉. ♥ Eva 🎉 said: ja",
        "A|♥ Eva 🎉",
        "♥ Eva 🎉",
    ),
    (
        "This post was mentioned on Twitter by A, Eva, PhD. Eva, PhD said: ja",
        "A|Eva, PhD",
        "Eva, PhD",
    ),
    (
        "This post was mentioned on Twitter by A said: B. A said: B said: ja",
        "A said: B",
        "A said: B",
    ),
    ("This post was mentioned on Twitter by Salt and Ice and B. B said: ja", "Salt and Ice|B", "B"),
    ("This post was mentioned on Twitter by A and B. [...] B said: ja", "A|B", "B"),
    ("This post was\nmentioned on Twitter\nby A and B.\nB said: ja", "A|B", "B"),
    ("  This post was mentioned on Twitter by A. A said: ja", "A", "A"),
    ("This post was mentioned on Twitter by jens_m: ja", "@jens_m", "@jens_m"),
    ("This post was mentioned on Twitter by @jens_m: ja", "@jens_m", "@jens_m"),
    ("This post was mentioned on Twitter by jens_m: ja...", "@jens_m", "@jens_m"),
    ("Dieser Eintrag wurde auf Twitter von jens_m erwähnt: ja", "@jens_m", "@jens_m"),
    ("Dieser Eintrag wurde auf Twitter von A, B und C erwähnt. A sagte: ja", "A|B|C", "A"),
    ("Dieser Eintrag wurde auf Twitter von A, B und C erwähnt. B sagte: ja", "A|B|C", "B"),
    (
        "Dieser Eintrag wurde auf Twitter von Ei und Öl und C erwähnt. C sagte: ja",
        "Ei und Öl|C",
        "C",
    ),
    ("Dieser Eintrag wurde auf Twitter von A, Eva und anderen erwähnt. A sagte: ja", "A|Eva", "A"),
    (
        "Dieser Eintrag wurde auf Twitter von K. Ei und J. R. M. erwähnt. K. Ei sagte: ja",
        None,
        "K. Ei",
    ),
    ("Dieser Eintrag wurde auf Twitter von A erwähnt. [...] A sagte: ja", "A", "A"),
    ("L'article a été mentionné sur Twitter par A et d'autres. A a dit : ja", "A", "A"),
]
WITHOUT_WORDS = [
    ("Dieser Eintrag wurde auf Twitter von Eva und Jens Meier erwähnt. Jens Mei", "Eva|Jens Meier"),
    ("This post was mentioned on Twitter by Eva and Jens.", "Eva|Jens"),
    ("This post was mentioned by Eva and Jens on Twitter.", "Eva|Jens"),
    ("This post was mentioned by Eva and Jens on Twitter", "Eva|Jens"),
    ("Dieser Eintrag wurde auf Twitter von Eva und Jens erwähnt.", "Eva|Jens"),
    ("Dieser Eintrag wurde auf Twitter von Eva und Jens erwähnt. Jens sag", "Eva|Jens"),
    ("Dieser Eintrag wurde auf Twitter von Eva und Jens erwähnt. Jens sagte: ", "Eva|Jens"),
]
UNREADABLE = [
    "This post was mentioned on Twitter by Eva and others, Jens. Jens said: ja",
    "This post was mentioned on Twitter by Meier, Müller,, Jens. Jens said: ja",
    "This post was mentioned on Twitter by <b>Eva</b>, Jens. Jens said: ja",
    "This post was mentioned on Twitter by Jens Meier: ja...",
    "Dieser Eintrag wurde auf Twitter von Eva erwähnt. Uwe sag",
    "This post was mentioned on Twitter by Eva and Je",
    "This post was mentioned on Twitter by Eva and Jens. Jens sa",
    "This post was mentioned on Twitter by Eva and Jens. Uwe said: ja",
    "This post was mentioned on Twitter by Eva and Uwe and Jens.",
    "This post was mentioned on Twitter by Eva. And I am glad.",
    "This post was mentioned on Twitter by Eva, [...] and Jens. Jens said: ja",
    "This post was mentioned on Twitter by ",
    "Dieser Eintrag wurde auf Twitter von Eva und Jens erwähnt. Uwe sagte: ja",
    "Dieser Eintrag wurde auf Twitter von Eva erwähnt. Darüber freue ich mich sehr, danke dafür!",
    "この記事はTwitterで田中とさくらによって言及されました。",
]
NO_FRAMES = [
    "",
    "Somebody mentioned this post on Twitter.",
    "I mentioned this post on Twitter, by the way",
    "This post was mentioned on Twitter",
    "This post was mentioned by Jens.",
    "This post was mentioned on Twitter yesterday",
    "This Article was mentioned on blog.example",
    "Look: This post was mentioned on Twitter by Jens. Jens said: ja",
    "Eva wrote that this post was mentioned on Twitter by Jens. Jens said: ja",
    "This post is about Twitter",
    "Dieser Eintrag wurde auf Twitter erwähnt.",
    "Dieser Eintrag wurde von Jens erwähnt.",
    "Dieser Eintrag wurde auf Twitter von Jens gelobt.",
    "Ich habe diesen Eintrag auf Twitter erwähnt.",
    "Ce billet est sur Twitter.",
    "Reblogged this on Twitter by Jens.",
    "Jens hat diesen Artikel auf twitter.com erwähnt.",
]


@pytest.mark.parametrize(("language", "text"), LANGUAGES)
def test_every_language(language: str, text: str) -> None:
    found = read_frame(text)
    assert found
    assert (found.language, found.platform) == (language, "twitter")
    assert found.people
    assert (found.people.names, found.people.more) == (("Eva", "Jens"), False)
    assert (found.speaker, found.words) == ("Jens", "ja")


def test_no_language_is_left_out() -> None:
    tags = [row["tag"] for row in load_table("frames")["language"]]
    assert sorted(tags) == sorted({language for language, _ in LANGUAGES})
    assert len(heads()) == len(tags)


@pytest.mark.parametrize(("text", "names", "speaker"), SHAPES)
def test_shapes(text: str, names: str | None, speaker: str | None) -> None:
    found = read_frame(text)
    assert found
    assert found.people
    assert "|".join(found.people.names) == (names or "K. Ei|J. R. M.")
    assert found.speaker == (speaker or found.people.names[-1])
    assert found.words == "ja"


@pytest.mark.parametrize(("text", "names"), WITHOUT_WORDS)
def test_names_alone(text: str, names: str) -> None:
    found = read_frame(text)
    assert found
    assert found.people
    assert "|".join(found.people.names) == names
    assert (found.speaker, found.words) == (None, None)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_not_certain_names_nobody(text: str) -> None:
    found = read_frame(text)
    assert found
    assert (found.people, found.speaker, found.words) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "shape", "names"),
    [
        ("This post was mentioned on Twitter by Mr: X and Ev", Shape.LIST, None),
        ("This post was mentioned on Twitter by jens: Eva. Eva said: ja", Shape.ACCOUNT, "@jens"),
        ("This post was mentioned on Twitter by Eva. Eva said: ja", Shape.ACCOUNT, None),
        ("This post was mentioned on Twitter by Eva. Eva said: ja", Shape.LIST, "Eva"),
        ("This post was mentioned on Twitter by jens: ja", Shape.LIST, None),
    ],
)
def test_what_its_author_is_known_to_write(text: str, shape: Shape, names: str | None) -> None:
    found = read_frame(text, shape)
    assert found
    assert (found.people and "|".join(found.people.names)) == names


@pytest.mark.parametrize("text", NO_FRAMES)
def test_no_frame(text: str) -> None:
    assert read_frame(text) is None


@pytest.mark.parametrize(
    ("text", "more", "others"),
    [
        ("This post was mentioned on Twitter by A and others. A said: ja", True, None),
        ("This post was mentioned on Twitter by A and 7 others. A said: ja", True, 7),
        ("Dieser Eintrag wurde auf Twitter von A und 12 weiteren erwähnt. A sagte: ja", True, 12),
        ("Esta entrada fue mencionada en Twitter por A y otros. A dijo: ja", True, None),
        ("Questo post è stato menzionato su Twitter da A e altri. A ha detto: ja", True, None),
        ("Este post foi mencionado no Twitter por A e outros. A disse: ja", True, None),
        ("Dit bericht werd op Twitter genoemd door A en anderen. A zei: ja", True, None),
        ("Det här inlägget nämndes på Twitter av A och 3 andra. A sade: ja", True, 3),
        ("Dette indlæg blev nævnt på Twitter af A og andre. A sagde: ja", True, None),
        ("Ten wpis został wspomniany na Twitterze przez A i innych. A napisał: ja", True, None),
        ("この記事はTwitterでA他によって言及されました。Aは言いました：ja", True, None),
    ],
)
def test_others(text: str, more: bool, others: int | None) -> None:  # noqa: FBT001 - a column
    found = read_frame(text)
    assert found
    assert found.people
    assert (found.people.names, found.people.more, found.people.others) == (("A",), more, others)


@pytest.mark.parametrize(
    ("label", "platform"),
    [
        ("Hacker News", "hackernews"),
        ("Reddit", "reddit"),
        ("FriendFeed", "friendfeed"),
        ("Xyzzy", None),
    ],
)
def test_platforms(label: str, platform: str | None) -> None:
    found = read_frame(f"This post was mentioned on {label} by Jens. Jens said: ja")
    assert found
    assert found.platform == platform


def test_quoted_words_stay_as_they_are() -> None:
    words = "RT @a: „Weg damit“  [...] Eva said: nein. http://ow.ly/x #fb …"
    found = read_frame(f"This post was mentioned on Twitter by Jens. Jens said: {words}")
    assert found
    assert found.words == words


PIECES = st.lists(
    st.sampled_from(
        [
            *("This post was ", "mentioned ", "on Twitter ", "by ", "A", " and ", ", ", ". ", "B"),
            *(" said: ", "Dieser Eintrag wurde ", "auf Twitter ", "von ", " erwähnt. ", "[...]"),
            *(
                "この記事は",
                "Twitterで",
                "によって",
                "言及されました。",
                "と",
                " others",
                ":",
                "\n",
            ),
        ]
    )
).map("".join)


@given(st.one_of(st.text(), PIECES, PIECES.map(lambda tail: f"This post was mentioned {tail}")))
def test_every_name_stands_in_the_text(text: str) -> None:
    found = read_frame(text)
    if found and found.people:
        folded = " ".join(text.split())
        assert all(name.removeprefix("@") in folded for name in found.people.names)
        assert found.speaker is None or found.speaker in found.people.names
        assert (found.words or "") in text


@pytest.mark.parametrize(
    "piece", ["A and B, ", "by on ", "A. A said ", " said: ", ". ", "erwähnt ", " "]
)
@pytest.mark.parametrize(
    "head",
    [
        "This post was mentioned on Twitter by ",
        "This post was mentioned by ",
        "Dieser Eintrag wurde auf Twitter von ",
        "この記事は",
        "Bu yazı ",
        "This post was mentioned on ",
    ],
)
def test_long_texts_take_no_longer_than_their_length(head: str, piece: str) -> None:
    started = time.process_time()
    read_frame(head + piece * (100_000 // len(piece)))
    assert time.process_time() - started < 2
