"""What people see: every screen at several widths, as it was when somebody looked at it."""

import os
import re
import shlex
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import BUNDLED, HERE, TINY, Lookup, Process, Run, each_record_lookup, lookups
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style

from cajad_cli import render
from cajad_cli.cli.commands import COMMANDS
from cajad_cli.ingest.reader import read_values
from cajad_cli.model import KINDS, STATUSES, TRUSTS
from cajad_cli.render import looks
from cajad_cli.render.layout import Item, Page
from cajad_cli.render.looks import joined, link
from cajad_cli.render.screen import with_parts
from cajad_cli.render.wording import amount, day, number

pytestmark = pytest.mark.quick

GOLDEN = HERE / "golden"
WIDTHS = (40, 60, 80, 100, 160)
# Every screen on the real data, and more of those that differ most from record to record.
REAL = [
    *(lookup.real for lookup in lookups("records")),
    *(["countries", name] for name in ("kg", "tm")),
    ["areas", "connectivity"],
    ["commitments", "-c", "uz", "-c", "tj"],
    ["compare", "kz", "uz", "tm"],
    ["tracker", "-c", "kg"],
    ["search", "3", "trillion", "yen"],
]
ESCAPES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


def is_address(line: str) -> bool:
    """Whether a line is an address, which stands unbroken so that it copies."""
    return line.strip().startswith(("http://", "https://")) and " " not in line.strip()


def too_wide(text: str, width: int) -> list[str]:
    """The lines of a screen that are wider than the terminal, but addresses."""
    return [one for one in text.split("\n") if cell_len(one) > width and not is_address(one)]


@pytest.mark.parametrize("width", WIDTHS)
@each_record_lookup
def test_a_screen_is_the_golden_one(
    lookup: Lookup,
    width: int,
    run: Run,
    tiny: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Where an option names the data, commands at the foot do as well, and its name differs.
    monkeypatch.setenv("CAJAD_DATA", tiny)
    shown = run(*lookup.tiny, width=width)
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


def test_every_kind_has_a_record_in_the_golden_screens() -> None:
    assert set(KINDS) <= set(read_values(TINY.read_bytes(), str(TINY)))


@cache
def words_of_the_record() -> frozenset[str]:
    """Every word in a text of the record, as it is written."""

    def texts(value: object) -> str:
        if isinstance(value, dict):
            return " ".join(map(texts, value.values()))
        return " ".join(map(texts, value)) if isinstance(value, list) else str(value)

    return frozenset(filter(str.isascii, texts(read_values(BUNDLED.read_bytes(), "f")).split()))


@pytest.mark.parametrize("screen", REAL, ids=" ".join)
def test_a_real_screen_keeps_its_width_breaks_no_word_crops_none_and_wastes_no_line(
    screen: list[str], run: Run
) -> None:
    by_width = {width: run(*screen, width=width).out for width in (40, 70, 100, 200)}
    for width, shown in by_width.items():
        lines = shown.split("\n")
        assert too_wide(shown, width) == []
        assert [line for line in lines if line != line.rstrip()] == []
        assert "" not in (lines[0], lines[-2])
        assert ("", "") not in pairwise(lines)
        assert broken(lines, width) == set()
    # Every word that stands on it at 100 columns stands on it at 200, and the other way round.
    narrower, wider = by_width[100].split(), by_width[200].split()
    known = words_of_the_record()
    assert {word for word in narrower if word.isalpha() and word not in known} <= set(wider)
    assert {word for word in wider if word in known} <= set(narrower)


@pytest.mark.parametrize("screen", ["commitments", "deals", "statements", "analysis", "timeline"])
def test_no_id_is_broken_in_its_column(screen: str, run: Run) -> None:
    assert set(run(screen, "-f", "json").ids) <= set(run(screen, width=140).out.split())


def broken(lines: list[str], width: int) -> set[str]:
    """Words that would fit a line, of which a part ends one: no word, but one with the next."""
    found = set()
    for line, after in pairwise(lines):
        if line.split() and after.split():
            last, first = line.split()[-1], after.split()[0]
            fits = cell_len(last + first) <= width - 20
            if fits and last + first in words_of_the_record() and last not in words_of_the_record():
                found.add(last + first)
    return found


@pytest.mark.parametrize(
    ("most", "screen"),
    [
        (52, ["overview"]),
        (33, ["countries"]),
        (152, ["tracker"]),
        (60, ["targets"]),
        *((300, ["countries", name]) for name in ("kz", "kg", "tj", "tm", "uz")),
    ],
    ids=str,
)
def test_a_screen_is_as_short_as_promised(most: int, screen: list[str], run: Run) -> None:
    assert len(run(*screen).out.splitlines()) <= most


def hints(shown: str) -> list[list[str]]:
    """The arguments of the commands at the end of a wide screen."""
    foot = shown.rpartition("─\n")[2].splitlines()
    return [shlex.split(line.partition("   ")[0])[1:] for line in foot if line[:6] == "cajad "]


@each_record_lookup
def test_each_screen_ends_with_at_most_three_commands_and_the_day_of_the_data(
    lookup: Lookup, run: Run, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They work as typed, with ids that are there; and go on to ask the same data."""
    for given in ([], ["--data", tiny]):
        monkeypatch.setenv("CAJAD_DATA", tiny)
        if given:
            monkeypatch.delenv("CAJAD_DATA")
        shown = run(*lookup.tiny, *given, width=400).out
        assert shown.endswith(" sources read until 1 Mar 2026\n")
        assert 1 <= len(hints(shown)) <= 3
        for arguments in hints(shown):
            assert arguments[-2:] == given or not given
            if arguments[0] != "open":
                assert run(*arguments, width=400).out != shown


# What narrows an answer, by the key of the option in the table of commands.
NARROWING = {
    "country": ("-c", "kg"),
    "area": ("-a", "connectivity"),
    "trust": ("--trust", "official"),
    "status": ("--status", "announced"),
    "type": ("--type", "primary"),
    "language": ("--language", "ru"),
    "start": ("--from", "2026"),
    "silent": ("--silent",),
    "unsettled": ("--open",),
    "limit": ("--limit", "3"),
}


@each_record_lookup
def test_a_command_at_the_end_of_a_screen_works_and_shows_something_else(
    lookup: Lookup, run: Run
) -> None:
    keys = [key for key in COMMANDS[lookup.command].options.split() if key in NARROWING]
    plain = [] if len(lookup.real) > 1 and lookup.command != "search" else keys
    pairs = [(key, "country") for key in plain if key != "country" and "country" in plain]
    for chosen in [(), *((key,) for key in plain), *pairs]:
        asked = [*lookup.real, *(word for key in chosen for word in NARROWING[key])]
        shown = run(*asked, width=400, expect=None)
        for arguments in hints(shown.out):
            if arguments[0] != "open":
                assert run(*arguments, width=400).out != shown.out, (asked, arguments)


def test_the_commands_of_a_list_keep_what_narrows_it_if_they_can(run: Run) -> None:
    shown = run("commitments", "-c", "kz", "--country", "TJ", "--status", "under_way", width=400)
    listed = run("search", "yen", "-k", "commitment", "-c", "uz", "-n", "1", width=400)

    assert ["tracker", "-c", "kazakhstan", "-c", "tajikistan"] in hints(shown.out)
    (whole,) = [one for one in hints(listed.out) if one[0] == "search"]
    assert whole[1:-2] == ["-c", "uzbekistan", "-k", "commitment", "--limit"]
    assert int(whole[-2]) > 1
    assert whole[-1] == "yen"


def test_a_command_folds_at_blanks_only(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path(f"{'long-' * 20}name.yaml")
    file.write_bytes(TINY.read_bytes())
    shown = run("targets", "--data", str(file), width=40).out

    assert f"--data\n  {file}" in shown


def test_screens_do_not_depend_on_the_order_of_sets(process: Process) -> None:
    shown = {
        process("countries", env=os.environ | {"PYTHONHASHSEED": seed}).stdout for seed in "01"
    }

    assert len(shown) == 1


def test_an_initiative_shows_a_commitment_whose_only_area_is_a_part_of_it(
    run: Run, tmp_path: Path
) -> None:
    text = TINY.read_text("utf-8")
    own = "    qualifier: up to\n    part_of: tiny-initiative\n"
    assert own in text
    file = tmp_path / "apart.yaml"
    file.write_text(text.replace(own, "    qualifier: up to\n"), "utf-8")

    assert "first-bridge" in run("initiative", "-f", "json", "--data", str(file)).ids
    shown = run("initiative", "--data", str(file)).out
    assert shown.index("\nBridges ─") < shown.index("First bridge")


def test_a_comparison_with_the_host_has_no_sums_of_third_countries(run: Run) -> None:
    sums = run("japan", "kazakhstan", width=100).out.partition("Sums of promises and deals")[2]

    assert "kz-medical-grant" in sums
    assert not re.search("KG|TJ|TM|UZ", sums)


def test_no_country_is_said_to_give_what_the_text_alone_tells(run: Run) -> None:
    shown = run("money", width=100).out.partition("\nSums that stand in a text alone")[0]
    headings = re.findall("^(.+?) ─+ [0-9]", shown, re.MULTILINE)

    assert headings
    assert all(re.search(" to |: other sums|Without Japan", one) for one in headings)


@pytest.mark.parametrize("country", ["jp", "kz", "kg", "tj", "tm", "uz"])
def test_promises_are_counted_alike_on_all_screens(run: Run, country: str) -> None:
    tracked, listed = (
        run(name, "-c", country, width=200).out for name in ("tracker", "commitments")
    )
    numbers = "([0-9]+)[a-z0-9 ()]* on record: ([0-9]+) of its own, ([0-9]+) shared"
    told = re.findall(numbers, listed.partition("\n")[0])
    ((total, own, shared),) = told
    compared = run(country, "jp" if country != "jp" else "kz", width=200).out

    assert re.findall(numbers, tracked.partition("\n")[0]) == told
    assert int(total) == int(own) + int(shared)
    assert re.findall("(?m)^(?:Promised|and shared) +([0-9]+)", compared)[:2] == [own, shared]


def test_records_of_a_screen_are_those_of_its_json(run: Run) -> None:
    """But a briefing shows some of many, and says so."""
    screen = " ".join(run("countries", "kz").out.split())
    records = run("countries", "kz", "-f", "json").json
    events = [r for r in records if r["kind"] == "event" and r["type"] != "plan"]

    missing = {r["kind"] for r in records[1:] if r["id"] not in screen} - {"event"}
    for kind in missing:
        assert re.search(rf"\d of \d+ ?.{{,20}} cajad {KINDS[kind].plural} -c kz", screen)
    assert {"commitment", "dispute", "statement"} & missing == set()
    assert re.search(rf" [45] of {len(events)}: cajad timeline -c kz Its newest talks", screen)


# ---------------------------------------------------------------- colour

# sRGB of the fixed 256, and what terminals have behind it.
BACKGROUNDS = ("#000000", "#ffffff", "#1e1e1e", "#282c34")
PALETTE = (looks.GOOD, looks.ACTIVE, looks.CAUTION, looks.BAD, looks.OPEN)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    channels = [channel / 255 for channel in Color.parse(colour).get_truecolor()]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("colour", PALETTE)
def test_each_colour_stands_out_from_the_usual_backgrounds(colour: str, background: str) -> None:
    light, dark = sorted((luminance(colour), luminance(background)), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 3
    # Terminals let people change the first sixteen.
    assert 16 <= (Color.parse(colour).number or 0) < 256


def test_the_palette_has_five_colours_and_nothing_but_rules_is_dim() -> None:
    given = {name: Style.parse(style) for name, (style, _, _) in looks.LOOKS.items()}
    coloured = {style.color.name for style in given.values() if style.color}

    assert coloured == set(PALETTE)
    assert len(coloured) == 5
    assert [name for name, style in given.items() if style.dim] == ["rule"]
    assert not any(style.bgcolor for style in given.values())
    assert set(TRUSTS) <= set(given)
    assert set(STATUSES) <= set(given)


@each_record_lookup
def test_a_colour_stands_on_a_sign_or_a_word_and_means_nothing_alone(
    lookup: Lookup, run: Run, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run(*lookup.tiny, "--data", tiny).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = run(*lookup.tiny, "--data", tiny).out

    assert coloured != plain
    shown = [line.rstrip() for line in ESCAPES.sub("", coloured).split("\n")]
    assert shown == plain.split("\n")
    for codes, text in re.findall(r"\x1b\[([0-9;]*)m([^\x1b]*)", coloured):
        if text.startswith(("cajad", "-", "/")) or "38;5;32" in codes:
            continue  # a command, which is told apart by its place
        if "38;5" in codes:
            # In words, never in a sentence; and a sign never without its word or number.
            assert len(text.split()) <= 4, text
            assert re.search(r"\w", text) or re.search(rf"\d .*{re.escape(text)}", plain), text
        if "2" in codes.split(";")[:2] and not codes.startswith("38"):
            assert set(text) <= {"─"}, text


def test_a_link_is_the_same_at_each_run_and_leads_to_the_web_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")

    def shown(url: str) -> str:
        page = Page(render.width(), render.colourful())
        page.line(link("there", url))
        page.table(["x"], [[link("there", url)]])
        return page.written()

    url = "https://example.org/a?b=c;d#:~:text=two%20words"
    assert shown(url) == shown(url)
    assert shown(url).count(f"\x1b]8;;{url}\x1b\\there\x1b]8;;\x1b\\") == 2
    for other in (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ssh://example.org",
        "https://example.org/\u202egpj",
        "https://example.org/\x1b]8;;",
    ):
        assert "\x1b]8" not in shown(other)


def test_what_is_no_terminal_gets_no_link(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.setenv(name, "1")
        assert "\x1b]8" not in run("show", "three-trillion-yen").out


# ---------------------------------------------------------------- signs


@pytest.mark.parametrize(
    ("variables", "plain"),
    [
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, True),
        ({"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}, True),
        ({"LC_ALL": "ja_JP.UTF-8"}, True),
        ({"LC_ALL": "", "LC_CTYPE": "zh_CN.UTF-8", "PYTHONCOERCECLOCALE": "0"}, True),
        ({"LC_ALL": "", "LC_CTYPE": "", "LANG": "ko_KR.UTF-8", "PYTHONCOERCECLOCALE": "0"}, True),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "ja_JP.UTF-8"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_signs_are_ascii_where_their_letter_or_their_width_is_not_sure(
    variables: dict[str, str], plain: bool, process: Process
) -> None:
    shown = process("tracker", "-c", "kg", env=os.environ | variables).stdout

    assert (b"[/] under way" in shown) == plain
    assert ("◐ under way".encode() in shown) != plain
    assert b"[ ] announced" in shown or not plain
    assert shown.isascii() or not (plain and "PYTHONUTF8" in variables)


def test_every_sign_has_the_width_that_its_layout_counts_with() -> None:
    for name, (_, fancy, plain) in looks.LOOKS.items():
        assert cell_len(fancy.strip()) == bool(fancy), name
        assert plain.isascii()


# ---------------------------------------------------------------- the parts of a page


@pytest.fixture
def page() -> Page:
    """A page of 60 columns that writes to memory."""
    return Page(60)


def _lines(page: Page) -> list[str]:
    return page.written().splitlines()


def test_flow_breaks_between_texts_and_never_within(page: Page) -> None:
    page.flow(f"[{n}] note-{n}" for n in range(30))

    assert all(
        re.fullmatch(r"\[\d+\] note-\d+", one) for line in _lines(page) for one in line.split("  ")
    )


def test_a_table_folds_before_it_breaks_a_word_or_drops_a_column(page: Page) -> None:
    page.table(
        ["First", "Second", "N", "Third"], [[joined("ab", "\n"), joined("cd", "\n"), "-", "e" * 52]]
    )

    assert _lines(page) == ["First", "", "a", "b", "Second: c, d", f"Third: {'e' * 52}"]


@pytest.mark.parametrize("width", range(70, 160, 7))
def test_a_table_fills_its_width_and_never_more(width: int) -> None:
    page = Page(width)
    words = "some words of a cell"
    page.table(
        ["First", "Second one", "Third", "N"], [[words, words * 3, words * 2, "1,234"]], ["N"]
    )

    assert max(map(cell_len, _lines(page))) <= width
    assert {"First", "Second", "one"} <= set(" ".join(_lines(page)[:2]).split())


def test_what_is_part_of_a_part_or_of_itself_is_listed_once() -> None:
    def listed(**wholes: list[str]) -> list[str]:
        records = [{"id": key, "counted_in": whole} for key, whole in wholes.items()]
        return [
            item.left[0] for item in with_parts([(r, Item([r["id"]], "")) for r in records], ())
        ]

    assert listed(c=["b"], a=[], b=["a"], d=[]) == ["a", "b", "c", "d"]
    assert listed(a=["b"], b=["a"], c=["elsewhere"]) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({}, ""),
        ({"value": 3 * 10**12, "unit": "JPY", "qualifier": "stated"}, "¥3 trn"),
        ({"value": 3700000000, "unit": "USD", "qualifier": "more than"}, "more than $3.7 bn"),
        ({"value": 719000000, "unit": "JPY", "qualifier": "up to"}, "up to ¥719 m"),
        ({"value": 17000, "unit": "farmers", "qualifier": "exactly"}, "17,000 farmers"),
        ({"value": 0.5, "unit": "percent", "qualifier": "about"}, "about 0.5 percent"),
        ({"value": 2000000, "unit": "EUR", "qualifier": "nearly"}, "nearly €2 m"),
        ({"value": 9 * 10**9, "unit": "KZT", "qualifier": "at least"}, "at least 9 bn KZT"),
    ],
    ids=str,
)
def test_amounts_read_as_people_say_them(record: dict[str, Any], expected: str) -> None:
    assert amount(record) == expected


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3_000_000_000_000, "3 trn"),
        (1_087_000_000, "1.087 bn"),
        (16_490_000_000, "16.49 bn"),
        (21_368_000_000, "21.368 bn"),
        (719_000_000, "719 m"),
        (-2_000_000, "-2 m"),
        (17_000, "17,000"),
        (1.155, "1.155"),
        (0.000001, "0.000001"),
        (999_999_999_999_999_999, "999,999,999,999,999,999"),
        (999_999_999_999.5, "999,999,999,999.5"),
        (1_234_567_890_123, "1,234,567,890,123"),
    ],
)
def test_figures_are_scaled_but_never_rounded(value: float, shown: str) -> None:
    assert number(value) == shown


def test_every_figure_of_the_record_is_shown_as_it_stands(run: Run) -> None:
    scales = {"trn": 10**12, "bn": 10**9, "m": 10**6}
    for record in run("export").json:
        if "value" in record:
            digits, _, scale = number(record["value"]).partition(" ")
            shown = float(digits.replace(",", "")) * scales.get(scale, 1)
            assert round(shown, 3) == record["value"], record["id"]


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        ("2025-12-20", "20 Dec 2025"),
        ("2025-12-09", "9 Dec 2025"),
        ("2025-12", "Dec 2025"),
        ("2025", "2025"),
        ("2025-12-17/2025-12-20", "17–20 Dec 2025"),
        ("2025-11-30/2025-12-02", "30 Nov – 2 Dec 2025"),
        ("2024-12/2025-01", "Dec 2024 – Jan 2025"),
        ("2024/2026", "2024–2026"),
    ],
)
def test_dates_are_as_precise_as_they_are_written(date: str, shown: str) -> None:
    assert day(date) == shown
