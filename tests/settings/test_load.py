import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.errors import ConfigError
from mentions.settings import find_config, load_settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(text: str | bytes, name: str = "config.toml", **options: object) -> list[str]:
    """Write a config and return what its refusal says, a line a problem."""
    path = Path(name)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as caught:
        load_settings(path, **options)  # type: ignore[arg-type]
    return str(caught.value).split("\n")


@pytest.mark.parametrize(
    ("explicit", "environ", "expected"),
    [
        (Path("a.toml"), {"MENTIONS_CONFIG": "b.toml"}, "a.toml"),
        (None, {"MENTIONS_CONFIG": "b.toml"}, "b.toml"),
        (None, {"MENTIONS_CONFIG": ""}, "config.toml"),
        (None, {}, "config.toml"),
    ],
)
def test_find_config(explicit: Path | None, environ: dict[str, str], expected: str) -> None:
    assert find_config(explicit, environ) == Path(expected)


def test_an_empty_config_has_every_default(folder: Path) -> None:
    Path("config.toml").write_text("")
    settings = load_settings(Path("config.toml"))
    assert settings.database.where == folder / "data" / "mentions.db"
    assert settings.shortlinks.resolve is True
    assert settings.poll.interval is None
    assert not settings.tracked()
    assert not settings.watched()


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(folder: Path) -> None:
    Path("config.toml").write_bytes(b"\xef\xbb\xbf[poll]\r\ninterval = 60\r\n")
    assert load_settings(Path("config.toml")).poll.interval == 60
    assert refused(b"\xef\xbb\xbf[poll]\r\n\r\nx = 1\r\n")[0].startswith("config.toml:3: ")


ARTICLE = '[[articles]]\nurl = "https://a.example/"\n'
FEED = '[[watches]]\nsource = "feed"\naddress = "https://a.example/feed"\n'


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[fetch]\ntimout = 3", 2, 'fetch.timout: no such key; did you mean "timeout"?'),
        ("[fetch]\nzzz = 3", 2, "fetch.zzz: no such key. Valid here: allow_hosts, concurrency,"),
        ("\n[artikel]", 2, 'artikel: no such table; did you mean "articles"? Valid here: art'),
        ("intervall = 3", 1, "intervall: no such table"),
        ("[poll]\n'a b\\u' = 1", 2, "poll.'a b\\\\u': no such key"),
        ("[fetch]\n\ntimeout = '20'", 3, "fetch.timeout: '20' will not do; expected: a number"),
        ("[fetch]\ntimeout = nan", 2, "fetch.timeout: nan will not do"),
        ("[fetch]\ntimeout = 0", 2, "a number of seconds, 1 to 300"),
        ("[fetch]\nmax_bytes = 1.5", 2, "fetch.max_bytes: 1.5 will not do"),
        ("[fetch]\nconcurrency = true", 2, "fetch.concurrency: true will not do"),
        ("[fetch]\noffline = 'yes'", 2, "true or false, without quotes"),
        ("[fetch]\ncontact = 'me'", 2, 'an address such as "https://blog.example.org/about"'),
        ("[fetch]\nallow_hosts = 'nas'", 2, "fetch.allow_hosts: 'nas' will not do; expected: a li"),
        ("[fetch]\nallow_hosts = [\n'nas',\n'http://x']", 4, "fetch.allow_hosts: 'http://x' will"),
        ("[fetch]\nallow_hosts = ['*']", 2, "fetch.allow_hosts: '*' will not do"),
        ("fetch = 3", 1, "fetch: 3 will not do; expected: a table, written [fetch]"),
        ("[[fetch]]", 1, "expected: a table, written [fetch], with keys under it"),
        ("[articles]", 1, "expected: a table, written [[articles]], with keys under it"),
        ("articles = [3]", 1, "articles: 3 will not do; expected: a table, written [[articles]]"),
        ("[poll]\ninterval = 5", 2, "a whole number of seconds, 60 to 31536000 (a year)"),
        ("\n[[articles]]\ntitle = 'x'", 2, "articles.url: is missing here; it is an address that"),
        ("[[articles]]\nurl = 'blog.example'", 2, "begins with http:// or https://"),
        ("[[articles]]\nurl = 'https:///x'", 2, "articles.url: 'https:///x' will not do"),
        (ARTICLE + "aliases = ['/x']", 3, "articles.aliases: '/x' will not do; expected: a list"),
        (ARTICLE + "title = ' '", 3, "articles.title: ' ' will not do; expected: a text in quotes"),
        (ARTICLE + ARTICLE, 4, "'https://a.example/' is an address of two articles; keep one"),
        (
            ARTICLE + "[[articles]]\nurl='https://b.example/'\naliases=[\n'https://a.example/']",
            6,
            "articles.aliases: 'https://a.example/' is an address of two articles",
        ),
        (FEED + FEED, 4, "watches: 'https://a.example/feed' is watched twice; drop one"),
        (FEED + "base_url = 'https://a.example/'", 4, "base_url belongs to a file: address only"),
        ("[[watches]]\nsource='feed'\naddress='file:x'", 1, "watches: a file needs base_url"),
        ("[[watches]]\nsource='feed'\naddress='ftp://x'", 3, "watches.address: 'ftp://x' will"),
        ("[[watches]]\nsource='feed'\naddress='file:'", 3, "watches.address: 'file:' will not do"),
        ("[[watches]]\nsource='feed'\naddress='file://nas/x'", 3, "watches.address: 'file://nas"),
        ("[[watches]]\nsource='A b'\naddress='https://x'", 2, 'such as "webpage" or "feed"'),
        ("[database]\npath = '~/x.db'", 2, "database.path: '~/x.db' will not do"),
        ("[database]\npath = 3", 2, "database.path: 3 will not do; expected: a path in quotes"),
        ("[database]\nurl = 3", 2, "database.url: will not do; expected: an address like"),
        ("[database]\nurl_env = 'A B'", 2, "database.url_env: 'A B' will not do"),
        ("[database]\npath='x'\nurl_env='X'", 1, "give one of path, url and url_env, not path and"),
        ("\n[database]\nurl_env = 'NOPE'", 3, "the environment variable NOPE is not set"),
        ("[database]\nurl = 'mysql://x'", 2, "must begin with postgresql+psycopg://; SQLite takes"),
        ("[database]\nurl = 'postgresql://u:geheim@h/x'", 2, "keep the password out of this file"),
    ],
)
def test_a_mistake_is_told_with_its_line(folder: Path, text: str, line: int, says: str) -> None:
    told = refused(text, environ={})
    assert len(told) == 1
    assert told[0].startswith(f"config.toml:{line}: ")
    assert says in told[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[poll\n", "config.toml:1:6: not valid TOML: Expected ']' at the end of a table decl"),
        ("a = 1\nb = x", "config.toml:2:5: not valid TOML: Invalid value; texts need quotes"),
        ("a = 1\na = 2", "config.toml:2:6: not valid TOML: Cannot overwrite a value; the key st"),
        ("a = 'b", "config.toml:1:7: not valid TOML: "),
        ('a = "C:\\x"', "config.toml:1:10: not valid TOML: Unescaped '\\' in a string; in \"...\""),
        ("[a]\n[a]", "config.toml:2:3: not valid TOML: Cannot declare ('a',) twice; the table st"),
        ("a = " + "9" * 5000, "config.toml: not valid TOML: Exceeds the limit"),
        ("a = " + "[" * 20_000, "config.toml: not valid TOML: brackets in brackets without end"),
        (b"a = 1\nb = '\xfc'", "config.toml:2: not UTF-8; save the file as UTF-8"),
        ("a = 1\0", "config.toml:1:6: not valid TOML"),
        ("#" * 1_000_001, "config.toml: larger than 1000000 bytes, so it is no config"),
    ],
)
def test_what_is_not_toml_is_told(folder: Path, text: str | bytes, says: str) -> None:
    assert refused(text)[0].startswith(says)


def test_all_problems_are_told_up_to_ten(folder: Path) -> None:
    told = refused("[fetch]\n" + "".join(f"x{number} = 1\n" for number in range(14)))
    assert [line.split(":")[1] for line in told[:-1]] == [str(line) for line in range(2, 12)]
    assert told[-1] == "config.toml: and 4 more"


def test_unknown_sources_are_told_where_the_sources_are_known(folder: Path) -> None:
    told = refused(FEED.replace('"feed"', '"fead"'), sources=["feed", "webpage"])
    said = "watches.source: no source 'fead'; did you mean \"feed\"? There are: feed, webpage"
    assert told == [f"config.toml:2: {said}"]


def test_unknown_sources_of_a_blog_are_told(folder: Path) -> None:
    told = refused(
        '[[blogs]]\nurl = "https://b.example/"\nwatches = ["feed", "webpge"]\n',
        sources=["feed", "webpage"],
    )
    said = "blogs.watches: no source 'webpge'; did you mean \"webpage\"? There are: feed, webpage"
    assert told == [f"config.toml:3: {said}"]


def test_a_blog_named_twice_is_told(folder: Path) -> None:
    blog = '[[blogs]]\nurl = "https://b.example{}"\n'
    told = refused(blog.format("/") + blog.format(""))
    assert told == ["config.toml:4: blogs.url: 'https://b.example' stands here twice; drop one"]


def test_a_wrong_item_of_a_list_is_told_once(folder: Path) -> None:
    notify = '[[notify]]\nname = "me"\nurl_env = "A"\nevents = {}\n'
    (told,) = refused(notify.format('["frist"]'))
    assert told.startswith("config.toml:4: notify.events: 'frist' will not do; expected: a list")
    (told,) = refused(notify.format("[]"))
    assert told.startswith("config.toml:4: notify.events: [] will not do; expected: a list")


def test_a_missing_file_says_how_to_make_one(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"^there/config.toml: no such file; make one"):
        load_settings(Path("there/config.toml"))


def test_a_folder_is_told(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"^\.: a folder; name the file in it"):
        load_settings(Path())


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_an_impossible_name_is_told(folder: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="cannot be read: "):
        load_settings(Path(name))


def test_an_unreadable_file_is_told(folder: Path) -> None:
    Path("loop.toml").symlink_to("loop.toml")
    with pytest.raises(ConfigError, match=r"'loop\.toml': cannot be read: "):
        load_settings(Path("loop.toml"))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("file:data/a b.html", "conf/data/a b.html"),
        ("file:../Straße 100%.html", "Straße 100%.html"),
        ("FILE:./x/../y.html", "conf/y.html"),
    ],
)
def test_files_are_relative_to_the_config(folder: Path, address: str, expected: str) -> None:
    Path("conf").mkdir()
    Path("conf/config.toml").write_text(
        f"[[watches]]\nsource='webpage'\naddress='{address}'\nbase_url='https://a.example/'",
        "utf-8",
    )
    settings = load_settings(Path("conf/config.toml"))
    assert settings.watched()[0].address == (folder / expected).as_uri()


@pytest.mark.parametrize("address", ["file:///a%20b.html", "file://localhost/a%20b.html"])
def test_a_file_url_is_percent_encoded(folder: Path, address: str) -> None:
    Path("config.toml").write_text(
        f"[[watches]]\nsource='webpage'\naddress='{address}'\nbase_url='https://a.example/'"
    )
    assert load_settings(Path("config.toml")).watched()[0].address == "file:///a%20b.html"


def test_watches_without_interval_take_that_of_poll(folder: Path) -> None:
    more = '[[watches]]\nsource = "webpage"\naddress = "https://a.example/"\n'
    Path("config.toml").write_text(FEED + "interval = 90\n" + more + "[poll]\ninterval = 120")
    watches = load_settings(Path("config.toml")).watched()
    assert [watch.interval for watch in watches] == [90, 120]
    assert all(watch.from_config for watch in watches)


SECRET = "postgresql+psycopg://mentions:geheim@db.example/mentions"  # noqa: S105 - invented


def test_a_secret_is_used_and_never_shown(folder: Path) -> None:
    Path("config.toml").write_text('[database]\nurl_env = "DB"')
    settings = load_settings(Path("config.toml"), environ={"DB": SECRET})
    assert settings.database.where == SECRET
    assert settings.database.path is None
    assert "geheim" not in f"{settings!r} {settings} {settings.model_dump()}"


@pytest.mark.parametrize(
    "text",
    [
        '[database]\nurl_env = "DB"',
        f"[database]\nurl = '{SECRET}'",
        "[database]\nurl = 'x:geheim@'",
        "[database]\nurl = ['geheim']",
    ],
)
def test_no_error_shows_a_secret(folder: Path, text: str) -> None:
    assert "geheim" not in "".join(refused(text, environ={"DB": "mysql://x:geheim@y/z"}))


Folders = pytest.TempPathFactory


@pytest.fixture(scope="module")
def folders(tmp_path_factory: Folders) -> Folders:
    return tmp_path_factory


def what_is_told(folders: Folders, data: bytes) -> list[str]:
    path = folders.getbasetemp() / "any.toml"
    path.write_bytes(data)
    try:
        load_settings(path, environ={}, sources=["feed"])
    except ConfigError as error:
        return str(error).split("\n")
    return []


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_whatever_stands_in_it_only_our_error_comes(folders: Folders, data: bytes) -> None:
    told = what_is_told(folders, data)
    assert all("any.toml" in line for line in told)


_KEYS = st.sampled_from(
    [*("database", "fetch", "shortlinks", "poll", "articles", "watches", "path", "url", "x"),
     *("timeout", "allow_hosts", "interval", "aliases", "title", "source", "address", "base_url")]
)  # fmt: skip
_VALUES = st.recursive(
    st.one_of(
        st.sampled_from(["1", "-5", "1e400", "true", "1979-05-27", "07:32:00", '""', "'feed'"]),
        st.sampled_from(["'file:x'", "'https://a.example/'", "'\u202e'", "'http://['"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda found: f"[{', '.join(found)}]"),
        st.dictionaries(_KEYS, inner, max_size=4).map(
            lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"
        ),
    ),
)


@given(st.dictionaries(_KEYS, _VALUES, max_size=5))
def test_whatever_types_stand_in_it_only_our_error_comes(
    folders: Folders, tables: dict[str, str]
) -> None:
    text = "\n".join(f"{key} = {value}" for key, value in tables.items())
    tomllib.loads(text)
    told = what_is_told(folders, text.encode())
    assert len(told) <= 11
    assert "\u202e" not in "".join(told)
