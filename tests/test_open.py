"""`cajad open ID`: the address first, then a browser."""

import os
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TINY, Process, alter

from cajad_cli import errors

# Makes an environment in which the browser is a shell script.
Browser = Callable[[str], dict[str, str]]


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    if os.name == "nt":
        pytest.skip("the browser is a shell script")

    def make(script: str) -> dict[str, str]:
        file = tmp_path / "browser"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return os.environ | {"BROWSER": shlex.quote(str(file))}

    return make


def visited(tmp_path: Path) -> str:
    """A script that writes down its arguments."""
    return f'printf "%s\\n" "$@" >> "{tmp_path}/visited"'


def test_it_prints_the_address_and_leads_the_browser_there(
    process: Process, browser: Browser, tmp_path: Path, tiny: str
) -> None:
    done = process("open", "gazette", "--data", tiny, env=browser(visited(tmp_path)))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"https://example.org/gazette\n", b"")
    assert (tmp_path / "visited").read_text() == "https://example.org/gazette\n"


def test_an_address_is_one_argument_whatever_it_holds(
    process: Process, browser: Browser, tmp_path: Path
) -> None:
    """A browser's own line may hold places for an address and for an action."""
    url = "https://example.org/%s;touch${IFS}x&`touch${IFS}y`%action#it's"
    file = tmp_path / "odd.yaml"
    file.write_text(TINY.read_text("utf-8").replace("https://example.org/gazette", f'"{url}"'))
    environ = browser(visited(tmp_path))
    environ["BROWSER"] += " --new-window %s"
    done = process("open", "gazette", "--data", str(file), env=environ, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"{url}\n".encode())
    led = (tmp_path / "visited").read_text().splitlines()
    assert led == ["--new-window", url.replace("%action", "%ACtion")]
    assert {file.name for file in tmp_path.iterdir()} == {"odd.yaml", "browser", "visited"}


def test_what_is_not_there_and_what_has_no_address_opens_nothing(
    process: Process, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "unaddressed.yaml"
    file.write_text(TINY.read_text("utf-8").replace("    url: https://example.org/gazette\n", ""))
    for name, said in (("atlantis", b"no record called"), ("gazette", b"no address")):
        done = process("open", name, "--data", str(file), env=browser(visited(tmp_path)))
        assert (done.returncode, done.stdout) == (errors.NOTHING_FOUND, b"")
        assert said in done.stderr
    assert not (tmp_path / "visited").exists()


@pytest.mark.parametrize("url", ["file:///etc/", "javascript:", "-h", "//a.org/"])
def test_only_addresses_of_the_web_are_opened(
    url: str, process: Process, browser: Browser, tmp_path: Path, stranger: Path
) -> None:
    """A compiled file from a stranger may hold what no YAML file does."""
    alter(stranger, "UPDATE record SET json = replace(json, 'https://example.org/', ?)", url)
    for name in ("gazette", "kazakhstan"):
        asked = ["open", name, "--all", "--data", str(stranger)]
        done = process(*asked, env=browser(visited(tmp_path)))
        assert (done.returncode, done.stdout) == (errors.NOTHING_FOUND, b"")
    assert not (tmp_path / "visited").exists()


@pytest.mark.parametrize("named", [os.devnull, " ", "foo 'bar %s", "nosuch-browser"])
def test_without_a_browser_the_address_is_printed_and_one_sentence_said(
    named: str, process: Process, tiny: str
) -> None:
    """With no other browser on the path."""
    environ = os.environ | {"BROWSER": named, "PATH": ""}
    environ.pop("DISPLAY", None)
    done = process("open", "gazette", "--data", tiny, env=environ)
    assert (done.returncode, done.stdout) == (4, b"https://example.org/gazette\n")
    said = b"cajad: no browser could be started; set BROWSER to the name of one\n"
    assert done.stderr == said


def test_what_a_browser_says_stands_beside_the_answer(
    process: Process, browser: Browser, tiny: str
) -> None:
    environ = browser("echo noise; exit 3") | {"PATH": ""}
    environ.pop("DISPLAY", None)
    done = process("open", "gazette", "--data", tiny, env=environ)
    assert (done.returncode, done.stdout) == (4, b"https://example.org/gazette\n")
    assert done.stderr.startswith(b"noise\ncajad: no browser could be started")


def test_no_browser_is_looked_for_unless_asked(tiny: str) -> None:
    program = (
        "import sys; from cajad_cli.cli.process import run;"
        f" run(['sources', 'gazette', '--data', {tiny!r}]); sys.exit('webbrowser' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True).returncode == 0
