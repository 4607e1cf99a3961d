"""`scripts/check_pages.py`, against a server on loopback: no test asks the pages themselves."""

import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from conftest import HERE
from loopback import Answer, Server, serving

from scripts import check_pages

# The citations of a page: a record and a phrase each.
Cited = dict[str, str]
Check = Callable[..., tuple[int, list[list[str]]]]

LINES = (HERE / "phrases.tsv").read_text("utf-8").splitlines()
PHRASES = [line.split("\t") for line in LINES if not line.startswith("#")]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    """Asks pages by address, each cited by records with phrases; gives the lines that it prints."""
    monkeypatch.setattr(check_pages, "PAGES", tmp_path / "pages")
    monkeypatch.setattr(check_pages, "PAUSE", 0.0)
    # No page here is encrypted, and to load certificates takes longer than a test.
    monkeypatch.setattr(ssl, "create_default_context", lambda **_: None)

    def invoke(pages: dict[str, Cited], *arguments: str) -> tuple[int, list[list[str]]]:
        root: dict[str, Any] = {"statement": [], "source": []}
        for number, (url, cited) in enumerate(pages.items(), 1):
            root["source"].append({"id": f"page-{number}", "url": url})
            for record, phrase in cited.items():
                citation = {"id": f"page-{number}", "phrase": phrase}
                root["statement"].append({"id": record, "sources": [citation]})
        data = tmp_path / "data.yaml"
        data.write_text(yaml.safe_dump(root, allow_unicode=True), "utf-8")
        code = check_pages.main(["--data", str(data), *arguments])
        return code, [line.split("\t") for line in capsys.readouterr().out.splitlines()]

    return invoke


@pytest.mark.parametrize(("html", "phrase", "fault"), PHRASES)
def test_a_phrase_is_looked_for_as_browsers_look_for_it(html: str, phrase: str, fault: str) -> None:
    assert check_pages.fault_of(phrase, check_pages.blocks_of(html)) == fault


def test_a_page_that_holds_its_passages_is_not_mentioned(server: Server, check: Check) -> None:
    server.answers["/page"] = Answer(b"<p>the quick brown fox</p>")
    assert check({f"{server.url}/page": {"one": "quick brown", "two": "brown fox"}}) == (0, [])


def test_a_passage_that_is_lacking_is_told_with_its_record_and_where_to_look(
    server: Server, check: Check
) -> None:
    server.answers["/page"] = Answer(b"<p>the quick brown fox</p>")
    url = f"{server.url}/page#top"
    assert check({url: {"sound": "quick brown", "lame": "lazy dog", "cut": "quick bro"}}) == (
        1,
        [
            ["not found", "page-1", "lame", "lazy dog", f"{url}:~:text=lazy%20dog"],
            ["broken", "page-1", "cut", "quick bro", f"{url}:~:text=quick%20bro"],
        ],
    )


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(status=404), "gone"),
        (Answer(status=410), "gone"),
        (Answer(status=403), "refused"),
        (Answer(status=429), "refused"),
        (Answer(status=503), "failed"),
        (Answer(status=301, location="/page"), "failed"),
        (Answer(status=301, location="ftp://127.0.0.1/"), "failed"),
        (Answer(status=301, location="http://[/"), "failed"),
        (Answer(b"%PDF-1.7", type="application/pdf"), "no text"),
        (Answer(b"quick brown", type="text/html; charset=hex"), "failed"),
    ],
)
def test_a_page_that_cannot_be_read_is_told_once(
    server: Server, check: Check, answer: Answer, outcome: str
) -> None:
    server.answers["/page"] = answer
    url = f"{server.url}/page"
    line = [outcome, "page-1", "one two", "", url]
    assert check({url: {"one": "quick brown", "two": "lazy dog"}}) == (1, [line])


# Nothing comes in time, or each part does and the whole does not.
@pytest.mark.parametrize("pause", [1.0, 0.3])
def test_a_page_that_takes_too_long_has_timed_out(
    server: Server, check: Check, monkeypatch: pytest.MonkeyPatch, pause: float
) -> None:
    monkeypatch.setattr(check_pages, "LIMIT", 0.5)
    server.answers["/page"] = Answer(b"quick brown", pause=pause)
    url = f"{server.url}/page"
    assert check({url: {"one": "quick brown"}}) == (1, [["timed out", "page-1", "one", "", url]])


def test_a_host_that_is_not_there_has_failed(check: Check) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    assert check({url: {"one": "quick brown"}}) == (1, [["failed", "page-1", "one", "", url]])


@pytest.mark.parametrize(
    ("first", "second", "moved"),
    [(301, 301, "/end"), (308, 301, "/end"), (301, 302, "/middle"), (302, 301, ""), (307, 303, "")],
)
def test_a_page_has_moved_where_it_is_for_good_and_is_read_there(
    server: Server, check: Check, first: int, second: int, moved: str
) -> None:
    server.answers |= {
        "/page": Answer(status=first, location="/middle"),
        "/middle": Answer(status=second, location="/end"),
        "/end": Answer(b"<p>the quick brown fox</p>"),
    }
    url = f"{server.url}/page"
    code, lines = check({url: {"one": "quick brown", "two": "lazy dog"}})
    now = server.url + (moved or "/page")
    lacking = ["not found", "page-1", "two", "lazy dog", f"{now}#:~:text=lazy%20dog"]
    told = [["moved", "page-1", "one two", "", now]] if moved else []
    assert (code, lines) == (1, [*told, lacking])


HTML = '<meta http-equiv="Content-Type" content="text/html; charset={}"><p>{}</p>'


@pytest.mark.parametrize(
    ("encoding", "name", "phrase"),
    [
        ("cp932", "Shift_JIS", "①首脳会合が東京で"),
        ("euc_jp", "EUC-JP", "首脳会合が東京で"),
        ("iso2022_jp", "ISO-2022-JP", "首脳会合が東京で"),
        ("cp1251", "windows-1251", "Саммит в Токио"),
        ("koi8_r", "KOI8-R", "Саммит в Токио"),
        ("gb18030", "gb2312", "峰会在东京举行"),
        ("cp1252", "iso-8859-1", "Japan’s café"),
        ("utf-8", "utf-8", "Қасым-Жомарт Тоқаев"),
    ],
)
def test_a_page_is_read_in_its_encoding(
    server: Server, check: Check, encoding: str, name: str, phrase: str
) -> None:
    server.answers |= {
        "/header": Answer(f"<p>{phrase}</p>".encode(encoding), f"text/html; charset={name}"),
        "/meta": Answer(HTML.format(name, phrase).encode(encoding), "text/html"),
        "/no-type": Answer(HTML.format(name, phrase).encode(encoding), ""),
    }
    assert check({server.url + path: {path[1:]: phrase} for path in server.answers}) == (0, [])


def test_a_byte_order_mark_goes_before_the_header(server: Server, check: Check) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        page = "<p>Саммит в Токио</p>".encode(encoding)
        server.answers[f"/{encoding}"] = Answer(page, "text/html; charset=windows-1251")
    assert check({server.url + path: {"one": "Саммит в"} for path in server.answers}) == (0, [])


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds slept; time passes only so."""
    slept: list[float] = []
    clock = {"monotonic": lambda: sum(slept), "time": time.time, "sleep": slept.append}
    monkeypatch.setattr(check_pages, "time", SimpleNamespace(**clock))
    return slept


def test_a_host_is_asked_once_a_second_and_knows_by_whom(
    server: Server, check: Check, slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_pages, "PAUSE", 1.0)
    server.answers |= {"/moved": Answer(status=302, location="/page"), "/page": Answer(b"here")}
    assert check({f"{server.url}/moved": {}, f"{server.url}/page": {}}) == (0, [])
    assert server.asked == ["/robots.txt", "/moved", "/page", "/page"]
    assert sum(slept) == 3
    assert all(agent.startswith("cajad/") for agent in server.agents)


def test_what_robots_are_asked_is_heeded(server: Server, check: Check, slept: list[float]) -> None:
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: cajad\nDisallow: /hidden\nCrawl-delay: 9\n"
    server.answers |= {
        "/robots.txt": Answer(rules, "text/plain"),
        "/page": Answer(b"quick brown"),
        "/more": Answer(b"quick brown"),
    }
    urls = [f"{server.url}/{name}" for name in ("hidden", "page", "more")]
    refused = ["refused", "page-1", "one", "", urls[0]]
    assert check({url: {"one": "quick brown"} for url in urls}) == (1, [refused])
    assert server.asked == ["/robots.txt", "/page", "/more"]
    assert sum(slept) == 9


def test_a_page_that_was_read_is_not_asked_again_that_day(
    server: Server, check: Check, tmp_path: Path
) -> None:
    server.answers["/page"] = Answer(b"<p>the quick brown fox</p>")
    pages = {f"{server.url}/page": {"one": "lazy dog"}, f"{server.url}/late": {}}
    assert [line[0] for line in check(pages)[1]] == ["not found", "gone"]
    # The phrase is mended; the page that was gone is back.
    server.answers["/late"] = Answer(b"here")
    server.asked.clear()
    assert check(pages | {f"{server.url}/page#top": {"one": "quick brown"}})[1][0][0] == "not found"
    assert server.asked == ["/robots.txt", "/late"]
    for file in (tmp_path / "pages").iterdir():
        os.utime(file, (time.time() - 90_000,) * 2)
    server.asked.clear()
    check(pages)
    assert server.asked == ["/robots.txt", "/page", "/late"]


@pytest.mark.parametrize(
    ("only", "told"),
    [("one", ["one"]), ("two", ["two", "two"]), ("page-1", ["one", "two"]), ("page-2", ["two"])],
)
def test_one_record_or_one_source_can_be_asked_for(
    server: Server, check: Check, only: str, told: list[str]
) -> None:
    server.answers |= {"/a": Answer(b"nothing"), "/b": Answer(b"nothing")}
    cited = {"one": "quick brown", "two": "lazy dog"}
    pages = {f"{server.url}/a": cited, f"{server.url}/b": {"two": "lazy dog"}}
    code, lines = check(pages, "--only", only)
    assert (code, [line[2] for line in lines]) == (1, told)


def test_an_id_that_means_no_page_is_refused(check: Check) -> None:
    with pytest.raises(SystemExit) as stopped:
        check({"http://127.0.0.1/": {}}, "--only", "nobody")
    assert stopped.value.code == 2
