"""A seeded search for crashes over data files, queries and command lines.

Run it with `pytest -m fuzz -s tests/test_fuzz.py`; the figures stand beneath each test. With
FUZZ_SEED another seed than the usual one is taken, with FUZZ_TIMES so many times more is tried.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, TINY, Run
from test_hostile_text import CONTROLS, HIDING, MARKUP, acting

from cajad_cli.cli.commands import COMMANDS
from cajad_cli.errors import BadData
from cajad_cli.ingest import read_dataset
from cajad_cli.render.formats import WRITERS

pytestmark = pytest.mark.fuzz

SEED = int(os.environ.get("FUZZ_SEED", "5"))
TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
# Nothing that is tried may keep this process busy for longer than so many seconds.
PATIENCE = 5.0
# What YAML, the reader and the checker take for more than text.
TOKENS = [
    *(
        sign.encode()
        for sign in "[ ] { } : , - ? | > & * ! % @ ` # ' \" ~ << --- ... \\ / =".split()
    ),
    *(word.encode() for word in "null true .nan .inf -0 1e999 0x7f NO 12:30 2025-13-45".split()),
    *(b"[" * n for n in (2, 13, 500, 100_000)),
    *(b"- " * n for n in (2, 13, 500, 100_000)),
    *(b"{a: " * n for n in (2, 13, 500)),
    b"&a [*a, *a]",
    b"!!python/object/apply:os.system [x]",
    b"!!binary aGk=",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x00",
    b"\r",
    b"\r\n",
    b"\t",
    b"\n",
    b"\n  ",
    b"\xed\xa0\x80",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\\ud800",
    b"9" * 400,
    b"x" * 200_000,
    *(text.encode() for text in (*CONTROLS.values(), HIDING, *MARKUP.values())),
]


def _mutate(content: bytes, chance: random.Random) -> bytes:
    """The content with one to eight things done to it that editors, disks and enemies do."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        at, other = sorted(chance.randrange(len(content) + 1) for _ in range(2))
        way = chance.randrange(9)
        if way == 0:  # a bit flips
            at = min(at, len(content) - 1)
            flipped = bytes([content[at] ^ 1 << chance.randrange(8)])
            content = content[:at] + flipped + content[at + 1 :]
        elif way == 1:  # a piece goes
            content = content[:at] + content[min(other, at + chance.randrange(1, 200)) :]
        elif way == 2:  # a piece stands twice
            content = content[:at] + content[at : at + chance.randrange(1, 400)] + content[at:]
        elif way == 3:  # two pieces change places
            length = chance.randrange(1, 60)
            content = content[:at] + content[other : other + length] + content[at + length :]
        elif way == 4:  # the rest is missing
            content = content[: max(at, 1)]
        elif way in (5, 6):  # something of YAML's own comes in
            content = content[:at] + chance.choice(TOKENS) + content[at:]
        else:  # a line of the file changes its value or place
            lines = content.split(b"\n")
            line = chance.randrange(len(lines))
            key, colon, _ = lines[line].partition(b": ")
            if way == 7 and colon:
                lines[line] = key + colon + chance.choice(TOKENS)
            else:
                lines.insert(chance.randrange(len(lines)), lines.pop(line))
            content = b"\n".join(lines)
        content = content or b"-"
    return content


def _report(what: str, began: float, counts: Counter[str]) -> None:
    figures = ", ".join(f"{count:,} {name}" for name, count in counts.most_common(12))
    total = sum(counts.values())
    took = time.process_time() - began
    print(f"\n{total:,} {what} (seed {SEED}) in {took:.0f} s: {figures}", flush=True)


def _timed(work: Callable[[], str], what: object) -> str:
    began = time.process_time()
    outcome = work()
    assert time.process_time() - began < PATIENCE, what
    return outcome


def test_data_files(tmp_path: Path, run: Run) -> None:
    """A broken file is refused with its problems; what is let through can be shown."""
    chance = random.Random(SEED)
    began = time.process_time()
    counts: Counter[str] = Counter()
    tiny = TINY.read_bytes()
    # A twentieth of the real file, from its beginning, so that many are tried.
    real = (ROOT / "data" / "summit.yaml").read_bytes()[:30_000]
    file = tmp_path / "d.yaml"

    def outcome() -> str:
        try:
            read_dataset(str(file))
        except BadData as error:
            said = [str(error), *map(str, error.problems)]
            assert not acting("".join(said)), said
            assert all(said), said
            return f"refused with {'problems' if error.problems else 'a sentence'}"
        return "sound"

    for number in range(12_000 * TIMES):
        content = _mutate(real if number % 10 == 0 else tiny, chance)
        file.write_bytes(content)
        found = _timed(outcome, content)
        counts[found] += 1
        if found == "sound":
            for command in ("export", "overview", "timeline", "countries"):
                form = chance.choice(["table", *WRITERS] if command != "export" else [*WRITERS])
                told = run(command, "-f", form, "--data", str(file), expect=None)
                assert told.code in (0, 1), (content, told)
                # What Excel needs stands before all else.
                said = told.out.removeprefix("\ufeff") + told.err
                assert not acting(said, "\r\n\t"), content
    _report("data files", began, counts)


def test_queries(run: Run) -> None:
    """Any words in any order have an answer or none."""
    chance = random.Random(SEED)
    began = time.process_time()
    counts: Counter[str] = Counter()
    known = (ROOT / "data" / "summit.yaml").read_text(encoding="utf-8").split()
    signs = (
        "\" ' ( ) * ^ : + - NEAR AND OR NOT { } [ ] ~ \\ % _ ; -- , . / | & $ # @ ! ? < > =".split()
    )
    odd = [*CONTROLS.values(), HIDING, *MARKUP.values(), "\ud800", "\udcff", "x" * 500]

    def word() -> str:
        way = chance.randrange(6)
        if way == 0:
            return chance.choice(signs)
        if way == 1:
            return chance.choice(odd)
        if way == 2:
            return "".join(
                chr(chance.randrange(1, 0x11_0000)) for _ in range(chance.randrange(1, 6))
            )
        taken = list(chance.choice(known))
        if way == 3:  # misspelt
            taken[chance.randrange(len(taken))] = chr(chance.randrange(33, 0x500))
        if way == 4:
            taken.insert(chance.randrange(len(taken)), chance.choice(signs))
        return "".join(taken)

    for _ in range(12_000 * TIMES):
        query = chance.choice((" ", " ", "")).join(word() for _ in range(chance.randrange(1, 9)))
        command = chance.choice(("search", "search", "search", "show", "countries", "areas"))

        def outcome(command: str = command, query: str = query) -> str:
            told = run(command, "--", query, expect=None)
            assert told.code in (0, 1), (command, query, told)
            assert not acting(told.out + told.err), (command, query)
            return "answered" if told.code == 0 else "not found"

        counts[_timed(outcome, query)] += 1
    _report("queries", began, counts)


def test_command_lines(run: Run) -> None:
    """Any command line ends with a documented exit code, and what failed is told."""
    chance = random.Random(SEED)
    began = time.process_time()
    counts: Counter[str] = Counter()
    # What writes files is tried elsewhere.
    commands = [name for name in COMMANDS if name != "compile"]
    options = (
        "--format -f --country -c --area -a --status --trust --kind -k --limit -n --from --to"
        " --style --help -h --version --data -fcsv --limit=3 --format= -- - -x --nosuch"
    ).split()
    values = (
        "kz japan tokyo-declaration mofa-result connectivity HRD csv json table yaml sqlite text"
        " 3 0 -1 1e3 2025 2025-12-20 2025-13 official done event x 日本 カザフスタン bibtex"
    ).split()
    values += ["", " ", str(TINY), "/", "/dev/null", "/nowhere/x.yaml", "single source"]
    values += [*CONTROLS.values(), HIDING, "\udcff", "x" * 2000]
    values = [value.replace("\0", "\1") for value in values]
    before = sorted(os.listdir())

    for _ in range(8_000 * TIMES):
        line = [chance.choice(commands)] if chance.random() < 0.95 else []
        line += [
            chance.choice(options if chance.random() < 0.4 else values)
            for _ in range(chance.randrange(6))
        ]

        def outcome(line: list[str] = line) -> str:
            told = run(*line, expect=None)
            assert told.code in (0, 1, 2, 3), (line, told)
            assert told.code == 0 or told.err, line
            assert not acting(told.err), (line, told.err)
            assert not acting(told.out, "\r\n\t"), line
            return f"exit {told.code}"

        counts[_timed(outcome, line)] += 1
    assert sorted(os.listdir()) == before
    _report("command lines", began, counts)
