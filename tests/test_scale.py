"""Work and memory at 25,000 and 100,000 records: compiling is bounded, a lookup does not grow.

Work is counted in steps of SQLite's machine where SQLite does it; of whole commands it is processor
time, the least of several runs that take turns, so that other work on the machine slows all alike.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT, TINY, tool

from cajad_cli.ingest.reader import read_values
from cajad_cli.query.hits import ranked as search
from cajad_cli.store import open_store
from cajad_cli.store.store import MOST_STEPS

pytestmark = [
    pytest.mark.scale,
    pytest.mark.skipif(sys.platform == "win32", reason="measures with Unix's wait4"),
]

MEGABYTE = 1024  # as kilobytes, in which the system counts
SIZES = [25_000, 100_000]
RUNS = 10


class Cost(NamedTuple):
    """Seconds of processor time and kilobytes of memory that a process took."""

    seconds: float
    memory: int


# Runs a command and tells what it took. A process counts as its own the memory of the one that it
# is made from, and that which runs all tests holds much: a small one stands between.
MEASURE = """
import os, sys
silent = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent)
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
"""


def cost(line: str, *data: str) -> Cost:
    """What a command line takes, its output thrown away."""
    command = [sys.executable, "-m", "cajad_cli", *line.split(), *data]
    told = subprocess.check_output([sys.executable, "-S", "-c", MEASURE, *command])
    code, seconds, memory = told.split()
    # Of a near name there may be several.
    assert int(code) in (0, 1), line
    return Cost(float(seconds), int(memory))


def ratio(line: str, other: str, data: Sequence[str], others: Sequence[str]) -> float:
    """How much more processor time a command line takes than another."""
    pairs = [(cost(line, *data), cost(other, *others)) for _ in range(RUNS)]
    return min(one.seconds for one, _ in pairs) / min(two.seconds for _, two in pairs)


@pytest.fixture(scope="module", params=SIZES, ids="{:,} records".format)
def big(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated dataset, compiled; the YAML lies beside it."""
    yaml = tmp_path_factory.mktemp("big") / "big.yaml"
    with yaml.open("wb") as stream:
        generate = [sys.executable, str(ROOT / "benchmarks" / "generate.py"), str(request.param)]
        subprocess.run(generate, stdout=stream, check=True)
    assert cost(f"compile {yaml}").memory < 1000 * MEGABYTE
    return yaml.with_suffix(".db")


@pytest.mark.parametrize(
    "line",
    ["countries", "show kazakhstan", "search yen", "countries -f json", "search yen -f json"],
)
def test_a_lookup_does_not_grow_with_the_record(line: str, big: Path, compiled: str) -> None:
    assert ratio(line, line, ["--data", str(big)], ["--data", compiled]) <= 1.3


NARROWED = [
    "search yen --country japan",
    "search yen --area connectivity --trust official",
    "search the japan yen cooperation summit --country japan",
    "search the japan yen cooperation summit --kind commitment",
]


@pytest.mark.parametrize("line", NARROWED)
def test_a_filter_makes_a_search_take_at_most_half_as_much_again(line: str, big: Path) -> None:
    data = ["--data", str(big)]
    assert ratio(line, line.partition(" --")[0], data, data) <= 1.5


@pytest.mark.parametrize("line", ["search kazahkstan", "search cooperatoin", "show kazahkstan"])
def test_a_misspelt_word_takes_at_most_half_as_much_again(line: str, big: Path) -> None:
    data = ["--data", str(big)]
    assert ratio(line, "search yen", data, data) <= 1.5


@pytest.mark.parametrize(
    "groups",
    [[], [["country:japan"]], [["country:kazakhstan"], ["trust:disputed", "trust:official"]]],
    ids=["all", "one filter", "two filters"],
)
@pytest.mark.parametrize("query", ["yen", "kazahkstan", "the japan yen cooperation summit"])
def test_the_steps_of_a_search_grow_no_faster_than_the_record(
    query: str, groups: list[list[str]], big: Path
) -> None:
    """A search that went through the index anew for each record would take millions a record."""
    store = open_store(str(big))
    records = sum(int(store.meta[key]) for key in store.meta if key.startswith("count:"))
    most = 50 * records
    assert most < MOST_STEPS / 10
    steps = 0

    def count() -> bool:
        nonlocal steps
        steps += 100
        return steps > most

    store._database.set_progress_handler(count, 100)
    assert search(store, query, groups).hits
    assert steps <= most


def test_a_screen_of_many_parts_grows_in_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each promise is of another body, and so stands in a part of its own."""
    monkeypatch.chdir(tmp_path)
    for name, many in (("few", 1500), ("many", 6000)):
        root = read_values(TINY.read_bytes(), str(TINY))
        made = root["commitment"][0]
        root["commitment"] += [made | {"id": f"p-{n}", "by": f"Body {n}"} for n in range(many)]
        Path(f"{name}.json").write_text(json.dumps(root), "utf-8")
        cost(f"compile {name}.json")

    assert ratio("money", "money", ["--data", "many.db"], ["--data", "few.db"]) <= 5


@pytest.mark.parametrize("line", ["export -f json", "export -f jsonl", "export -f csv"])
def test_long_answers_stream(line: str, big: Path) -> None:
    assert cost(line, "--data", str(big)).memory < 100 * MEGABYTE


def test_a_screen_holds_no_more_than_what_it_lists(big: Path) -> None:
    """It counts and groups before it writes: 13,600 statements at 100,000 records."""
    assert cost("statements", "--data", str(big)).memory < 250 * MEGABYTE


@pytest.mark.skipif(sys.platform != "linux", reason="strace watches Linux alone")
def test_what_is_sorted_is_sorted_in_memory(big: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-B", "-m", "cajad_cli", "timeline", "-f", "csv", "--data", str(big)]
    log = tmp_path / "log"
    watch = [tool("strace"), "-f", "-qq", "-e", "trace=open,openat,creat", "-o", str(log)]
    subprocess.run([*watch, *command], check=True, capture_output=True)
    written = [
        line for line in log.read_text().splitlines() if "O_RDWR" in line or "O_CREAT" in line
    ]
    assert [line for line in written if "/dev/null" not in line] == []
