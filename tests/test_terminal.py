"""Old terminals, odd locales, closed pipes, full disks and Ctrl-C, in real processes."""

import csv
import fcntl
import io
import json
import os
import pty
import random
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE, CompletedProcess
from typing import Any

import pyte
import pytest
from cajad_cli.commands import COMMANDS
from cajad_cli.formats import WRITERS
from cajad_cli.terminal import NARROWEST, WIDEST, colourful, inert, width
from conftest import TINY, Run
from rich.cells import cell_len

Process = Callable[..., CompletedProcess[bytes]]
PYTHON = [sys.executable, "-m", "cajad_cli"]
SGR = re.compile(rb"\x1b\[[0-9;]*m")
FULL = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")


def environ(**changes: str | None) -> dict[str, str]:
    """The environment of the tests with some of it changed, or without it."""
    merged = os.environ | changes
    return {name: value for name, value in merged.items() if value is not None}


# ---------------------------------------------------------------- encodings

LOCALES = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "POSIX": {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    **{
        name: {"PYTHONUTF8": "0", "PYTHONIOENCODING": name}
        for name in ("ascii", "latin-1", "cp437", "cp1252", "cp932", "cp1251", "utf-16")
    },
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "command",
    [
        ["overview"],
        ["countries"],
        ["countries", "kz"],
        ["tracker"],
        ["search", "カスピ海"],
        ["show", "kazakhstan"],
        ["--help"],
        ["search", "--help"],
    ],
    ids=" ".join,
)
def test_screens_fit_any_encoding(command: list[str], locale: str, process: Process) -> None:
    shown = process(*command, env=environ(**LOCALES[locale]))

    encoding = LOCALES[locale].get("PYTHONIOENCODING", "ascii")
    lines = shown.stdout.decode(encoding).split("\n")
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert [line for line in lines if cell_len(line) > 100] == []
    assert "\ufffd" not in shown.stdout.decode(encoding)


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
    column = lines[0].index("publisher")
    (row,) = (line for line in lines if line.startswith(r"\u6a4b\u0411"))
    assert row[column:].startswith("The Courier")
    assert row[column - 2 : column] == "  "


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("form", WRITERS)
def test_machine_formats_are_utf_8_everywhere(form: str, locale: str, process: Process) -> None:
    expected = process("countries", "kz", "-f", form).stdout

    assert process("countries", "kz", "-f", form, env=environ(**LOCALES[locale])).stdout == expected
    assert "Қазақстан" in expected.decode("utf-8")


@pytest.mark.parametrize("locale", LOCALES)
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
@pytest.mark.parametrize("name", [b"\xff\xfe.yaml", "カ.yaml".encode(), b"a b\x1b[31m.yaml"])
def test_file_of_any_name_is_read_and_quoted_inertly(
    name: bytes, locale: dict[str, str], process: Process, tmp_path: Path
) -> None:
    file = os.path.join(os.fsencode(tmp_path), name)
    Path(os.fsdecode(file)).write_bytes(TINY.read_bytes())
    for command in ("countries", "validate", "cache"):
        told = process(
            command, *([] if command == "validate" else ["--data"]), file, env=environ(**locale)
        )
        assert (told.returncode, told.stderr) == (0, b"")
        assert b"\x1b" not in told.stdout

    Path(os.fsdecode(file)).write_bytes(b"meta: {")
    told = process("countries", "--data", file, env=environ(**locale))
    assert told.returncode == 3
    assert b"\x1b" not in told.stderr
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
    variables: dict[str, str], expected: bool, process: Process
) -> None:
    shown = process("overview", env=environ(**variables)).stdout

    assert (b"\x1b" in shown) == expected
    lines = [line.rstrip() for line in SGR.sub(b"", shown).split(b"\n")]
    assert lines == process("overview").stdout.split(b"\n")


@pytest.mark.parametrize("command", [["--help"], ["nosuch"], ["show", "nosuch"], ["-f", "csv"]])
def test_help_and_messages_never_have_colour(command: list[str], process: Process) -> None:
    told = process(*command, env=environ(FORCE_COLOR="1", TERM="xterm-256color"))

    assert b"\x1b" not in told.stdout + told.stderr


@pytest.mark.parametrize(
    ("colorterm", "term", "bold"),
    [("truecolor", "xterm", b"\x1b[1m"), ("", "xterm-256color", b"\x1b[1m"), ("", "x", b"\x1b[1m")],
)
def test_headings_are_bold_in_any_number_of_colours(
    colorterm: str, term: str, bold: bytes, process: Process
) -> None:
    variables = {"FORCE_COLOR": "1", "COLORTERM": colorterm, "TERM": term}

    assert process("overview", env=environ(**variables)).stdout.startswith(bold)


def test_terminal_without_abilities_gets_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setenv("TERM", "dumb")
    assert not colourful()
    monkeypatch.setenv("TERM", "xterm")
    assert colourful()


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


@pytest.mark.parametrize("columns", range(1, 401, 7))
def test_every_width_is_kept(columns: int, run: Run) -> None:
    for command in ("overview", "countries", "timeline", "tracker"):
        lines = run(command, "--data", str(TINY), width=columns).out.split("\n")
        assert max(map(cell_len, lines)) <= max(columns, NARROWEST)


@pytest.mark.parametrize("columns", [40, 60, 80])
@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=str)
def test_help_keeps_the_width(command: list[str], columns: int, run: Run) -> None:
    lines = run(*command, "--help", width=columns).out.split("\n")
    usage = [line for line in lines if not line.startswith("    cajad ")]

    assert [line for line in usage if cell_len(line) > columns] == []


# ---------------------------------------------------------------- pipes, disks, closed streams

EVERYTHING = [
    *(["export", "-f", form] for form in WRITERS),
    *(["countries", "-f", form] for form in ("table", *WRITERS)),
    *([name] for name in ("overview", "timeline", "tracker", "statements", "sources", "cache")),
    ["search", "japan"],
    ["show", "kazakhstan"],
    ["cite", "tokyo-declaration"],
    ["validate", str(TINY)],
    ["schema"],
    ["--help"],
    ["countries", "--help"],
    ["--version"],
]
each_answer = pytest.mark.parametrize("command", EVERYTHING, ids=" ".join)
each_buffering = pytest.mark.parametrize("unbuffered", [None, "1"], ids=["buffered", "unbuffered"])


def shell(script: str, **changes: str | None) -> CompletedProcess[bytes]:
    """Run a line of bash in which `cajad` is this program."""
    cajad = f'cajad() {{ "{sys.executable}" -m cajad_cli "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", cajad + script], capture_output=True, timeout=60, env=environ(**changes)
    )


@each_buffering
@each_answer
def test_reader_that_goes_away_is_nobodys_fault(command: list[str], unbuffered: str | None) -> None:
    line = " ".join(command)
    for reader in ("head -1", "true", "head -c 1"):
        told = shell(
            f"cajad {line} | {reader}; exit ${{PIPESTATUS[0]}}", PYTHONUNBUFFERED=unbuffered
        )
        assert (told.returncode, told.stderr) == (0, b""), reader


@FULL
@each_buffering
@each_answer
def test_full_disk_is_told(command: list[str], unbuffered: str | None) -> None:
    told = shell(f"cajad {' '.join(command)} > /dev/full", PYTHONUNBUFFERED=unbuffered)

    said = b"cajad: the answer could not be written: No space left on device\n"
    assert (told.returncode, told.stderr) == (4, said)


@each_answer
def test_closed_standard_output_is_told(command: list[str]) -> None:
    told = shell(f"cajad {' '.join(command)} >&-")

    assert told.returncode == 4
    assert told.stderr.startswith(b"cajad: standard output is closed")
    assert told.stderr.count(b"\n") == 1


def test_a_file_is_written_though_standard_output_is_closed(tmp_path: Path) -> None:
    for form in ("jsonl", "sqlite"):
        told = shell(f"cajad export -f {form} -o '{tmp_path / form}' >&-")
        assert (told.returncode, told.stderr) == (0, b"")
        assert (tmp_path / form).stat().st_size > 100_000


@pytest.mark.parametrize("closing", ["2>&-", "2>/dev/full", "<&-", "<&- 2>&-"])
def test_answer_needs_neither_standard_error_nor_input(closing: str) -> None:
    expected = shell("cajad countries").stdout

    told = shell(f"cajad countries {closing}")
    assert (told.returncode, told.stdout, told.stderr) == (0, expected, b"")


@pytest.mark.parametrize("closing", ["2>&-", "2>/dev/full", ">&- 2>&-", "2> >(true)"])
@pytest.mark.parametrize(("command", "code"), [("show nosuch", 1), ("nosuch", 2), ("--nosuch", 2)])
def test_exit_code_is_right_where_nothing_can_be_said(
    command: str, code: int, closing: str
) -> None:
    told = shell(f"cajad {command} {closing}")

    assert told.returncode == code
    assert told.stdout == told.stderr == b""


@pytest.mark.parametrize("command", EVERYTHING[:6], ids=" ".join)
def test_slow_reader_gets_all(command: list[str], process: Process) -> None:
    child = subprocess.Popen([*PYTHON, *command], stdout=PIPE, env=environ(PYTHONUNBUFFERED=None))
    assert child.stdout is not None
    time.sleep(0.3)
    read = child.stdout.read()

    assert child.wait(10) == 0
    assert read == process(*command).stdout
    child.stdout.close()


def test_working_directory_that_is_gone_is_told(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    for command, code in (
        ("countries", 0),
        ("validate", 0),
        ("countries --data x.yaml", 3),
        ("validate x.yaml", 3),
        ("export -o x.json", 4),
    ):
        gone.mkdir(exist_ok=True)
        told = shell(f"cd '{gone}' && rmdir '{gone}' && cajad {command}")
        assert told.returncode == code, (command, told.stderr)
        assert b"Traceback" not in told.stderr
        assert b"a bug" not in told.stderr


# ---------------------------------------------------------------- Ctrl-C


def interrupted(
    command: list[str], after: float, place: Path, stdout: int, unbuffered: str | None = None
) -> tuple[int, bytes]:
    """How a process ends that is interrupted so many seconds after its start."""
    child = subprocess.Popen(
        [*PYTHON, *command],
        stdout=stdout,
        stderr=PIPE,
        env=environ(XDG_CACHE_HOME=str(place), PYTHONUNBUFFERED=unbuffered),
        start_new_session=True,
    )
    time.sleep(after)
    child.send_signal(signal.SIGINT)
    try:
        _, told = child.communicate(timeout=20)
    finally:
        child.kill()
    return child.returncode, told


@pytest.mark.parametrize("warm", [True, False], ids=["lookup", "compilation"])
def test_interrupt_at_any_moment_ends_quietly_and_leaves_nothing(
    warm: bool, tmp_path: Path, process: Process
) -> None:
    seeded = random.Random(5)
    if warm:
        process("countries", env=environ(XDG_CACHE_HOME=str(tmp_path)))
    ended: Counter[int] = Counter()
    for number in range(30):
        place = tmp_path if warm else tmp_path / str(number)
        after = 0.03 + seeded.random() * (0.15 if warm else 1.0)
        code, told = interrupted(["sources"], after, place, subprocess.DEVNULL)
        if b"cajad_cli/__main__.py" not in told and code not in (0, 130):
            continue  # Python itself was still starting
        assert (code in (130, 0), told) == (True, b"")
        assert [path.name for path in place.rglob("*.tmp*")] == []
        ended[code] += 1
    assert ended[130] >= 5


needs_narrow_pipes = pytest.mark.skipif(
    not hasattr(fcntl, "F_SETPIPE_SZ"), reason="pipes have one size only"
)


def narrow_pipe() -> tuple[int, int]:
    """The ends of a pipe that is full after a page."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    return reader, writer


@needs_narrow_pipes
@each_buffering
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_interrupt_of_a_blocked_writer_ends_quietly(
    form: str, unbuffered: str | None, tmp_path: Path
) -> None:
    """Nobody reads: the writer waits in the middle of its output until it is interrupted."""
    reader, writer = narrow_pipe()
    ended = interrupted(["sources", "-f", form], 2.0, tmp_path, writer, unbuffered)
    os.close(reader)
    os.close(writer)

    assert ended == (130, b"")


@needs_narrow_pipes
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize(
    "command",
    [["cache"], ["--version"], ["cache", "--clear"], ["validate"], ["--help"], ["countries"]],
    ids=" ".join,
)
def test_a_signal_ends_what_waits_for_a_reader_before_its_first_byte(
    command: list[str], name: str, tmp_path: Path
) -> None:
    reader, writer = narrow_pipe()
    os.write(writer, b"x" * 4096)
    number = getattr(signal, name)
    place = environ(XDG_CACHE_HOME=str(tmp_path))
    with subprocess.Popen([*PYTHON, *command], stdout=writer, stderr=PIPE, env=place) as child:
        time.sleep(1)
        child.send_signal(number)
        _, told = child.communicate(timeout=20)
    os.close(reader)
    os.close(writer)

    assert (child.returncode, told) == (128 + number, b"")


@needs_narrow_pipes
def test_signals_that_come_together_end_it_as_quietly_as_one(tmp_path: Path) -> None:
    several = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]
    for count in range(12):
        reader, writer = narrow_pipe()
        child = subprocess.Popen([*PYTHON, "sources", "-f", "json"], stdout=writer, stderr=PIPE)
        time.sleep(0.5)
        for number in several[count % 3 :] + several[: count % 3]:
            child.send_signal(number)
        _, told = child.communicate(timeout=20)
        os.close(reader)
        os.close(writer)

        assert (child.returncode in {128 + number for number in several}, told) == (True, b"")


# The bar at once, whatever the work takes.
IMPATIENT = """
import sys
from cajad_cli import progress
from cajad_cli.__main__ import main
progress.PATIENCE = 0
sys.argv[0] = "cajad"
main()
"""


def watched(stopped: bool, place: Path, **environment: str) -> tuple[subprocess.Popen[bytes], int]:
    """A compilation under way, its standard error on a terminal, which may take no output."""
    master, slave = pty.openpty()
    if stopped:
        termios.tcflow(slave, termios.TCOOFF)
    child = subprocess.Popen(
        [sys.executable, "-c", IMPATIENT, "countries"],
        stdout=subprocess.DEVNULL,
        stderr=slave,
        env=environ(XDG_CACHE_HOME=str(place), TERM="xterm", **environment),
    )
    os.close(slave)
    return child, master


def read_all(master: int) -> bytes:
    """What a terminal was sent until its other end was closed."""
    read = b""
    with suppress(OSError):
        while piece := os.read(master, 1 << 16):
            read += piece
    os.close(master)
    return read


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_what_draws_its_bar_on_a_stopped_terminal(name: str, tmp_path: Path) -> None:
    """As after Ctrl-S."""
    child, master = watched(True, tmp_path)
    time.sleep(1.5)
    number = getattr(signal, name)
    assert child.poll() is None
    child.send_signal(number)

    assert child.wait(10) == 128 + number
    os.close(master)


def test_an_interrupt_wipes_the_bar_away_and_hides_no_cursor(tmp_path: Path) -> None:
    child, master = watched(False, tmp_path)
    shown = b""
    while b"compiling" not in shown:
        shown += os.read(master, 1 << 16)
    child.send_signal(signal.SIGINT)
    shown += read_all(master)

    assert child.wait(10) == 130
    assert b"?25l" not in shown
    assert shown.endswith(b"\r\x1b[2K")


def test_no_bar_is_drawn_over_a_command_line_that_is_being_typed(tmp_path: Path) -> None:
    words = {"COMP_WORDS": "cajad countries ka", "COMP_CWORD": "2"}
    child, master = watched(False, tmp_path, _CAJAD_COMPLETE="complete_bash", **words)
    assert (read_all(master), child.wait(10)) == (b"", 0)
    assert list(tmp_path.rglob("*.sqlite"))


@needs_narrow_pipes
def test_ignored_interrupt_stays_ignored(process: Process) -> None:
    """As under nohup, or behind `&` in a script."""
    reader, writer = narrow_pipe()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # children inherit it
    try:
        child = subprocess.Popen([*PYTHON, "sources", "-f", "json"], stdout=writer)
    finally:
        signal.signal(signal.SIGINT, before)
    os.close(writer)
    time.sleep(1)
    child.send_signal(signal.SIGINT)
    with open(reader, "rb") as stream:
        read = stream.read()

    assert child.wait(20) == 0
    assert read == process("sources", "-f", "json").stdout


@pytest.mark.parametrize(("raised", "code"), [("KeyboardInterrupt", 130), ("SystemExit(143)", 143)])
def test_signal_within_a_callback_is_not_lost(raised: str, code: int) -> None:
    """Python cannot raise out of a finaliser: it prints, and goes on."""
    script = f"""
import cajad_cli.process
class Fragile:
    def __del__(self):
        raise {raised}
def run(arguments):
    Fragile()
    return 0
cajad_cli.process.run = run
from cajad_cli.__main__ import main
main()
"""
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=20)

    assert (told.returncode, told.stderr) == (code, b"")


def test_interrupt_of_the_work_itself_ends_with_130(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tired(store: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cajad_cli.views.overview", tired)
    told = run("overview", expect=130)
    assert (told.out, told.err) == ("", "")

    monkeypatch.setattr("cajad_cli.process._usage", tired)
    told = run("nosuch", "--nosuch", expect=2)
    told = run("--nosuch", expect=130)
    assert (told.out, told.err) == ("", "")


# ---------------------------------------------------------------- errors nobody foresaw


def test_bug_is_told_in_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(store: object) -> None:
        raise RuntimeError("odd \x1b[31m thing")

    monkeypatch.setattr("cajad_cli.views.overview", broken)
    told = run("overview", expect=70)

    assert told.out == ""
    assert told.err.startswith("cajad: a bug: RuntimeError: odd \\x1b[31m thing; please report it")
    assert told.err.count("\n") == 1

    monkeypatch.setenv("CAJAD_DEBUG", "1")
    told = run("overview", expect=70)
    assert told.err.startswith("Traceback")
    assert "\x1b" not in told.err


def test_memory_that_is_not_there_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry(store: object) -> None:
        raise MemoryError

    monkeypatch.setattr("cajad_cli.views.overview", hungry)

    assert "Traceback" not in run("overview", expect=70).err


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("contries", "there is no command 'contries'; did you mean countries?"),
        ("--vresion", "cajad has no option --vresion; did you mean --version?"),
        ("countries --formt csv", "cajad countries has no option --formt; did you mean --format?"),
        ("countries -f jsn", "--format knows no 'jsn'; did you mean json or jsonl?"),
        ("commitments --status going", "--status knows no 'going'"),
        ("search", "missing argument 'term'; 'cajad search --help' shows how it is used"),
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


# ---------------------------------------------------------------- what a person sees


def on_screen(
    *command: str, columns: int = 80, rows: int = 24, **changes: str | None
) -> pyte.HistoryScreen:
    """The screen of a terminal emulator after a command has run in it, with its history."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    child = subprocess.Popen(
        [*PYTHON, *command],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environ(COLUMNS=None, TERM="xterm-256color", **changes),
    )
    os.close(slave)
    screen = pyte.HistoryScreen(columns, rows, history=10_000, ratio=1)
    stream = pyte.ByteStream(screen)
    while select.select([master], [], [], 20)[0]:
        try:
            read = os.read(master, 1 << 16)
        except OSError:  # Linux's way of saying that the other end is closed
            break
        if not read:
            break
        stream.feed(read)
    os.close(master)
    assert child.wait(10) == 0
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


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize(
    "command",
    [["overview"], ["countries", "kz"], ["search", "Caspian"], ["tracker"], ["show", "kazakhstan"]],
    ids=" ".join,
)
def test_terminal_shows_what_a_pipe_gets(command: list[str], columns: int, run: Run) -> None:
    """Nothing is cropped, wrapped by the terminal, or out of its column."""
    expected = run(*command, width=columns).out.splitlines()

    assert seen(on_screen(*command, columns=columns)) == expected


def test_words_found_are_bold_and_yellow() -> None:
    screen = on_screen("search", "Caspian", "--limit", "3")

    marked = {
        "".join(cell.data for cell in group).strip()
        for row in cells(screen)
        for group in _groups(row)
    }
    assert marked == {"Caspian"}


def _groups(row: list[Any]) -> list[list[Any]]:
    """The runs of cells of a row that are bold and yellow."""
    groups: list[list[Any]] = [[]]
    for cell in row:
        if cell.bold and cell.fg in ("brown", "yellow"):
            groups[-1].append(cell)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def test_colours_have_their_meaning() -> None:
    """Headings are bold, ids cyan, what is disputed yellow, what is analysis magenta."""
    screen = on_screen("show", "three-trillion-yen", rows=60)
    top = cells(screen)

    assert all(cell.bold for cell in top[0][:6])
    line = "".join(cell.data for cell in top[1])
    assert top[1][line.index("three-trillion-yen")].fg == "cyan"
    assert top[1][line.index("disputed")].fg == "brown"
    author = cells(on_screen("analysis", rows=60))[0][0]
    assert author.fg == "magenta"


def test_japanese_and_cyrillic_stand_in_their_columns() -> None:
    lines = seen(on_screen("countries", "kz", "--data", str(TINY)))

    (names,) = (line for line in lines if line.startswith("names"))
    assert names.split(maxsplit=1)[1] == "カザフスタン (ja), Казахстан (ru)"


def test_no_colour_leaves_no_attribute_on_a_terminal() -> None:
    for row in cells(on_screen("overview", NO_COLOR="1", FORCE_COLOR="1")):
        assert {(cell.fg, cell.bg, cell.bold) for cell in row} == {("default", "default", False)}


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
def test_inert_shows_what_acts_and_keeps_the_rest(text: str, shown: str) -> None:
    assert inert(text) == shown


def test_formats_in_a_pipe_are_whole(process: Process) -> None:
    rows = list(csv.reader(io.StringIO(process("export", "-f", "csv").stdout.decode())))
    records = json.loads(process("export").stdout)

    assert len(rows) == len(records) + 1


@pytest.mark.parametrize(
    ("raised", "reason"),
    [
        ("ImportError('failed to map segment')", "failed to map segment"),
        ("MemoryError", "MemoryError"),
    ],
)
def test_what_cannot_be_loaded_is_told_in_a_sentence(
    raised: str, reason: str, tmp_path: Path
) -> None:
    """As where memory is short: a library of Python's own does not load."""
    (tmp_path / "sqlite3.py").write_text(f"raise {raised}\n")
    done = subprocess.run(
        [*PYTHON, "countries"], capture_output=True, env=environ(PYTHONPATH=str(tmp_path))
    )

    assert (done.returncode, done.stdout) == (70, b"")
    assert done.stderr.decode() == (
        f"cajad: it cannot start: {reason}; give it more memory, or install it anew\n"
    )
