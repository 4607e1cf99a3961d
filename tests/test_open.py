"""`cajad open ID`: the address first, then a browser at the passage."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from conftest import TINY, Process, Run, alter

from cajad_cli import errors
from cajad_cli.text.safe import passage_link

# Starts a browser that only writes down where it was led, or one that fails.
Browser = Callable[[str], dict[str, str]]


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    """Makes an environment whose browser is a shell script in the folder where it is asked for."""
    if os.name == "nt":
        pytest.skip("the browser is a shell script")

    def make(script: str) -> dict[str, str]:
        file = tmp_path / "browser"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return os.environ | {"BROWSER": "./browser"}

    return make


# Writes down its arguments.
VISITED = 'printf "%s\\n" "$@" >> visited'


def test_it_prints_the_address_and_leads_the_browser_to_the_passage(
    process: Process, browser: Browser, tmp_path: Path, tiny: str
) -> None:
    environ = browser(VISITED)
    done = process("open", "ten-bridges", "--data", tiny, env=environ, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"https://example.org/gazette\n")
    # What page it is stands beside the address, which may go on to another program.
    passage = "https://example.org/gazette#:~:text=words%20of%20it"
    told = "Government of Ada, [Official Gazette 1], 20 December 2025, in Japanese, para 4, "
    read = "(as read on 1 March 2026). Look for: words of it\n"
    assert done.stderr.decode() == f"{told}{passage} {read}"
    assert (tmp_path / "visited").read_text() == f"{passage}\n"


def test_the_first_page_is_opened_and_of_all_pages_each_once_and_five_at_most(
    run: Run, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    led: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: led.append(url) or True)
    assert run("open", "kazakhstan", "--data", tiny).out == "https://example.org/gazette\n"
    both = run("open", "KZ", "--all", "--data", tiny)
    assert both.out == "https://example.org/gazette\nhttps://example.org/herald\n"
    # A passage that could not be seen opens its page.
    seen, unseen = run("open", "first-bridge", "--all", "--data", tiny).out.split()
    assert led[-2:] == [f"{seen}#:~:text=words%20of%20it", unseen]
    led.clear()
    many = run("open", "three-trillion-yen", "--all")
    assert len(led) == 5 < len(set(many.out.split())) == len(many.out.split())
    assert many.err.endswith(f"\nopened the first 5 of {len(many.out.split())} pages\n")
    assert many.err.count("\n") == len(many.out.split()) + 1


def test_sources_have_the_numbers_of_the_screen_and_of_citations(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda url: True)
    for key in ("dispute-target-nature", "kyrgyzstan", "three-trillion-yen"):
        screen = run("show", key, width=200).out.partition("Sources ──")[2]
        urls = [line.strip() for line in screen.splitlines() if line.strip().startswith("http")]
        opened = run("open", key, "--all")
        assert opened.out.split() == list(dict.fromkeys(urls))
        assert opened.err.startswith("[1] ")
        cited = [line for line in run("cite", key).out.splitlines() if "://" in line]
        assert all(url in line for url, line in zip(urls, cited, strict=True))


@pytest.mark.parametrize(
    ("url", "phrase", "link"),
    [
        ("https://a.b/c", "", "https://a.b/c"),
        ("https://a.b/c", "two words", "https://a.b/c#:~:text=two%20words"),
        ("https://a.b/c#part", "two words", "https://a.b/c#part:~:text=two%20words"),
        ("https://a.b/?q=1&r", "a-b, c & d", "https://a.b/?q=1&r#:~:text=a%2Db%2C%20c%20%26%20d"),
        ("https://a.b/c", "東京宣言", "https://a.b/c#:~:text=" + quote("東京宣言")),
        ("https://a.b/c", "на саммите", "https://a.b/c#:~:text=" + quote("на саммите")),
        ("https://a.b/c", "100% of/it?", "https://a.b/c#:~:text=100%25%20of%2Fit%3F"),
        # Of an address that points at a passage by itself, this one takes the place.
        ("https://a.org/x#:~:text=old", "new words", "https://a.org/x#:~:text=new%20words"),
    ],
)
def test_a_link_opens_at_the_passage_as_the_specification_says(
    url: str, phrase: str, link: str
) -> None:
    """Hyphen, comma and ampersand are its own signs; a fragment of the page's own stays."""
    assert passage_link(url, phrase) == link
    assert unquote(passage_link(url, phrase)).endswith(phrase)


def test_an_address_is_one_argument_whatever_it_holds(
    process: Process, browser: Browser, tmp_path: Path
) -> None:
    """A browser's own line may hold places for an address and for an action."""
    url = "https://example.org/%s;touch${IFS}x&`touch${IFS}y`%action#it's"
    file = tmp_path / "odd.yaml"
    file.write_text(TINY.read_text("utf-8").replace("https://example.org/gazette", f'"{url}"'))
    environ = browser(VISITED)
    environ["BROWSER"] += " --new-window %s"
    done = process("open", "gazette", "--data", str(file), env=environ, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"{url}\n".encode())
    led = (tmp_path / "visited").read_text().splitlines()
    assert led == ["--new-window", url.replace("%action", "%ACtion")]
    assert {file.name for file in tmp_path.iterdir()} == {"odd.yaml", "browser", "visited"}


@pytest.mark.parametrize(
    ("name", "told"),
    [("atlantis", "there is no record called"), ("bridge-colour", "this rests on no source")],
)
def test_what_rests_on_no_page_opens_nothing(
    process: Process, browser: Browser, tmp_path: Path, tiny: str, name: str, told: str
) -> None:
    environ = browser(VISITED)
    done = process("open", name, "--data", tiny, env=environ, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (errors.NOTHING_FOUND, b"")
    assert done.stderr.startswith(f"cajad: {told}".encode())
    assert not (tmp_path / "visited").exists()


def test_a_source_without_an_address_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "unaddressed.yaml"
    file.write_text(TINY.read_text().replace("    url: https://example.org/gazette\n", ""))
    for name in ("gazette", "ten-bridges"):
        result = run("open", name, "--data", str(file), expect=errors.NOTHING_FOUND)
        assert "no address" in result.err
    # Where another source has one, that is opened.
    assert run("open", "kazakhstan", "--data", str(file)).out == "https://example.org/herald\n"


@pytest.mark.parametrize("url", ["file:///etc/", "javascript:", "-h", "//a.org/"])
@pytest.mark.parametrize("field", ["url", "link"])
def test_only_addresses_of_the_web_are_opened(
    field: str, url: str, run: Run, stranger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A compiled file from a stranger may hold what no YAML file does."""
    monkeypatch.setattr("webbrowser.open", lambda url: pytest.fail(url))
    change = "UPDATE record SET json = replace(json, ?, ?)"
    alter(stranger, change, f'"{field}": "https://example.org/', f'"{field}": "{url}')
    told = run("open", "ten-bridges", "--all", "--data", str(stranger), expect=1)
    assert (told.out, told.err.count("\n")) == ("", 1)


@pytest.mark.parametrize("named", [os.devnull, " ", "foo 'bar %s", "nosuch-browser"])
def test_without_a_browser_the_address_is_printed_and_one_sentence_said(
    named: str, process: Process, tiny: str, tmp_path: Path
) -> None:
    """With no other browser on the path."""
    environ = os.environ | {"BROWSER": named, "PATH": ""}
    environ.pop("DISPLAY", None)
    done = process("open", "gazette", "--data", tiny, env=environ, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (4, b"https://example.org/gazette\n")
    said = b"cajad: no browser could be started; set BROWSER to the name of one\n"
    page, _, told = done.stderr.partition(b"\n")
    assert page.startswith(b"Government of Ada, [Official Gazette 1], 20 Dec")
    assert told == said


def test_what_a_browser_says_stands_beside_the_answer(
    process: Process, browser: Browser, tiny: str, tmp_path: Path
) -> None:
    environ = browser("echo noise; exit 3") | {"PATH": ""}
    environ.pop("DISPLAY", None)
    done = process("open", "gazette", "--data", tiny, env=environ, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (4, b"https://example.org/gazette\n")
    assert b"\nnoise\ncajad: no browser could be started" in done.stderr


def test_no_browser_is_looked_for_unless_asked(tiny: str) -> None:
    program = (
        "import sys; from cajad_cli.cli.process import run;"
        f" run(['sources', 'gazette', '--data', {tiny!r}]); sys.exit('webbrowser' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True).returncode == 0
