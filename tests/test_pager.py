"""An answer taller than the terminal is shown by a pager, and nothing of it is lost."""

import io
import os
import sys
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest
from test_screens import ESCAPES, too_wide
from test_terminal import sent

from cajad_cli.cli import write_screen


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_dumb_terminal_is_sent_no_escape(term: str) -> None:
    read = sent("countries", "kz", columns=60, rows=10, TERM=term, PAGER="false")

    assert b"\x1b" not in read
    assert too_wide(read.decode().replace("\r\n", "\n"), 60) == []


PAGED = "sh -c 'echo PAGED; cat'"


def lines_of(read: bytes) -> list[str]:
    """What a terminal was sent, as lines of text."""
    return [line.rstrip() for line in ESCAPES.sub("", read.decode()).split("\n")]


@cache
def unpaged(command: str) -> list[str]:
    """The lines of an answer on a terminal that is tall enough for it."""
    return lines_of(sent(*command.split(), rows=10_000))


@pytest.mark.parametrize(
    ("command", "rows", "changes", "paged"),
    [
        ("countries kz", 24, {"CAJAD_PAGER": PAGED}, True),
        ("countries kz", 24, {"PAGER": PAGED}, True),
        ("countries kz", 24, {"CAJAD_PAGER": PAGED, "PAGER": "false"}, True),
        # It fits.
        ("countries kz", 400, {"PAGER": PAGED}, False),
        ("countries kz --no-pager", 24, {"PAGER": PAGED}, False),
        ("countries kz", 24, {"PAGER": PAGED, "TERM": "dumb"}, False),
        ("countries kz", 24, {"PAGER": PAGED, "TERM": ""}, False),
        ("countries kz", 24, {"CAJAD_PAGER": "", "PAGER": PAGED}, False),
        ("countries kz -f json", 24, {"PAGER": PAGED}, False),
        ("cite tokyo-declaration three-trillion-yen", 5, {"PAGER": PAGED}, False),
        ("export -f csv", 5, {"PAGER": PAGED}, False),
        # It is missing, is no command line, or fails.
        ("countries kz", 24, {"PAGER": "no-such-pager -x"}, False),
        ("countries kz", 24, {"PAGER": "foo 'bar"}, False),
        ("countries kz", 24, {"PAGER": "false"}, False),
        ("countries kz", 24, {"PAGER": "sh -c 'exit 127'"}, False),
        # So do most programs whose options are wrong, and less when it is interrupted.
        ("countries kz", 24, {"PAGER": "sh -c 'exit 2'"}, False),
    ],
    ids=str,
)
def test_what_is_taller_than_the_terminal_goes_through_a_pager_that_works(
    command: str, rows: int, changes: dict[str, str], paged: bool
) -> None:
    read = sent(*command.split(), rows=rows, **changes)

    assert read.startswith(b"PAGED") == paged
    # Whole, and once.
    assert lines_of(read.removeprefix(b"PAGED\r\n")) == unpaged(command)


def test_behind_a_pager_there_is_the_colour_of_the_terminal_and_no_link() -> None:
    read = sent("show", "tokyo-declaration", rows=24, PAGER=PAGED)

    assert b"\x1b[1m" in read
    assert b"\x1b]8" not in read


@pytest.mark.parametrize(("less", "told"), [(None, "FRX"), ("-iM", "-R -iM"), ("", "-R ")])
def test_less_shows_colours_whatever_its_options_are(less: str | None, told: str) -> None:
    changes = {} if less is None else {"LESS": less}
    read = sent("countries", "kz", rows=24, PAGER="sh -c 'cat >/dev/null; echo [$LESS]'", **changes)
    assert read.strip() == f"[{told}]".encode()


@pytest.mark.parametrize("pager", ["head -n 1", "true", "sh -c 'read line; kill -9 $$'"])
def test_who_leaves_the_pager_early_did_nothing_wrong(pager: str) -> None:
    read = sent("sources", rows=24, PAGER=pager)

    assert read.count(b"\n") <= 1
    assert b"cajad:" not in read


def test_an_interrupt_that_ends_the_pager_ends_the_answer() -> None:
    assert sent("sources", rows=24, PAGER="sh -c 'kill -INT $PPID; cat >/dev/null; exit 2'") == b""


def test_a_pager_sets_the_terminal_right_when_a_signal_ends_us(tmp_path: Path) -> None:
    script = tmp_path / "pager"
    right = "trap 'echo SET RIGHT; exit' TERM; cat >/dev/null; kill -TERM $PPID; sleep 1"
    script.write_text(f"{right}; echo KEPT WAITING\n")

    assert sent("sources", rows=24, code=143, PAGER=f"sh {script}") == b"SET RIGHT\r\n"


def test_the_pager_of_a_terminal_that_names_none_is_less(tmp_path: Path) -> None:
    script = tmp_path / "less"
    script.write_text('#!/bin/sh\necho "LESS $*, $LESS, $LESSCHARSET"; cat >/dev/null\n')
    script.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    read = sent("countries", "kz", rows=24, PATH=path, PAGER=None, LESS=None, LESSCHARSET=None)

    assert read == b"LESS -FRX, FRX, utf-8\r\n"


def test_what_passes_for_a_terminal_but_has_no_size_gets_no_pager(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def size() -> NoReturn:
        raise OSError("The handle is invalid")

    # As the NUL of Windows.
    nul = type("Nul", (io.StringIO,), {"isatty": lambda _: True})()
    monkeypatch.setattr(sys, "stdout", nul)
    monkeypatch.setattr(os, "get_terminal_size", size)
    monkeypatch.setenv("TERM", "xterm")
    write_screen("told\n" * 100, no_pager=False)
    assert nul.getvalue() == "told\n" * 100
