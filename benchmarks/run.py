"""Measures cajad against the bare interpreter, its own imports, and what people would use instead.

    python benchmarks/run.py > benchmarks/RESULTS.md

The commands take turns, so that whatever else the machine does slows all of them alike, and the
shortest time of each counts. Progress goes to standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import NamedTuple

from generate import BUNDLED, generate

QUESTIONS = [
    f"{question}{form}"
    for question in ("countries", "search yen", "show kazakhstan")
    for form in ("", " -f json")
]
# What takes more to be understood: a figure, a date, questions. At larger sizes more answers them.
ASKED = [
    f"search {question}{form}"
    for question in (
        "21.4bn",
        "deals > 1 billion dollars",
        "20 December 2025",
        "who chaired the summit",
        "did ministers meet in 2026",
        "кто подписал токийскую декларацию",
        "東京宣言に署名したのは誰ですか",
    )
    for form in ("", " -f json")
]
RUNS = 20
# Commands slower than this many seconds are run three times, ten times slower ones once.
SLOW = 3.0
NOTHING = "python -c pass"
TYPER = "import typer"
RICH = "import typer, rich.console, rich.table"
PARSE = "yaml.load, CSafeLoader"
# What cajad does, too: it makes no circles that would have to be collected.
UNCOLLECTED = "yaml.load, CSafeLoader, gc.disable()"
METHOD = """The shortest of {runs} runs, taking turns; three runs of what takes longer than
three seconds, one of what takes longer than thirty. Ratios are of processor time, which a busy
machine disturbs less."""


class Command(NamedTuple):
    """A command to be measured."""

    name: str
    words: list[str]


class Times(NamedTuple):
    """The seconds that passed while a command ran, and those that a processor worked for it."""

    passed: float
    processor: float


class Goal(NamedTuple):
    """A bound: a command may take so many times as long as another."""

    name: str
    most: float
    other: str


# ---------------------------------------------------------------- measuring


def environment() -> dict[str, str]:
    """The environment of all commands: compiled modules are kept."""
    unset = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "CAJAD_DATA", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return kept | {"COLUMNS": "100"}


def once(command: Command, environ: dict[str, str]) -> Times:
    """What one run takes, by hyperfine if it is installed."""
    if shutil.which("hyperfine") is None:
        before = getrusage(RUSAGE_CHILDREN)
        began = time.perf_counter()
        subprocess.run(
            command.words, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        passed = time.perf_counter() - began
        after = getrusage(RUSAGE_CHILDREN)
        user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
        return Times(passed, user + system)
    with tempfile.NamedTemporaryFile(suffix=".json") as result:
        line = shlex.join(command.words)
        options = ["-N", "-i", "--runs", "1", "--style", "none", "--export-json", result.name]
        subprocess.run(
            ["hyperfine", *options, line], env=environ, check=True, stderr=subprocess.DEVNULL
        )
        told = json.load(result)["results"][0]
        return Times(told["min"], told["user"] + told["system"])


def measure(commands: list[Command], environ: dict[str, str], runs: int) -> dict[str, Times]:
    """The shortest times of each command, in rounds of one run of each."""
    taken: dict[str, list[Times]] = {command.name: [] for command in commands}
    for number in range(runs + 1):
        say(f"round {number} of {runs}")
        for command in commands:
            before = taken[command.name]
            # The first run is to warm up: it counts for the slow ones alone.
            first = before[0].passed if before else 0.0
            if first > SLOW and len(before) >= (1 if first > 10 * SLOW else 3):
                continue
            before.append(once(command, environ))
    counted = {name: times[1:] or times for name, times in taken.items()}
    return {
        name: Times(min(one.passed for one in times), min(one.processor for one in times))
        for name, times in counted.items()
    }


def say(message: str) -> None:
    """Report progress."""
    print(message, file=sys.stderr, flush=True)


# ---------------------------------------------------------------- what is measured


class Bench:
    """The commands at one size of dataset, and the files they read."""

    def __init__(self, place: Path, size: int, environ: dict[str, str]) -> None:
        self.size = size
        self._environ = environ
        self._cajad = str(Path(sys.executable).with_name("cajad"))
        self._yaml = place / f"{size}.yaml"
        self._compiled = place / f"{size}.db"
        self._json = place / f"{size}.json"
        self._sqlite = place / f"{size}.sqlite"
        if not self._yaml.exists():
            say(f"writing {size or 'the bundled'} records")
            with self._yaml.open("w", encoding="utf-8") as file:
                file.writelines(generate(size) if size else [BUNDLED.read_text("utf-8")])
        self._call(*self._compile())
        exported = self._call(self._cajad, "export", "-f", "json", "--data", str(self._compiled))
        self._json.write_bytes(exported)
        if shutil.which("sqlite-utils"):
            self._fill()

    def _compile(self) -> list[str]:
        return [self._cajad, "compile", str(self._yaml), "--output", str(self._compiled), "--force"]

    def _call(self, *words: str) -> bytes:
        return subprocess.run(words, env=self._environ, check=True, capture_output=True).stdout

    def _fill(self) -> None:
        """Load the records into a database with a full-text index, as sqlite-utils does it."""
        self._sqlite.unlink(missing_ok=True)
        tool, file = "sqlite-utils", str(self._sqlite)
        self._call(tool, "insert", file, "records", str(self._json), "--pk", "id", "--alter")
        self._call(tool, "enable-fts", file, "records", "title", "text")

    def baselines(self) -> list[Command]:
        """What nothing written in Python, with Typer and with Rich can undercut."""
        return [
            Command(NOTHING, [sys.executable, "-c", "pass"]),
            Command(TYPER, [sys.executable, "-c", TYPER]),
            Command(RICH, [sys.executable, "-c", RICH]),
        ]

    def ours(self) -> list[Command]:
        """Lookups by cajad, as a screen and as JSON."""
        data = ["--data", str(self._compiled)] if self.size else []
        commands = []
        for question in QUESTIONS if self.size else QUESTIONS + ASKED:
            words = [self._cajad, *question.split()]
            commands.append(Command(f"cajad {question}", [*words, *data]))
            if self.size:
                commands.append(Command(f"cajad {question}, bundled", words))
        for typed in ("kazakstan", "zzqxvkw"):
            words = [self._cajad, "search", typed, *data]
            commands.append(Command(f"cajad search {typed}", words))
        completing = [
            "_CAJAD_COMPLETE=complete_bash",
            "COMP_WORDS=cajad countries ka",
            "COMP_CWORD=2",
        ]
        commands.append(Command("Tab completion", ["env", *completing, self._cajad]))
        return commands

    def making(self) -> list[Command]:
        """What makes a file to be asked, or the first answer of those who make it themselves."""
        parse = "import gc, sys, yaml; {}; yaml.load(open(sys.argv[1]), yaml.CSafeLoader)"
        commands = [
            Command("cajad compile", self._compile()),
            *(
                Command(name, [sys.executable, "-c", parse.format(first), str(self._yaml)])
                for name, first in ((PARSE, "pass"), (UNCOLLECTED, "gc.disable()"))
            ),
        ]
        if shutil.which("sqlite-utils"):
            file = shlex.quote(str(self._sqlite))
            script = (
                f"rm -f {file}; sqlite-utils insert {file} records {shlex.quote(str(self._json))}"
                f" --pk id --alter && sqlite-utils enable-fts {file} records title text"
                f" && sqlite-utils search {file} records yen --limit 10"
            )
            commands.append(Command("sqlite-utils search, first run", ["sh", "-c", script]))
        return commands

    def others(self) -> list[Command]:
        """The same search by what is installed of other tools, each on data of its own form."""
        wanted = '[.[] | select(.text | test("yen"; "i"))][:10]'
        nested = '[.[] | arrays | .[] | select(.text // "" | test("yen"; "i"))][:10]'
        page = f"/{self.size}/records.json?_search=yen&_size=10"
        yaml, array, database = str(self._yaml), str(self._json), str(self._sqlite)
        search = ["search", database, "records", "yen", "--limit", "10"]
        commands = [
            Command("rg -i -w yen", ["rg", "-i", "-w", "yen", yaml]),
            Command("jq select(.text)", ["jq", wanted, array]),
            Command("yq select(.text)", ["yq", nested, yaml]),
            Command("sqlite-utils search", ["sqlite-utils", *search]),
            Command("datasette --get", ["datasette", database, "--get", page]),
        ]
        return [one for one in commands if shutil.which(one.words[0])]


def goals(size: int) -> list[Goal]:
    """What is promised of the times at a size."""
    promised = [Goal("Tab completion", 1.0, TYPER), Goal("cajad compile", 3.0, PARSE)]
    for question in QUESTIONS if size else QUESTIONS + ASKED:
        if size:
            promised.append(Goal(f"cajad {question}", 1.2, f"cajad {question}, bundled"))
        else:
            promised.append(Goal(f"cajad {question}", 1.0, TYPER if "-f" in question else RICH))
    rivals = ["yq select(.text)", "sqlite-utils search", "datasette --get"]
    rivals += ["jq select(.text)"] if size else []
    promised += [Goal("cajad search yen -f json", 1.0, rival) for rival in rivals]
    return promised


# ---------------------------------------------------------------- what is written


def machine() -> str:
    """The machine, the day and the versions of all that was measured."""
    processor = platform.processor() or "an unnamed processor"
    if (info := Path("/proc/cpuinfo")).exists():
        named = re.search(r"model name\s*: (.+)", info.read_text())
        processor = named.group(1) if named else processor
    lines = [
        f"Measured on {datetime.now(UTC):%d %B %Y} on {os.cpu_count()} cores of {processor},",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}.",
    ]
    for tool in ("cajad", "hyperfine", "rg", "jq", "yq", "sqlite-utils", "datasette"):
        found = shutil.which(tool) or shutil.which(tool, path=str(Path(sys.executable).parent))
        if found is None:
            lines.append(f"{tool} is not installed and was left out.")
        else:
            told = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
            lines.append(f"{told.splitlines()[0]};")
    return "\n".join(lines)


def table(title: str, times: dict[str, Times], size: int) -> str:
    """The times at one size, in milliseconds and as ratios, and which promises are kept."""
    bases = (NOTHING, TYPER, RICH)
    lines = [f"## {title}", ""]
    lines.append(f"| command | ms | processor ms | {' | '.join(f'× `{base}`' for base in bases)} |")
    lines.append("|---|--:|--:|--:|--:|--:|")
    for name, (passed, processor) in times.items():
        ratios = " | ".join(f"{processor / times[base].processor:.2f}" for base in bases)
        lines.append(f"| `{name}` | {passed * 1000:,.1f} | {processor * 1000:,.1f} | {ratios} |")
    lines += ["", "| promised | at most | measured | |", "|---|--:|--:|---|"]
    for goal in goals(size):
        if goal.other in times:
            ratio = times[goal.name].processor / times[goal.other].processor
            kept = "kept" if ratio <= goal.most else "missed"
            lines.append(f"| `{goal.name}` / `{goal.other}` | {goal.most} | {ratio:.2f} | {kept} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure at each size and write the tables to standard output."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=RUNS, help=f"runs of each command; {RUNS}")
    parser.add_argument(
        "--sizes", type=int, nargs="*", default=[0, 25_000, 100_000], help="0 is the bundled data"
    )
    parser.add_argument("--keep", type=Path, help="a directory to keep the datasets in")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = chosen.keep or Path(temporary)
        place.mkdir(parents=True, exist_ok=True)
        environ = environment()
        print(f"# Results\n\n{machine()}\n\n{METHOD.format(runs=chosen.runs)}\n")
        for size in chosen.sizes:
            bench = Bench(place, size, environ)
            commands = [*bench.baselines(), *bench.ours(), *bench.others()]
            times = measure(commands, environ, chosen.runs)
            times |= measure(bench.making(), environ, chosen.runs)
            title = f"{size:,} records" if size else "The bundled dataset"
            print(table(title, times, size), flush=True)


if __name__ == "__main__":
    main()
