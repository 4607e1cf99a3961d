"""`cajad sources ID --open`: the address first, then a browser."""

import os
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TINY, Process, Run, alter

from cajad_cli import errors

# Starts a browser that only writes down where it was led, or one that fails.
Browser = Callable[[str], dict[str, str]]


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    """Makes an environment whose browser is a shell script."""
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
    environ = browser(visited(tmp_path))
    done = process("sources", "gazette", "--open", "--data", tiny, env=environ)
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
    done = process("sources", "gazette", "--open", "--data", str(file), env=environ, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"{url}\n".encode())
    led = (tmp_path / "visited").read_text().splitlines()
    assert led == ["--new-window", url.replace("%action", "%ACtion")]
    assert {file.name for file in tmp_path.iterdir()} == {"odd.yaml", "browser", "visited"}


@pytest.mark.parametrize("name", ["atlantis", "kazakhstan"])
def test_what_is_no_source_opens_nothing(
    process: Process, browser: Browser, tmp_path: Path, tiny: str, name: str
) -> None:
    environ = browser(visited(tmp_path))
    done = process("sources", name, "--open", "--data", tiny, env=environ)
    assert (done.returncode, done.stdout) == (errors.NOTHING_FOUND, b"")
    assert not (tmp_path / "visited").exists()


def test_a_source_without_an_address_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "unaddressed.yaml"
    file.write_text(TINY.read_text().replace("    url: https://example.org/gazette\n", ""))
    result = run("sources", "gazette", "--open", "--data", str(file), expect=errors.NOTHING_FOUND)
    assert "no address" in result.err


@pytest.mark.parametrize("url", ["file:///etc/", "javascript:", "-h", "//a.org/"])
def test_only_addresses_of_the_web_are_opened(
    url: str, process: Process, browser: Browser, tmp_path: Path, stranger: Path
) -> None:
    """A compiled file from a stranger may hold what no YAML file does."""
    alter(stranger, "UPDATE record SET json = replace(json, 'https://example.org/', ?)", url)
    asked = ["sources", "gazette", "--open", "--data", str(stranger)]
    done = process(*asked, env=browser(visited(tmp_path)))
    assert (done.returncode, done.stdout) == (errors.NOTHING_FOUND, b"")
    assert not (tmp_path / "visited").exists()


def test_without_an_id_there_is_nothing_to_open(run: Run, tiny: str) -> None:
    assert "--open needs" in run("sources", "--open", "--data", tiny, expect=errors.USAGE).err


def test_an_address_is_no_table_and_no_json(run: Run, tiny: str) -> None:
    for form in ("json", "bogus"):
        told = run("sources", "gazette", "--open", "-f", form, "--data", tiny, expect=errors.USAGE)
        assert told.out == ""


@pytest.mark.parametrize("named", [os.devnull, " ", "foo 'bar %s", "nosuch-browser"])
def test_without_a_browser_the_address_is_printed_and_one_sentence_said(
    named: str, process: Process, tiny: str
) -> None:
    """With no other browser on the path."""
    environ = os.environ | {"BROWSER": named, "PATH": ""}
    environ.pop("DISPLAY", None)
    done = process("sources", "gazette", "--open", "--data", tiny, env=environ)
    assert (done.returncode, done.stdout) == (4, b"https://example.org/gazette\n")
    said = b"cajad: no browser could be started; set BROWSER to the name of one\n"
    assert done.stderr == said


def test_what_a_browser_says_stands_beside_the_answer(
    process: Process, browser: Browser, tiny: str
) -> None:
    environ = browser("echo noise; exit 3") | {"PATH": ""}
    environ.pop("DISPLAY", None)
    done = process("sources", "gazette", "--open", "--data", tiny, env=environ)
    assert (done.returncode, done.stdout) == (4, b"https://example.org/gazette\n")
    assert done.stderr.startswith(b"noise\ncajad: no browser could be started")


def test_no_browser_is_looked_for_unless_asked(tiny: str) -> None:
    program = (
        "import sys; from cajad_cli.cli.process import run;"
        f" run(['sources', 'gazette', '--data', {tiny!r}]); sys.exit('webbrowser' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True).returncode == 0
