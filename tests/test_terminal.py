"""Old terminals, odd locales, closed pipes, full disks and Ctrl-C, in real processes."""

import csv
import fcntl
import io
import json
import os
import pty
import re
import select
import shlex
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE, CompletedProcess
from typing import Any

import pyte
import pytest
from conftest import BUNDLED, TINY, Process, Run, every, lookups
from rich.cells import cell_len

from cajad_cli.cli.commands import COMMANDS
from cajad_cli.errors import BAD_DATA
from cajad_cli.render import NARROWEST, WIDEST, colourful, width
from cajad_cli.render.formats import WRITERS
from cajad_cli.text.safe import visible

PYTHON = [sys.executable, "-m", "cajad_cli"]
SGR = re.compile(r"\x1b\[[0-9;]*m")
FULL = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
LOOKUPS = [lookup.filled(lookup.tiny, yaml=TINY) for lookup in lookups("records", "text")]


# Whether a process waits is asked of /proc.
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs what only Linux tells")


def environ(**changes: str | None) -> dict[str, str]:
    """The environment of the tests with some of it changed, or without it."""
    merged = os.environ | changes
    return {name: value for name, value in merged.items() if value is not None}


def in_one_child(*lines: list[str], **changes: str | None) -> bytes:
    """What command lines write, one after the other; they fail at nothing and say nothing."""
    told = subprocess.run(every(*lines), capture_output=True, env=environ(**changes))
    assert (told.returncode, told.stderr) == (0, b"")
    return told.stdout


def until(happens: Callable[[], bool], what: str) -> None:
    """Wait for something that comes by itself, and for ever on no machine."""
    for _ in range(3000):
        if happens():
            return
        time.sleep(0.01)
    pytest.fail(f"{what} did not happen")


def waits(child: subprocess.Popen[bytes]) -> bool:
    """Whether a process sleeps each time that Linux is asked: it waits for somebody else."""
    states = []
    for _ in range(5):
        states.append(Path(f"/proc/{child.pid}/stat").read_text().rpartition(") ")[2][0])
        time.sleep(0.01)
    return set(states) == {"S"}


# ---------------------------------------------------------------- encodings

LOCALES = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    **{
        name: {"PYTHONUTF8": "0", "PYTHONIOENCODING": name}
        for name in ("latin-1", "cp437", "cp932", "utf-16")
    },
}
each_locale = pytest.mark.parametrize("locale", LOCALES)


@each_locale
def test_screens_and_help_fit_any_encoding(locale: str, sound: Path) -> None:
    screens = [[*lookup.tiny, "--data", str(sound)] for lookup in lookups("records")]
    screens += [["countries", "kz"], ["search", "カスピ海"], ["--help"], ["countries", "--help"]]
    shown = in_one_child(*screens, **LOCALES[locale])
    text = shown.decode(LOCALES[locale].get("PYTHONIOENCODING", "ascii"))
    lines = [line for line in text.split("\n") if not line.startswith("  cajad ")]
    assert [line for line in lines if cell_len(line) > 100] == []
    assert "\ufffd" not in text


@pytest.mark.parametrize("locale", ["C", "latin-1", "cp437"])
def test_columns_stay_aligned_where_letters_become_escapes(
    locale: str, process: Process, tmp_path: Path
) -> None:
    text = TINY.read_text(encoding="utf-8").replace("title: Bridges everywhere", "title: 橋Б")
    file = tmp_path / "d.yaml"
    file.write_text(text, encoding="utf-8")
    shown = process("sources", "--data", str(file), env=environ(**LOCALES[locale]))

    encoding = LOCALES[locale].get("PYTHONIOENCODING", "ascii")
    lines = shown.stdout.decode(encoding).splitlines()
    (column,) = (line.index("[Official") for line in lines if "[Official" in line)
    (row,) = (line for line in lines if r"\u6a4b\u0411" in line)
    assert row[column:].startswith(r"\u6a4b\u0411")
    assert row[column - 2 : column] == "  "


@pytest.mark.parametrize("locale", ["C", "cp932"])
def test_machine_formats_are_utf_8_everywhere(locale: str) -> None:
    lines = [["countries", "kz", "-f", form] for form in WRITERS]
    expected = in_one_child(*lines)
    assert in_one_child(*lines, **LOCALES[locale]) == expected
    assert "Қазақстан" in expected.decode("utf-8")


@pytest.mark.parametrize("name", [["カザフスタン"], ["カザフスタン", "日本"], ["Ташкент"]])
def test_a_name_alone_is_understood_whatever_the_locale(name: list[str], process: Process) -> None:
    told = process(*name, "-f", "json", env=environ(**LOCALES["C"]))
    assert told.stdout == process(*name, "-f", "json").stdout
    assert told.returncode == 0


@each_locale
def test_a_page_is_the_same_whatever_the_locale(locale: str) -> None:
    page = ["page", "kz", "tokyo-initiative"]
    assert in_one_child(page, **LOCALES[locale]) == in_one_child(page)
    assert in_one_child(page, LC_ALL="ja_JP.UTF-8") == in_one_child(page)


@each_locale
def test_messages_fit_any_encoding(locale: str, process: Process) -> None:
    told = process("show", "カザフ国\x1b[31m", env=environ(**LOCALES[locale]))

    assert told.returncode == 1
    assert b"\x1b" not in told.stderr
    assert b"Traceback" not in told.stderr
    assert told.stderr.count(b"\n") >= 1


def test_arguments_that_are_no_text_are_quoted(process: Process) -> None:
    told = process(b"show", b"xyzzy\xff\xfe", env=environ(PYTHONUTF8="1"))

    assert told.returncode == 1
    assert b"Traceback" not in told.stderr
    assert rb"\udcff" in told.stderr


@pytest.mark.parametrize("locale", [{}, LOCALES["C"]], ids=["UTF-8", "C"])
def test_files_of_any_name_are_read_and_quoted_inertly(
    locale: dict[str, str], tmp_path: Path
) -> None:
    sound: list[list[bytes]] = []
    broken: list[list[bytes]] = []
    for name in (b"\xff\xfe", "カ".encode(), b"a b\x1b[31m"):
        file, bad, compiled = (
            os.path.join(os.fsencode(tmp_path), name + end) for end in (b".yaml", b".yml", b".db")
        )
        Path(os.fsdecode(file)).write_bytes(TINY.read_bytes())
        Path(os.fsdecode(bad)).write_bytes(b"meta: {")
        sound += [
            [b"countries", b"--data", file],
            [b"validate", file],
            [b"compile", file, b"-o", compiled],
            [b"countries", b"--data", compiled],
        ]
        broken.append([b"countries", b"--data", bad])
    for command in (every(*sound), every(*broken, code=BAD_DATA)):
        told = subprocess.run(command, capture_output=True, env=environ(**locale))
        assert told.returncode == 0, told.stderr
        assert b"\x1b" not in told.stdout + told.stderr
        assert b"a bug" not in told.stderr


# ---------------------------------------------------------------- colour and width


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": ""}, False),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR_FORCE": "0"}, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, False),
        ({"NO_COLOR": "0", "FORCE_COLOR": "1"}, False),
        ({"NO_COLOR": "", "FORCE_COLOR": "1"}, True),
    ],
    ids=str,
)
def test_colour_is_where_it_is_wanted(
    variables: dict[str, str], expected: bool, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run("overview").out
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    shown = run("overview").out
    assert ("\x1b" in shown) == expected
    assert [line.rstrip() for line in SGR.sub("", shown).split("\n")] == plain.split("\n")


def test_help_and_messages_never_have_colour(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    for line in (["--help"], ["show", "--help"], ["nosuch"], ["show", "nosuch"], ["-f", "csv"]):
        told = run(*line, expect=None)
        assert "\x1b" not in told.out + told.err


@pytest.mark.parametrize(
    ("colorterm", "term"), [("truecolor", "xterm"), ("", "xterm-256color"), ("", "x")]
)
def test_headings_are_bold_in_any_number_of_colours(
    colorterm: str, term: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"FORCE_COLOR": "1", "COLORTERM": colorterm, "TERM": term}.items():
        monkeypatch.setenv(name, value)
    assert run("overview").out.startswith("\x1b[1m")


def test_terminal_without_abilities_gets_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setenv("TERM", "dumb")
    assert not colourful()
    monkeypatch.setenv("TERM", "xterm")
    assert colourful()
    monkeypatch.setattr(sys, "platform", "win32")
    for shows_escapes in (True, False):
        monkeypatch.setattr("rich.console.detect_legacy_windows", lambda told=shows_escapes: told)
        assert colourful() is not shows_escapes


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        *((str(n), max(n, NARROWEST)) for n in (1, 2, 7, 19, 20, 21, 39, 80, 100, 399, 400)),
        ("401", WIDEST),
        ("99999999", WIDEST),
        ("9" * 5000, WIDEST),
        *(
            (odd, 80)
            for odd in ("", "0", "-5", "abc", "²", "٣٤", "1e3", " 100", "100.0", "\x1b[0m")
        ),
    ],
)
def test_columns_are_taken_where_they_make_sense(
    columns: str, expected: int, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    monkeypatch.setattr("sys.__stdout__", None)
    monkeypatch.setattr("sys.__stderr__", None)
    monkeypatch.setenv("COLUMNS", columns)

    assert width() == expected


@pytest.mark.parametrize("columns", [1, 20, 21, 33, 47, 59, 60, 81, 399])
def test_every_width_is_kept(
    columns: int, run: Run, sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAJAD_DATA", str(sound))
    for lookup in lookups("records"):
        lines = run(*lookup.tiny, width=columns).out.split("\n")
        # An address stays whole, so that it can be followed.
        told = [line for line in lines if "https://" not in line]
        assert max(map(cell_len, told)) <= max(columns, NARROWEST)


@pytest.mark.parametrize("columns", [40, 50, 80])
def test_help_keeps_the_width(columns: int, run: Run) -> None:
    for command in ([], *([name] for name in COMMANDS)):
        out = run(*command, "--help", width=columns).out
        assert [line for line in out.split("\n") if cell_len(line) > columns] == []
        # No word is broken to fit into what a long option leaves.
        assert not re.search(r"^ *[a-z.]{,2}\.$", out, re.MULTILINE)


# ---------------------------------------------------------------- pipes, disks, closed streams

# One look-up of each command, and whatever else writes in a way of its own.
ANSWERS = [
    *{line[0]: line for line in LOOKUPS}.values(),
    *(["export", "-f", form] for form in WRITERS),
    ["--help"],
    ["countries", "--help"],
    ["--version"],
]
each_answer = pytest.mark.parametrize("command", ANSWERS, ids=" ".join)
each_buffering = pytest.mark.parametrize("unbuffered", [None, "1"], ids=["buffered", "unbuffered"])


def shell(script: str, **changes: str | None) -> CompletedProcess[bytes]:
    """Run a line of bash in which `cajad` is this program."""
    cajad = f'cajad() {{ "{sys.executable}" -m cajad_cli "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", cajad + script], capture_output=True, timeout=60, env=environ(**changes)
    )


@each_answer
def test_reader_that_goes_away_is_nobodys_fault(
    command: list[str], run: Run, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAJAD_DATA", tiny)
    reader, writer = os.pipe()
    os.close(reader)
    with suppress(BrokenPipeError), open(writer, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        # `open` tells which page it is beside the address.
        assert run(*command).err.count("\n") == (command[0] == "open")


@FULL
@pytest.mark.parametrize(("platform", "code"), [("win32", 0), ("linux", 4)])
def test_on_windows_what_nobody_reads_is_an_invalid_argument(
    platform: str, code: int, run: Run, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    # Takes nothing but a number.
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert bool(run("countries", "--data", tiny, expect=code).err) == (code == 4)


@FULL
@each_answer
def test_full_disk_is_told(
    command: list[str], run: Run, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAJAD_DATA", tiny)
    with suppress(OSError), open("/dev/full", "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        told = run(*command, expect=4)
        assert told.err.count("\n") == 1 + (command[0] == "open")
        said = "cajad: the answer could not be written: No space left on device\n"
        assert told.err.endswith(said)


@FULL
@pytest.mark.parametrize("command", ["overview", "export -f csv", "--help"])
@each_buffering
def test_a_process_says_so_however_python_buffers(command: str, unbuffered: str | None) -> None:
    told = shell(f"cajad {command} > /dev/full", PYTHONUNBUFFERED=unbuffered)
    said = b"cajad: the answer could not be written: No space left on device\n"
    assert (told.returncode, told.stderr) == (4, said)
    for reader in ("true", "head -c 1"):
        line = f"cajad {command} | {reader}; exit ${{PIPESTATUS[0]}}"
        told = shell(line, PYTHONUNBUFFERED=unbuffered)
        assert (told.returncode, told.stderr) == (0, b"")


@pytest.mark.parametrize("command", ["overview", "export", "cite japan", "schema", "--help"])
def test_closed_standard_output_is_told(command: str) -> None:
    told = shell(f"cajad {command} >&-")
    assert told.returncode == 4
    assert told.stderr.startswith(b"cajad: standard output is closed")
    assert told.stderr.count(b"\n") == 1


@pytest.mark.parametrize("closing", [">&-", "<&- >&-"])
@pytest.mark.parametrize("command", ["export -f jsonl", "export -f sqlite", f"compile {TINY}"])
def test_a_file_is_written_though_standard_output_is_closed(
    command: str, closing: str, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    # The second replaces what the first wrote.
    for _ in range(2):
        told = shell(f"cajad {command} -o {shlex.quote(str(file))} --force {closing}")
        assert (told.returncode, told.stderr.split(b" ")[0]) == (0, b"wrote"), told.stderr
        assert file.stat().st_size > 100_000


@pytest.mark.parametrize("closing", ["2>&-", "2>/dev/full", "<&-", "<&- 2>&-"])
def test_answer_needs_neither_standard_error_nor_input(closing: str) -> None:
    expected = shell("cajad countries").stdout

    told = shell(f"cajad countries {closing}")
    assert (told.returncode, told.stdout, told.stderr) == (0, expected, b"")


@pytest.mark.parametrize("closing", ["2>&-", "2>/dev/full", ">&- 2>&-", "2> >(true)"])
@pytest.mark.parametrize(
    ("command", "code"), [("show nosuch", 1), ("contries", 2), ("--nosuch", 2)]
)
def test_exit_code_is_right_where_nothing_can_be_said(
    command: str, code: int, closing: str
) -> None:
    told = shell(f"cajad {command} {closing}")

    assert told.returncode == code
    assert told.stdout == told.stderr == b""


@needs_linux
def test_slow_reader_gets_all(process: Process) -> None:
    child = subprocess.Popen([*PYTHON, "export"], stdout=PIPE, env=environ(PYTHONUNBUFFERED=None))
    assert child.stdout is not None
    until(lambda: waits(child), "the wait for a reader")
    read = child.stdout.read()
    assert child.wait(10) == 0
    assert read == process("export").stdout
    child.stdout.close()


def test_working_directory_that_is_gone_is_told(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    place = shlex.quote(str(gone))
    # Without the variable it is the checkout's own YAML that is asked.
    told = shell(f"cd {place} && rmdir {place} && cajad countries", CAJAD_DATA=None)
    assert (told.returncode, told.stderr) == (0, b"")
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    for command, code in (
        ("countries", 0),
        (f"validate {shlex.quote(str(TINY))}", 0),
        ("countries --data x.yaml", 3),
        ("validate x.yaml", 3),
        ("export -o x.json", 4),
        ("compile x.yaml", 4),
    ):
        told_here = run(*shlex.split(command), expect=code)
        assert "Traceback" not in told_here.err
        assert "a bug" not in told_here.err


# ---------------------------------------------------------------- Ctrl-C

# Sends the process a signal at the n-th thing that Python tells of once the program has begun:
# imports, files, databases. Before that an interrupt is Python's.
INTERRUPTING = """
import os, sys
number, left = map(int, os.environ["SIGNAL_AT"].split())
begun = False
def heed(event, arguments):
    global left, begun
    begun = begun or (event == "import" and arguments[0] == "cajad_cli.cli.process")
    if begun:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), number)
sys.addaudithook(heed)
"""


@pytest.mark.parametrize("command", ["lookup", "YAML", "compile"])
def test_a_signal_at_any_moment_ends_it_quietly_and_leaves_nothing(
    command: str, compiled: str, tmp_path: Path
) -> None:
    lines = {
        "lookup": ["search", "yen", "--data", compiled],
        "YAML": ["sources", "--data", str(TINY)],
        "compile": ["compile", str(TINY), "--output", str(tmp_path / "new" / "tiny.db")],
    }
    (tmp_path / "new").mkdir()
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTING)
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    moment, codes = 1, []
    while 0 not in codes:
        number = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)[len(codes) % 3]
        told = subprocess.run(
            [*PYTHON, *lines[command]],
            capture_output=True,
            env=environ(PYTHONPATH=path, SIGNAL_AT=f"{int(number)} {moment}"),
        )
        codes.append(told.returncode)
        if told.returncode:
            # Until they are heeded, those but Ctrl-C end it as they end any program, which is the
            # same to a shell.
            own = number == signal.SIGINT or told.returncode > 0
            assert told.returncode == (128 + number if own else -number), moment
            assert told.stderr == b""
            assert list((tmp_path / "new").iterdir()) == []
        moment = int(moment * 1.5) + 1
    assert len(codes) > 10


needs_narrow_pipes = pytest.mark.skipif(
    not hasattr(fcntl, "F_SETPIPE_SZ"), reason="pipes have one size only"
)


def narrow_pipe(full: bool = False) -> tuple[int, int]:
    """The ends of a pipe that is full after a page."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    if full:
        os.write(writer, b"x" * 4096)
    return reader, writer


def waiting_for_a_reader(line: str, writer: int, **changes: str | None) -> subprocess.Popen[bytes]:
    """A command that has asked its record: it says what it guessed before it writes the answer."""
    command = [*PYTHON, *line.split(), "kazahkstan"]
    child = subprocess.Popen(command, stdout=writer, stderr=PIPE, env=environ(**changes))
    assert child.stderr is not None
    assert b"kazakhstan" in child.stderr.readline()
    until(lambda: waits(child), "the wait for a reader")
    assert child.poll() is None
    return child


@needs_narrow_pipes
@pytest.mark.parametrize(
    ("line", "full", "unbuffered", "number"),
    [
        ("search -n 200", False, None, signal.SIGINT),
        ("search -n 200", False, None, signal.SIGTERM),
        ("search -n 200", False, None, signal.SIGHUP),
        ("search -n 200 -f json", False, "1", signal.SIGINT),
        ("search -n 200 -f csv", False, None, signal.SIGTERM),
        ("show", True, None, signal.SIGHUP),
        ("cite", True, "1", signal.SIGINT),
        # What fits into the buffer is flushed apart.
        ("search -n 1 -f csv", True, None, signal.SIGTERM),
    ],
)
def test_a_signal_ends_what_waits_for_a_reader(
    line: str, full: bool, unbuffered: str | None, number: signal.Signals
) -> None:
    """In the middle of its answer, or before its first byte."""
    reader, writer = narrow_pipe(full)
    child = waiting_for_a_reader(line, writer, PYTHONUNBUFFERED=unbuffered)
    child.send_signal(number)
    _, told = child.communicate(timeout=30)
    os.close(reader)
    os.close(writer)
    assert (child.returncode, told) == (128 + number, b"")


@needs_narrow_pipes
def test_signals_that_come_together_end_it_as_quietly_as_one() -> None:
    several = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]
    for first in range(3):
        reader, writer = narrow_pipe(full=True)
        child = waiting_for_a_reader("search", writer)
        for number in several[first:] + several[:first]:
            child.send_signal(number)
        _, told = child.communicate(timeout=30)
        os.close(reader)
        os.close(writer)
        assert (child.returncode in {128 + number for number in several}, told) == (True, b"")


@needs_narrow_pipes
@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP"])
def test_an_ignored_signal_stays_ignored(name: str, process: Process) -> None:
    """As under nohup, or behind `&` in a script."""
    number = getattr(signal, name)
    reader, writer = narrow_pipe(full=True)
    before = signal.signal(number, signal.SIG_IGN)  # children inherit it
    try:
        child = waiting_for_a_reader("search -f json", writer)
    finally:
        signal.signal(number, before)
    os.close(writer)
    child.send_signal(number)
    with open(reader, "rb") as stream:
        read = stream.read()
    child.communicate(timeout=30)
    assert child.returncode == 0
    assert read[4096:] == process("search", "-f", "json", "kazahkstan").stdout


def compiling(slave: int, output: Path, **changes: str) -> subprocess.Popen[bytes]:
    """The record as it is compiled, its standard error on a terminal."""
    return subprocess.Popen(
        [*PYTHON, "compile", str(BUNDLED), "--output", str(output)],
        stdout=subprocess.DEVNULL,
        stderr=slave,
        env=environ(TERM="xterm", **changes),
    )


@pytest.mark.parametrize("interrupted", [False, True], ids=["to its end", "interrupted"])
def test_whoever_watches_a_file_being_compiled_sees_it_come_along(
    interrupted: bool, tmp_path: Path
) -> None:
    master, slave = pty.openpty()
    child = compiling(slave, tmp_path / "new.db")
    os.close(slave)
    seen = b""
    with suppress(OSError):  # how a pseudo-terminal ends
        while piece := os.read(master, 1 << 16):
            if b"compiling" in piece and b"compiling" not in seen and interrupted:
                child.send_signal(signal.SIGINT)
            seen += piece
    os.close(master)
    sign, _, after = seen.rpartition(b"\x1b[2K")
    assert b"compiling" in sign
    # It is wiped away, and the cursor is shown again.
    assert sign.rfind(b"?25h") > sign.rfind(b"?25l")
    if interrupted:
        assert (child.wait(30), after, list(tmp_path.iterdir())) == (130, b"", [])
    else:
        assert child.wait(30) == 0
        assert after.startswith(b"wrote ")


@needs_linux
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_what_draws_a_sign_on_a_stopped_terminal(name: str, tmp_path: Path) -> None:
    """As after Ctrl-S."""
    master, slave = pty.openpty()
    termios.tcflow(slave, termios.TCOOFF)
    child = compiling(slave, tmp_path / "new.db")
    os.close(slave)
    until(lambda: child.poll() is not None or any(tmp_path.iterdir()), "the beginning of a file")
    until(lambda: waits(child), "the wait for the terminal")
    assert child.poll() is None
    child.send_signal(getattr(signal, name))
    assert child.wait(30) == 128 + getattr(signal, name)
    os.close(master)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_within_a_callback_is_not_lost(number: int) -> None:
    """Python cannot raise out of a finaliser: it prints, and goes on."""
    script = f"""
import os
import cajad_cli.cli.process
class Fragile:
    def __del__(self):
        os.kill(os.getpid(), {number:d})
def run(arguments):
    Fragile()
    return 0
cajad_cli.cli.process.run = run
from cajad_cli.__main__ import main
main()
"""
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=20)

    assert (told.returncode, told.stderr) == (128 + number, b"")


@pytest.mark.parametrize(
    ("place", "line"), [("cli.commands.gather", "overview"), ("cli.process._usage", "--nosuch")]
)
def test_interrupt_of_the_work_itself_ends_with_130(place: str, line: str) -> None:
    script = f"""
import os, signal
import cajad_cli.cli.process, cajad_cli.query.views
from cajad_cli.__main__ import main
cajad_cli.{place} = lambda *_: os.kill(os.getpid(), signal.SIGINT)
main()
"""
    told = subprocess.run([sys.executable, "-c", script, line], capture_output=True, timeout=20)
    assert (told.returncode, told.stdout, told.stderr) == (130, b"", b"")


# ---------------------------------------------------------------- errors nobody foresaw


def test_bug_is_told_in_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("odd \x1b[31m thing")

    monkeypatch.setattr("cajad_cli.cli.commands.gather", broken)
    told = run("overview", expect=70)

    assert told.out == ""
    assert told.err.startswith("cajad: a bug: RuntimeError: odd \\x1b[31m thing; please report it")
    assert told.err.count("\n") == 1

    monkeypatch.setenv("CAJAD_DEBUG", "1")
    told = run("overview", expect=70)
    assert told.err.startswith("Traceback")
    assert "\x1b" not in told.err


@pytest.mark.parametrize(
    "fails",
    [
        "bytes(2**62)",
        # As Python says where there is no room for an exception either.
        "raise SystemError('error return without exception set')",
        # There may be none to say which.
        "raise type('Hungry', (Exception,), {'__str__': lambda _: bytes(2**62)})",
    ],
)
def test_memory_that_is_not_there_is_told(fails: str) -> None:
    hungry = f"def overview(_):\n    {fails}\nimport cajad_cli.query.views as views"
    script = f"{hungry}\nviews.overview = overview\nfrom cajad_cli.__main__ import main\nmain()"
    told = subprocess.run([sys.executable, "-c", script, "overview"], capture_output=True)
    sentence = b"cajad: there is not enough memory; give it more\n"
    assert (told.returncode, told.stdout, told.stderr) == (70, b"", sentence)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("contries", "there is no command 'contries'; did you mean countries?"),
        ("--vresion", "cajad has no option --vresion; did you mean --version?"),
        ("countries --formt csv", "cajad countries has no option --formt; did you mean --format?"),
        ("countries -f jsn", "--format knows no 'jsn'; did you mean json or jsonl?"),
        ("commitments --status going", "--status knows no 'going'"),
        ("search", "missing argument 'terms'; 'cajad search --help' shows how it is used"),
        ("timeline --from 2025-13", "--from '2025-13' is no date; write 2025-12-20"),
        ("timeline --from 2026 --to 2025", "--from is later than --to; swap them"),
        ("search x -n many", "invalid value for '--limit' / '-n': 'many' is not a valid int"),
    ],
)
def test_usage_errors_are_one_plain_sentence(line: str, message: str, run: Run) -> None:
    told = run(*line.split(), expect=2)

    assert told.out == ""
    assert told.err.startswith(f"cajad: {message}")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("columns", [40, 80])
def test_what_is_said_beside_the_answer_folds_at_blanks_on_a_terminal(columns: int) -> None:
    command = [*PYTHON, "commitments", "--area", "energy"]
    plain = subprocess.run(command, capture_output=True, env=environ())
    assert plain.stderr.count(b"\n") == 1 < len(plain.stderr) / columns
    master, slave = pty.openpty()
    changed = environ(COLUMNS=str(columns))
    subprocess.run(command, stdout=subprocess.PIPE, stderr=slave, env=changed, timeout=20)
    os.close(slave)
    first, *others = os.read(master, 1 << 16).decode().splitlines()
    assert max(map(len, [first, *others])) <= columns
    assert all(line.startswith("  ") for line in others)
    folded = " ".join([first, *(line.strip() for line in others)])
    assert folded == plain.stderr.decode().rstrip()
    os.close(master)


# ---------------------------------------------------------------- what a person sees


def sent(
    *command: str, columns: int = 80, rows: int = 400, code: int = 0, **changes: str | None
) -> bytes:
    """What a terminal is sent by a command that answers, or ends with another exit code."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    child = subprocess.Popen(
        [*PYTHON, *command],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environ(**{"COLUMNS": None, "TERM": "xterm-256color"} | changes),
    )
    os.close(slave)
    read = b""
    while select.select([master], [], [], 30)[0]:
        try:
            piece = os.read(master, 1 << 16)
        except OSError:  # Linux's way of saying that the other end is closed
            break
        if not piece:
            break
        read += piece
    os.close(master)
    assert child.wait(30) == code, read
    return read


def on_screen(
    *command: str, columns: int = 80, rows: int = 24, **changes: str | None
) -> pyte.HistoryScreen:
    """The screen of a terminal emulator after a command has run in it, with its history."""
    screen = pyte.HistoryScreen(columns, rows, history=10_000, ratio=1)
    read = sent(*command, columns=columns, rows=rows, CAJAD_PAGER="", **changes)
    pyte.ByteStream(screen).feed(read)
    return screen


def cells(screen: pyte.HistoryScreen) -> list[list[Any]]:
    """All rows of cells, from the top of the history to the last row of the screen."""
    rows = [*screen.history.top, *(screen.buffer[y] for y in range(screen.lines))]
    return [[row[x] for x in range(screen.columns)] for row in rows]


def seen(screen: pyte.HistoryScreen) -> list[str]:
    """All lines, as read by a person: wide letters leave their second cell empty."""
    lines = ["".join(cell.data for cell in row).rstrip() for row in cells(screen)]
    while lines and not lines[-1]:
        lines.pop()
    return lines


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        (["overview"], 40),
        (["countries", "kz"], 80),
        (["search", "Caspian"], 40),
        (["tracker"], 80),
        (["declaration"], 60),
    ],
)
def test_terminal_shows_what_a_pipe_gets(command: list[str], columns: int, run: Run) -> None:
    """Nothing is cropped, wrapped by the terminal, or out of its column."""
    expected = run(*command, width=columns).out.splitlines()

    assert seen(on_screen(*command, columns=columns)) == expected


def test_words_found_stand_out() -> None:
    found = [
        cell
        for row in cells(on_screen("search", "Caspian", "--limit", "3"))
        for cell in row
        if cell.bold and cell.underscore
    ]
    assert set(re.findall("Caspian|.", "".join(cell.data for cell in found))) == {"Caspian"}


def test_japanese_and_cyrillic_stand_in_their_columns() -> None:
    lines = seen(on_screen("countries", "kz", "--data", str(TINY)))

    (names,) = (line for line in lines if line.startswith("Names"))
    assert names == "Names   Republic of Kazakhstan, Japanese カザフスタン, Russian Казахстан"


def test_no_colour_leaves_no_attribute_on_a_terminal() -> None:
    for row in cells(on_screen("overview", NO_COLOR="1", FORCE_COLOR="1")):
        assert {(cell.fg, cell.bg, cell.bold) for cell in row} == {("default", "default", False)}


def test_clicolor_0_gives_no_colour() -> None:
    assert {cell.fg for row in cells(on_screen("overview")) for cell in row} != {"default"}
    shown = cells(on_screen("overview", CLICOLOR="0"))
    assert {cell.fg for row in shown for cell in row} == {"default"}


def test_links_on_a_terminal_are_the_same_bytes_at_each_run() -> None:
    first, again = (sent("show", "first-bridge", "--data", str(TINY)) for _ in "12")
    assert b"\x1b]8;;https://example.org/herald" in first
    assert first == again


def test_a_notebook_gets_no_link() -> None:
    """What begins with `!` there runs on a terminal of 24 lines, with this name and pager."""
    told = sent("sources", "courier", "--data", str(TINY), TERM="xterm-color", PAGER="cat")
    assert b"https://example.org/courier" in told
    assert b"\x1b]8" not in told
    assert b"\x1b[1m" in told


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_dumb_terminal_is_sent_no_escape(term: str) -> None:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    child = subprocess.Popen(
        [*PYTHON, "countries"], stdout=slave, env=environ(TERM=term, COLUMNS=None)
    )
    child.wait(20)
    os.close(slave)
    read = os.read(master, 1 << 16)
    os.close(master)

    assert b"\x1b" not in read
    assert max(map(len, read.decode().splitlines())) <= 60


def test_output_of_a_pipe_has_the_width_of_the_terminal_beside_it() -> None:
    """`cajad countries | less` fills the terminal that less writes to."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 132, 0, 0))
    shown = subprocess.run(
        [*PYTHON, "countries"], stdout=PIPE, stderr=slave, env=environ(COLUMNS=None), timeout=20
    )
    os.close(slave)
    os.close(master)

    assert 100 < max(map(len, shown.stdout.decode().splitlines())) <= 132


def test_machine_formats_on_a_terminal_have_no_colour() -> None:
    screen = on_screen("countries", "-f", "json", columns=400)

    assert {cell.fg for row in cells(screen) for cell in row} == {"default"}


# ---------------------------------------------------------------- the escapes themselves


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [text] :smile:", "plain [text] :smile:"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x7f\x9b", "\\x7f\\x9b"),
        ("\u202e\u200b\ufeff", "\\u202e\\u200b\\ufeff"),
        ("\U000e0041\ud800", "\\U000e0041\\ud800"),
        ("カザフ Қазақ é", "カザフ Қазақ é"),
        ("a\u00a0b\u3000c\u2009d", "a b c d"),
        ("e\u0301\u0302\u0303\u0304\u0305", "e\u0301\u0302\u0303\u0304\\u0305"),
        ("x\ufe0f\u3164", "x\\ufe0f\\u3164"),
        ("a" + "\u20dd" * 5, "a" + "\u20dd" * 4 + "\\u20dd"),
        ("ကြွှို့ བྷྲཱུྃ हिन्दी", "ကြွှို့ བྷྲཱུྃ हिन्दी"),
        ("क" + "\u093f" * 9, "क" + "\u093f" * 8 + "\\u093f"),
    ],
)
def test_visible_shows_what_acts_and_keeps_the_rest(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_formats_in_a_pipe_are_whole(process: Process) -> None:
    rows = list(csv.reader(io.StringIO(process("export", "-f", "csv").stdout.decode())))
    records = json.loads(process("export").stdout)

    assert len(rows) == len(records) + 1
