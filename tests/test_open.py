"""`cajad sources ID --open`: the address first, then a browser."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cajad_cli.views import View
from conftest import TINY, Run

from cajad_cli import cli, errors
from cajad_cli.store import Row

Process = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def browser(tmp_path: Path) -> dict[str, str]:
    """An environment whose browser only writes down where it was led."""
    if os.name == "nt":
        pytest.skip("the browser is a shell script")
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> "{tmp_path}/visited"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return os.environ | {"BROWSER": str(script)}


def test_it_prints_the_address_and_leads_the_browser_there(
    process: Process, browser: dict[str, str], tmp_path: Path, tiny: str
) -> None:
    done = process("sources", "gazette", "--open", "--data", tiny, env=browser)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"https://example.org/gazette\n", b"")
    assert (tmp_path / "visited").read_text() == "https://example.org/gazette\n"


@pytest.mark.parametrize("name", ["atlantis", "kazakhstan"])
def test_what_is_no_source_opens_nothing(
    process: Process, browser: dict[str, str], tmp_path: Path, tiny: str, name: str
) -> None:
    done = process("sources", name, "--open", "--data", tiny, env=browser)
    assert (done.returncode, done.stdout) == (errors.NOTHING_FOUND, b"")
    assert not (tmp_path / "visited").exists()


def test_a_source_without_an_address_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "unaddressed.yaml"
    file.write_text(TINY.read_text().replace("    url: https://example.org/gazette\n", ""))
    result = run("sources", "gazette", "--open", "--data", str(file), expect=errors.NOTHING_FOUND)
    assert "no address" in result.err


def test_only_addresses_of_the_web_are_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(cli, "_browse", opened.append)
    for url in ("file:///etc/passwd", "javascript:alert(1)", "-h", "//example.org"):
        row = Row(1, "source", json.dumps({"id": "s", "kind": "source", "url": url}))
        with pytest.raises(errors.NotFound):
            cli._open(View("record", [row], ("source",)))
    assert opened == []


def test_without_an_id_there_is_nothing_to_open(run: Run, tiny: str) -> None:
    assert "--open needs" in run("sources", "--open", "--data", tiny, expect=errors.USAGE).err


def test_without_a_browser_the_address_is_printed_all_the_same(
    run: Run, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", os.devnull)
    result = run("sources", "gazette", "--open", "--data", tiny, expect=errors.CANNOT_WRITE)
    assert result.out == "https://example.org/gazette\n"
    assert "no browser" in result.err


def test_only_the_browser_that_is_named_is_tried_and_writes_beside_the_answer(
    process: Process, browser: dict[str, str], tmp_path: Path, tiny: str
) -> None:
    script = tmp_path / "broken"
    script.write_text("#!/bin/sh\necho noise\nexit 3\n")
    script.chmod(0o755)
    done = process(
        "sources", "gazette", "--open", "--data", tiny, env=browser | {"BROWSER": str(script)}
    )
    assert (done.returncode, done.stdout) == (4, b"https://example.org/gazette\n")
    assert done.stderr.startswith(b"noise\ncajad: no browser could be started")


def test_an_address_is_no_table_and_no_json(run: Run, tiny: str) -> None:
    for form in ("json", "bogus"):
        told = run("sources", "gazette", "--open", "-f", form, "--data", tiny, expect=errors.USAGE)
        assert told.out == ""


def test_no_browser_is_looked_for_unless_asked(tiny: str) -> None:
    program = (
        "import sys; from cajad_cli.process import run;"
        f" run(['sources', 'gazette', '--data', {tiny!r}]); sys.exit('webbrowser' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True).returncode == 0


@pytest.mark.parametrize("browser", [" ", "foo 'bar %s"])
def test_a_browser_that_is_no_command_is_told_in_a_sentence(run, tiny, monkeypatch, browser):
    monkeypatch.setenv("BROWSER", browser)

    result = run("sources", "herald", "--open", "--data", tiny, expect=errors.CANNOT_WRITE)

    assert result.err == "cajad: no browser could be started; set BROWSER to the name of one\n"
