"""What people see: every screen at several widths, as it was when somebody looked at it."""

import os
import re
from functools import cache
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from cajad_cli.render.page import BATCH, Page, link
from conftest import BUNDLED, HERE, Lookup, Process, Run, each_record_lookup, lookups
from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from cajad_cli.ingest.reader import read_values
from cajad_cli.model.kinds import KINDS
from cajad_cli.render.wording import amount, number

GOLDEN = HERE / "golden"
WIDTHS = (40, 80, 100)
# Every screen on the real data, and more of those that differ most from record to record.
REAL = [
    *(lookup.real for lookup in lookups("records")),
    *(["countries", name] for name in ("japan", "kg", "tj", "tm", "uz")),
    ["areas", "connectivity"],
    ["show", "dispute-venue"],
    ["search", "3", "trillion", "yen"],
]
SGR = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


@pytest.mark.parametrize("width", WIDTHS)
@each_record_lookup
def test_a_screen_is_the_golden_one(
    lookup: Lookup, width: int, run: Run, tiny: str, request: pytest.FixtureRequest
) -> None:
    shown = run(*lookup.tiny, "--data", tiny, width=width)
    golden = GOLDEN / f"{lookup.name}-{width}.txt"
    if request.config.getoption("--update-golden"):
        if os.environ.get("CI"):
            pytest.fail("golden files are written by people who look at them, not by CI")
        golden.write_text(shown.out, encoding="utf-8", newline="\n")

    assert golden.read_text(encoding="utf-8").split("\n") == shown.out.split("\n")
    assert shown.err == ""


def test_there_is_no_golden_file_of_a_screen_that_is_gone() -> None:
    expected = {f"{one.name}-{width}.txt" for one in lookups("records") for width in WIDTHS}

    assert expected == {path.name for path in GOLDEN.iterdir()}


def test_every_kind_has_a_record_in_the_golden_screens(tiny: str) -> None:
    assert set(KINDS) <= set(read_values(Path(tiny).read_bytes(), tiny))


@each_record_lookup
def test_nothing_is_wider_than_the_screen(lookup: Lookup, run: Run, tiny: str) -> None:
    for width in (20, 60, 120, 200):
        lines = run(*lookup.tiny, "--data", tiny, width=width).out.split("\n")
        assert [line for line in lines if cell_len(line) > width] == []


@cache
def words_of_the_record() -> frozenset[str]:
    """Every word in a text of the record, as it is written."""

    def texts(value: object) -> str:
        if isinstance(value, dict):
            return " ".join(map(texts, value.values()))
        return " ".join(map(texts, value)) if isinstance(value, list) else str(value)

    return frozenset(filter(str.isascii, texts(read_values(BUNDLED.read_bytes(), "f")).split()))


@pytest.mark.parametrize("screen", REAL, ids=" ".join)
def test_a_real_screen_keeps_its_width_breaks_no_word_and_wastes_no_line(
    screen: list[str], run: Run
) -> None:
    for width in (40, 100):
        lines = run(*screen, width=width).out.split("\n")
        assert [line for line in lines if cell_len(line) > width] == []
        assert [line for line in lines if line != line.rstrip()] == []
        assert "" not in (lines[0], lines[-2])
        assert ("", "") not in pairwise(lines)
        assert broken(lines, width) == set()


def broken(lines: list[str], width: int) -> set[str]:
    """Words that would fit a line, of which a part ends one: no word, but one with the next."""
    found = set()
    for line, after in pairwise(lines):
        if line.split() and after.split():
            last, first = line.split()[-1], after.split()[0]
            fits = cell_len(last + first) <= width - 8
            if fits and last + first in words_of_the_record() and last not in words_of_the_record():
                found.add(last + first)
    return found


@pytest.mark.parametrize(
    ("most", "screen"),
    [
        (40, ["overview"]),
        (40, []),
        (100, ["initiative"]),
        (50, ["areas"]),
        *((100, ["countries", name]) for name in ("japan", "kz", "kg", "tj", "tm", "uz")),
    ],
    ids=str,
)
def test_screen_is_as_short_as_promised(most: int, screen: list[str], run: Run) -> None:
    assert len(run(*screen).out.splitlines()) <= most


@each_record_lookup
def test_colour_changes_nothing_but_colour(
    lookup: Lookup, run: Run, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run(*lookup.tiny, "--data", tiny).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = run(*lookup.tiny, "--data", tiny).out

    assert coloured != plain
    shown = [line.rstrip() for line in SGR.sub("", coloured).split("\n")]
    assert shown == plain.split("\n")


def test_screens_do_not_depend_on_the_order_of_sets(process: Process) -> None:
    shown = {
        process("countries", env=os.environ | {"PYTHONHASHSEED": seed}).stdout for seed in "01"
    }

    assert len(shown) == 1


def test_an_initiative_shows_a_commitment_whose_only_area_is_a_part_of_it(
    run: Run, tiny: str, tmp_path: Path
) -> None:
    text = Path(tiny).read_text("utf-8")
    own = "    qualifier: up to\n    part_of: tiny-initiative\n"
    assert own in text
    file = tmp_path / "apart.yaml"
    file.write_text(text.replace(own, "    qualifier: up to\n"), "utf-8")

    assert "first-bridge" in run("initiative", "-f", "json", "--data", str(file)).ids
    shown = run("initiative", "--data", str(file)).out
    assert shown == run("initiative", "--data", tiny).out
    assert shown.index("\nBridges\n") < shown.index("First bridge")


def test_records_of_a_screen_are_those_of_its_json(run: Run) -> None:
    screen = run("countries", "kz").out
    records = run("countries", "kz", "-f", "json").json

    missing = [r["id"] for r in records[1:] if " ".join(r["title"].split()[:3]) not in screen]
    assert missing == []


@pytest.fixture
def page() -> Page:
    """A page of 60 columns that writes to memory."""
    return Page(Console(file=StringIO(), width=60, color_system=None, _environ={}))


def _lines(page: Page) -> list[str]:
    page.flush()
    file = page.console.file
    assert isinstance(file, StringIO)
    return [line.rstrip() for line in file.getvalue().splitlines()]


def test_wrapped_lines_of_an_item_stand_beneath_its_first(page: Page) -> None:
    page.item("word " * 20)

    assert {line[:4] for line in _lines(page)} == {"  • ", "    "}
    assert _lines(page)[0].startswith("  • word")


def test_flow_breaks_between_texts_and_never_within(page: Page) -> None:
    page.flow(Text(f"[{n}] note-{n}") for n in range(30))

    assert all(line.startswith("[") for line in _lines(page))
    assert all(
        re.fullmatch(r"\[\d+\] note-\d+", one) for line in _lines(page) for one in line.split("  ")
    )


def test_long_table_keeps_every_row_and_repeats_no_header_of_equal_width(page: Page) -> None:
    page.table(("id", "text"), ([f"{n:05}", "some words"] for n in range(2 * BATCH + 1)))

    lines = _lines(page)
    assert len([line for line in lines if line.startswith("id")]) == 1
    assert len(lines) == 2 * BATCH + 2


def test_rows_with_words_too_long_for_columns_are_cards_with_the_words_whole(page: Page) -> None:
    word = "w" * 50
    page.table(("id", "text", "more"), [["one", word, "x"], ["two", "short", "y"]])

    assert f"  text: {word}" in _lines(page)
    assert "" in _lines(page)


def test_table_stands_as_long_as_every_word_fits_its_column() -> None:
    page = Page(Console(file=StringIO(), width=70, color_system=None, _environ={}))
    fits = ["a" * 20, "b" * 20, "c" * 25]
    page.table(("x", "y", "z"), [fits])
    page.table(("x", "y", "z"), [[*fits[:2], "c" * 26]])

    lines = _lines(page)
    assert "  ".join(fits) in lines
    assert lines[2:] == ["a" * 20, "  y: " + "b" * 20 + "  z: " + "c" * 26]


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://example.org/a?b=c;d", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("ssh://example.org", False),
        ("https://example.org/\u202egpj", False),
        ("https://example.org/\x1b]8;;", False),
    ],
)
def test_only_plain_addresses_of_the_web_can_be_followed(url: str, followed: bool) -> None:
    links = [span.style.link for span in link(url).spans if isinstance(span.style, Style)]

    assert links == ([url] if followed else [])


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({}, ""),
        ({"value": 3e12, "unit": "JPY", "qualifier": "stated"}, "3 trillion JPY"),
        (
            {"value": 3700000000, "unit": "USD", "qualifier": "more than"},
            "more than 3.7 billion USD",
        ),
        ({"value": 719000000, "unit": "JPY", "qualifier": "up to"}, "up to 719 million JPY"),
        ({"value": 17000, "unit": "farmers", "qualifier": "exactly"}, "17,000 farmers"),
        ({"value": 0.5, "unit": "percent", "qualifier": "about"}, "about 0.5 percent"),
        ({"value": -2000000, "unit": "USD", "qualifier": "stated"}, "-2 million USD"),
    ],
    ids=str,
)
def test_amounts_read_as_people_say_them(record: dict[str, object], expected: str) -> None:
    assert amount(record) == expected


def test_bars_of_the_tracker_are_ascii_where_the_output_is(process: Process) -> None:
    environ = os.environ | {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    shown = process("tracker", env=environ).stdout

    assert shown.isascii()
    assert b"==" in shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3_000_000_000_000, "3 trillion"),
        (1_087_000_000, "1.087 billion"),
        (719_000_000, "719 million"),
        (17_000, "17,000"),
        (1.155, "1.155"),
        (999_999_999_999_999_999, "999,999,999,999,999,999"),
        (999_999_999_999.5, "999,999,999,999.5"),
    ],
)
def test_figures_are_scaled_but_never_rounded(value: float, shown: str) -> None:
    assert number(value) == shown
