"""Ten ways in which a screen misleads although its data are right; version 1.0.0 knew them all."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import TINY, Run

from cajad_cli.ingest.reader import read_values
from cajad_cli.render import wording
from cajad_cli.render.wording import whole_of

pytestmark = pytest.mark.quick

Root = dict[str, Any]
Written = Callable[[Root], None]
# Where a promise is listed; in the briefing and the tracker as well.
LISTS = [
    "commitments",
    "initiative",
    "areas bridges",
    "countries kz",
    "tracker",
    "search bridge -n 50",
]


@pytest.fixture
def root() -> Root:
    """The tiny dataset, to be changed."""
    return read_values(TINY.read_bytes(), str(TINY))


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Written:
    """Writes a changed dataset to a file, which is asked from then on."""

    def write(root: Root) -> None:
        file = tmp_path / "changed.yaml"
        file.write_text(json.dumps(root), "utf-8")
        monkeypatch.setenv("CAJAD_DATA", str(file))

    return write


def another(record: Root, key: str, **changes: Any) -> Root:
    """A record like one, with one source that holds it all."""
    source = {"id": "herald", "locator": "para 7", "phrase": "words of it"}
    title = f"The {key} one"
    text = f"Kazakhstan has the {key} one."
    made = {**record, "id": key, "title": title, "text": text, "sources": [source], **changes}
    return {name: value for name, value in made.items() if value is not None}


def promise(root: Root, key: str, **changes: Any) -> Root:
    """A promise like that of the tiny dataset, without what of it is inferred."""
    made = another(root["commitment"][0], key, **changes)
    if "inferred" not in changes:
        del made["inferred"]
    root["commitment"].append(made)
    return made


def words(text: str) -> str:
    """A screen as one line of words."""
    return " ".join(text.split())


# ---------------------------------------------------------------- A1


def test_the_tracker_counts_the_promises_of_the_summit_apart_from_older_and_later_ones(
    run: Run, root: Root, written: Written
) -> None:
    promise(root, "old", occasion="before", status="done", date="2024")
    promise(root, "late", occasion="after", status="announced")
    written(root)
    for width in (40, 80, 160):
        lines = run("tracker", width=width).out.splitlines()
        rows = {line.split("  ")[0]: re.findall(r" (\d+)", line) for line in lines}
        # All, done, under way, announced.
        assert "● done  ◐ under way  ○ announced" in lines[2:4]
        assert rows["made at the summit"] == ["1", "0", "1", "0"]
        assert rows["older ones"] == ["1", "1", "0", "0"]
        assert rows["later ones"] == ["1", "0", "0", "1"]
    told = "1 promise of the summit, 1 counted so by our reading: ● 0 done ◐ 1 under way"
    assert told in words(run("overview").out)
    for lookup in LISTS:
        assert re.search(r"● done (· )?older 2024", words(marked(run, lookup, "old"))), lookup
        assert "later" in marked(run, lookup, "late"), lookup


def marked(run: Run, lookup: str, key: str) -> str:
    """What a narrow screen shows of one record: the lines around its id."""
    parts = run(*lookup.split(), width=60).out.split("\n\n")
    (part,) = (part for part in parts if re.search(rf"(^|· ){key}( |$)", part, re.MULTILINE))
    return part


def test_of_the_promises_of_the_summit_none_is_shown_as_done_that_is_not(run: Run) -> None:
    promises = run("commitments", "-f", "json").json
    made = {one["id"]: one for one in promises if one["occasion"] == "summit"}
    whole = [one for one in made.values() if not whole_of(one, made)]
    done = sum(one["status"] == "done" for one in whole)
    shown = words(run("tracker", width=60).out)
    assert f"made at the summit {len(whole)} {done} " in shown


# ---------------------------------------------------------------- A2


@pytest.mark.parametrize(
    "lookup", [*LISTS, *("targets", "overview", "areas", "countries", "compare kz jp")]
)
def test_an_inferred_status_is_told_as_our_reading_wherever_it_stands(
    lookup: str, run: Run, root: Root, written: Written
) -> None:
    inferred = {"status": "The status follows from the ground that was broken."}
    target = root["target"][0]
    target |= {"status": "under way", "as_of": "2026-01-15"}
    bridge = root["commitment"][0]
    del bridge["inferred"]
    bridge["sources"][0]["backs"].append("occasion")
    written(root)
    before = run(*lookup.split()).out
    bridge["inferred"] = inferred
    target["inferred"] = inferred
    written(root)
    shown = run(*lookup.split()).out

    assert "our reading" not in before
    assert "our reading" in shown
    if lookup in ("overview", "areas"):
        assert "◐ 1 under way (our reading)" in words(shown)
    if lookup == "compare kz jp":
        assert "under way 1 (1 our reading) 0 " in words(shown)
    assert inferred["status"] in words(run("show", "first-bridge").out)


# ---------------------------------------------------------------- A3


@pytest.mark.parametrize("lookup", ["commitments", "timeline", "disputes", "money", "unknown"])
def test_no_country_that_was_named_is_dropped(lookup: str, run: Run) -> None:
    one, other, both = (
        set(run(lookup, *options, "-f", "json").ids)
        for options in (["-c", "uz"], ["-c", "kg"], ["-c", "uz", "--country", "kg"])
    )
    assert both == one | other
    assert one - other or other - one
    shown = run(lookup, "-c", "uz", "-c", "kg").out
    assert ": Uzbekistan, Kyrgyzstan" in shown.partition("\n")[0]
    assert all(key in shown for key in both)


# ---------------------------------------------------------------- A4


@pytest.mark.parametrize("lookup", ["overview", "targets", "areas bridges", "initiative"])
@pytest.mark.parametrize("settled", ["fully", "partly", "open"])
def test_disputed_is_what_is_not_settled_and_every_dispute_is_told(
    settled: str, lookup: str, run: Run, root: Root, written: Written
) -> None:
    first = root["dispute"][0]
    root["dispute"].append(first | {"id": "who-builds", "title": "Who builds?", "settled": settled})
    root["target"][0]["related"] = ["tiny-initiative"]
    written(root)
    shown = words(run(*lookup.split()).out)

    is_open = settled != "fully"
    assert ("≠" in shown) == is_open
    if lookup == "overview":
        told = "≠ 1 not settled" if is_open else "all settled"
        assert f"2 disputes, {told}: cajad targets" in shown
    else:
        # Each with its verdict, not the first alone.
        assert "who-builds" in shown
        assert "how-many-bridges" in shown
        assert ("disputed" in shown) == is_open


# ---------------------------------------------------------------- A5


def test_a_cut_is_never_without_a_sign(run: Run, root: Root, written: Written) -> None:
    step = root["event"][0]
    for n in range(30):
        date = f"2026-01-{n + 1:02}"
        made = another(step, f"step-{n}", date=date, commitments=None, related=["tiny-summit"])
        root["event"].insert(n, made)
    for n in range(20):
        key = f"paper-{n}"
        root["source"].append(root["source"][0] | {"id": key, "publisher": f"Paper {n}"})
        cited = {"id": key, "locator": "para 1", "phrase": "words of it", "backs": ["text"]}
        root["summit"][0]["sources"].append(cited)
    root["summit"][0]["sources"][0]["backs"] = ["title", "text", "place", "chair", "date"]
    written(root)

    overview = run("overview").out
    assert "[1 +20]" in overview
    # Every number that stands on the screen is told, and how many sources have none.
    assert re.search(r"Sources of what bears a number ─+ 1 of 21\n", overview)
    briefing = run("countries", "kz").out
    assert re.search(r"Meetings and steps ─+ 4 of 31: cajad timeline -c kz\n", briefing)
    # The newest are kept, in their order.
    assert [n for n in range(30) if f"step-{n} " in briefing.replace("\n", " ")] == [*range(26, 30)]
    assert "step-0" in run("timeline", "-c", "kz").out
    assert re.search(r"See also ─+ 20 of 30\n", run("show", "tiny-summit").out)


# ---------------------------------------------------------------- A6


def test_every_reported_record_of_a_screen_bears_its_trust(run: Run) -> None:
    for screen in ("countries uz", "tracker -c kg", "initiative", "areas connectivity", "money"):
        records = run(*screen.split(), "-f", "json").json
        shown = words(run(*screen.split(), width=139).out)
        for record in records:
            if "trust" in record and record["kind"] in ("commitment", "deal", "event"):
                if record["id"] in shown:
                    told = f"{record['trust']}(?: ·|,) {record['id']}"
                    assert re.search(told, shown), (screen, record["id"])
                else:
                    cut = rf"\d of \d+.{{,20}} cajad {record['kind']}s -c uz"
                    assert record["kind"] == "event" or re.search(cut, shown)
    declared = words(run("declaration").out)
    for record in run("declaration", "-f", "json").json:
        if record["kind"] == "statement":
            last = record.get("sentences", [record["text"]])[-1]
            assert re.search(
                rf"{re.escape(last)} (\[[^]]*\] )?(\(our reading\) )?Trust: (≠ )?{record['trust']}",
                declared,
            ), record["id"]


def test_a_briefing_tells_the_caveats_of_what_it_shows_and_how_much_it_does_not(run: Run) -> None:
    for country in ("uz", "kz", "jp"):
        shown = words(run("countries", country).out)
        records = run("countries", country, "-f", "json").json
        for kind in ("commitment", "deal", "statement", "document"):
            of_kind = [record for record in records if record["kind"] == kind]
            told = [record for record in of_kind if record["id"] in shown.split()]
            assert len(told) >= min(4, len(of_kind))
            assert all(words(record.get("note", "")) in shown for record in told)
            if len(told) < len(of_kind):
                assert re.search(rf"\d+ of \d+.{{,40}} cajad {kind}s -c {country}", shown)


# ---------------------------------------------------------------- A7


def test_what_retells_the_summit_is_no_news(run: Run) -> None:
    """Pages of the days after it told of promises what the summit had said of them."""
    silent = run("commitments", "--silent", "-f", "json").json
    assert {"justice-ministers", "tm-direct-flights"} <= {record["id"] for record in silent}
    of_summit = [r for r in silent if r["occasion"] == "summit"]
    assert max(record["as_of"] for record in of_summit) <= "2025-12-27"
    whole = [r for r in of_summit if not r.get("counted_in")]
    told = " ".join(run("tracker").out.split())
    assert f" {len(whole)} of the " in told or f" {len(of_summit)} of the " in told


def test_a_briefing_has_what_is_dated_to_the_month_of_the_summit_and_steps_of_promises(
    run: Run, root: Root, written: Written
) -> None:
    step = root["event"][0]
    root["event"] = [
        another(step, "past", date="2024-03", commitments=None),
        another(step, "talks", date="2024-04", commitments=None, type="bilateral"),
        another(step, "ground", date="2025-11", commitments=["first-bridge"]),
        another(step, "month", date="2025-12", commitments=None),
        another(step, "year", date="2025-11/2025-12-02", commitments=None),
        *root["event"],
    ]
    own = root["statement"][0]
    root["statement"] += [
        another(own, "of-another", speaks_for=["japan"], countries=["kazakhstan", "japan"]),
        another(own, "of-an-institute", speaker="An institute of Astana", speaks_for=None),
    ]
    written(root)
    ids = run("countries", "kz", "-f", "json").ids

    assert {"talks", "ground", "month", "year", "ground-broken", "bridge-opening"} <= set(ids)
    assert not {"past", "of-another", "of-an-institute"} & set(ids)
    assert "noether-proposal" in ids


# ---------------------------------------------------------------- A8


@pytest.mark.parametrize("field", ["sum_of", "part_of"])
def test_parts_stand_beneath_their_whole_and_are_counted_with_it(
    field: str, run: Run, root: Root, written: Written
) -> None:
    parts = [promise(root, key, value=3_000_000) for key in ("east", "west")]
    whole = promise(root, "both", value=6_000_000)
    promise(root, "between")
    if field == "sum_of":
        whole["sum_of"] = ["east", "west"]
    for part in parts:
        part.pop("part_of")
        if field == "part_of":
            part["part_of"] = "both"
    step = another(root["event"][0], "signing", commitments=["both"], type="signing")
    root["event"].append(step | {"value": 6_000_000, "unit": "JPY", "qualifier": "up to"})
    written(root)

    for lookup in ("commitments", "areas bridges", "countries kz", "tracker", "money"):
        shown = run(*lookup.split()).out
        places = [shown.index(f"The {key} one") for key in ("both", "east", "west")]
        assert places == sorted(places)
        assert "between" not in shown[places[0] : places[2]]
        assert shown.count("└ The east one") == shown.count("└ The west one") == 1
        assert words(shown).count("part of it") == 2
    assert "made at the summit 3 0 3" in words(run("tracker", width=40).out)
    assert "3 promises of the summit" in run("overview").out
    # The notes that were signed for it are no second sum.
    money = run("money").out
    assert "└ The signing one" in money
    assert "the same sum" in money


# ---------------------------------------------------------------- A9


@pytest.mark.parametrize("lookup", ["timeline", "countries kz", "search opening"])
def test_what_no_source_reports_as_held_is_told_as_planned(
    lookup: str, run: Run, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAJAD_DATA", tiny)
    assert "┄ planned" in marked(run, lookup, "bridge-opening")
    screen = run(*lookup.split()).out
    if lookup == "countries kz":
        before, _, after = screen.partition("\nPlanned ─")
        assert "bridge-opening" in after
        assert "ground-broken" in before
    if lookup == "timeline":
        assert "2 on record · 1 planned" in screen
        assert "no source reports that it took place" in screen


def test_the_timeline_marks_every_plan_of_the_record_and_nothing_else(run: Run) -> None:
    events = run("timeline", "-f", "json").json
    shown = run("timeline", width=60).out

    assert shown.count("┄ planned") == sum(event["type"] == "plan" for event in events) > 5


# ---------------------------------------------------------------- A10


@pytest.mark.parametrize("style", ["text", "markdown"])
def test_a_citation_says_nothing_in_the_name_of_who_pastes_it(
    style: str, run: Run, tiny: str
) -> None:
    shown = run("cite", "ten-bridges", "--style", style, "--data", tiny).out

    assert "as read on 1 March 2026" in shown
    assert "accessed" not in shown


# ---------------------------------------------------------------- what strangers were misled by

# Screens with footnotes.
NOTED = ["overview", "initiative", "areas", "areas HRD", "declaration", "targets", "countries jp"]


@pytest.mark.parametrize("screen", NOTED)
def test_every_footnote_on_a_screen_is_in_its_list_of_sources(screen: str, run: Run) -> None:
    body, _, listed = run(*screen.split()).out.partition("\nSources of what bears a number ─")
    marks = re.findall(r"\[(\d+(?:[-,]\d+)*)(?: \+\d+)?\]", body)
    used = {int(number) for mark in marks for number in re.findall(r"\d+", mark)}
    told = {int(number) for number in re.findall(r"(?:^|  )\[(\d+)\]", listed, re.MULTILINE)}

    assert used
    assert used <= told
    assert told == set(range(1, len(told) + 1))


def test_only_an_event_is_planned_not_a_paper_or_a_deal_that_is_called_a_plan(run: Run) -> None:
    for lookup in ("deals", "documents", "money", "search action plan"):
        plans = [
            one for one in run(*lookup.split(), "-f", "json").json if one.get("type") == "plan"
        ]
        assert plans
        assert {one["kind"] for one in plans} <= {"deal", "document"}
        assert "planned" not in run(*lookup.split()).out.replace("planned in 2024", "")


def test_our_reading_stands_with_the_field_that_it_is_of(
    run: Run, root: Root, written: Written
) -> None:
    reasons = {
        "status": "Ground was broken.",
        "areas": "The bridge is a bridge.",
        "by": "Who else?",
    }
    promise(root, "read", inferred=reasons, by="Japan")
    promise(root, "dated", inferred={"date": "The day of the summit."}, date="2025-12-20")
    written(root)

    # No status stands in a list of sums, and no area in one of promises.
    assert "reading" not in marked(run, "money", "read").replace("by Japan (our reading)", "")
    assert "date: our reading promised 20 Dec 2025" in words(marked(run, "money", "dated"))
    assert "our reading" not in marked(run, "commitments", "dated")
    told = marked(run, "commitments", "read")
    assert "◐ under way · our reading" in told
    assert "by Japan (our reading)" in told
    assert "area" not in told
    for lookup in ("areas bridges", "commitments -a bridges"):
        assert "area: our reading" in marked(run, lookup, "read")


def test_silent_promises_are_told_of_how_many_and_those_of_the_summit_apart(
    run: Run, root: Root, written: Written
) -> None:
    promise(root, "hushed", as_of="2025-12-20")
    promise(root, "ancient", as_of="2012-11-10", date="2012", occasion="before")
    written(root)
    shown = run("commitments", "--silent").out

    assert re.match(r"Silent promises  +2 of 3\b", shown)
    assert re.search(r"Made at the summit ─+ 1 of 2\n.* The hushed one", shown)
    assert re.search(r"Older ones ─+ 1 of 1\n.* The ancient one", shown)
    assert "1 of the 2 of the summit are silent" in run("tracker").out


def test_a_day_of_looking_in_vain_or_of_the_promise_itself_is_no_step(
    run: Run, root: Root, written: Written
) -> None:
    promise(root, "sought", status="unknown", as_of="2026-01-15")
    promise(root, "fresh", status="announced", as_of="2026-01-10", date="2026-01", occasion="after")
    promise(
        root, "moved", status="under way", as_of="2026-01-10", date="2026-01-09", occasion="after"
    )
    written(root)
    assert {*run("commitments", "--silent", "-f", "json").ids} == {"sought", "fresh"}


def test_a_title_that_is_our_reading_says_so_in_lists(run: Run) -> None:
    for lookup in ("timeline -c tj", "statements", "deals"):
        records = run(*lookup.split(), "-f", "json").json
        read = sum("title" in one.get("inferred", {}) and "trust" in one for one in records)
        assert words(run(*lookup.split(), width=200).out).count("title: our reading") == read


@pytest.mark.parametrize("date", ["2025-12", "2025", "2025-11/2025-12"])
def test_promises_are_silent_after_a_summit_of_no_known_day(
    date: str, run: Run, root: Root, written: Written
) -> None:
    root["summit"][0]["date"] = date
    promise(root, "hushed", as_of="2025-12-20")
    written(root)

    assert run("commitments", "--silent", "-f", "json").ids == ["hushed"]
    assert "1 of the 2 of the summit are silent" in run("tracker").out


def test_it_is_told_of_which_promises_we_read_that_they_are_the_summits(
    run: Run, root: Root, written: Written
) -> None:
    reason = {"occasion": "The day of the summit is its own."}
    promise(root, "read", inferred=reason, as_of="2025-12-20")
    promise(root, "ancient", inferred=reason, as_of="2012-11-10", occasion="before")
    written(root)

    for lookup in (*LISTS, "commitments --silent"):
        assert "summit: our reading" in words(marked(run, lookup, "read")), lookup
    assert "older: our reading" in words(marked(run, "commitments", "ancient"))
    for screen in ("overview", "areas", "initiative"):
        shown = words(run(screen).out)
        assert re.search("2( promises)? of the summit, 2 counted so by our reading", shown), screen
    assert "2 of the summit, 2 counted so by our reading" in run("tracker").out
    assert re.search("─ 1 of 2, 1 counted so by our reading\n", run("commitments", "--silent").out)


def test_promises_of_one_occasion_are_listed_alone(run: Run) -> None:
    every = run("commitments", "-f", "json").json
    for occasion in ("summit", "before", "after"):
        own = [one["id"] for one in every if one["occasion"] == occasion]
        for lookup in ("commitments", "tracker"):
            answer = run(lookup, "--occasion", occasion, "-f", "json").json
            assert [one["id"] for one in answer if one["kind"] == "commitment"] == own
    assert run("tracker", "--occasion", "summit").out.startswith(
        "What became of the promises: made at the summit "
    )
    # What is meant by no mark is told where some have one.
    assert "unmarked promises: promised at the summit." in run("commitments").out
    assert "unmarked" not in run("commitments", "--occasion", "summit").out
    assert "unmarked" not in run("tracker").out


def test_who_promised_is_told_and_the_usual_one_once(
    run: Run, root: Root, written: Written
) -> None:
    for key, by in (("a", "Japan"), ("b", "Japan"), ("c", "Ada Lovelace and Japan")):
        promise(root, key, by=by)
    promise(root, "d", by="Japan")
    written(root)

    for lookup in ("commitments", "areas bridges", "initiative", "countries kz"):
        assert "by Japan unless said" in words(run(*lookup.split()).out)
        assert "by Ada Lovelace and Japan" in marked(run, lookup, "c")
        assert "by Japan" not in marked(run, lookup, "a")
        assert " · The Herald" in marked(run, lookup, "a")


def test_screens_count_the_same_promises_alike(run: Run) -> None:
    tracker, areas, overview = (
        run(name, width=139).out for name in ("tracker", "areas", "overview")
    )
    for title in ("Connectivity", "Green and Resilience", "Human Resource Development"):
        (number,) = re.findall(rf"^{title} +(\d+) ", tracker, re.MULTILINE)
        assert re.search(rf"^{title} ─+ {number} promises of the summit", areas, re.MULTILINE)
        assert re.search(rf" {title} +{number} ", overview)
    (told,) = re.findall(r"^What became of the promises +(.*) on record$", tracker, re.MULTILINE)
    assert run("commitments").out.partition(" on record")[0].split() == f"Promises {told}".split()
    silent = words(run("commitments", "--silent").out).partition(" of ")[2]
    assert silent.startswith(told.partition(" (and ")[0])
    # Steps of older and later promises stand apart from those of the summit's.
    told = r"^Last steps ─+ \d+ of \d+ steps\nOf promises made at the summit$"
    assert re.search(told, tracker, re.MULTILINE)
    own, _, others = tracker.partition("\nOf later ones\n")
    assert "tj-investment-gazette" in own
    assert "kg-jcm-decision" in others
    assert "Silence is no sign that nothing was done" in own
    table = run("countries", width=139).out
    for name in ("Japan", "Kyrgyzstan"):
        ((summit, others),) = re.findall(rf"^{name} .*?  (\d+) .* (\d+) +\d+$", table, re.M)
        number = int(summit) + int(others)
        briefing = run("countries", name).out
        assert re.search(
            rf"Promised to it, and by it ─+ (.* of )?{number} \(and \d+ parts?\)", briefing
        )
        shared = re.search(r"Promised .*\) · (\d+) shared", briefing)
        assert shared
        told = rf"\(and \d parts?\) on record: {number} of its own, {shared[1]} shared"
        for lookup in ("tracker", "commitments"):
            assert re.search(told, words(run(lookup, "-c", name).out))


def test_a_part_of_what_is_of_another_kind_is_counted(
    run: Run, root: Root, written: Written
) -> None:
    root["deal"][0]["part_of"] = "first-bridge"
    promise(root, "bought", part_of="steel-deal")
    promise(root, "begun", part_of="ground-broken")
    for key in ("east", "west"):
        promise(root, key, part_of="tiny-initiative", areas=None)
    written(root)

    assert "3 promises of the summit" in words(run("areas").out)
    assert "Bridges 3 " in words(run("overview").out)
    told = words(run("initiative").out)
    assert " 3 of the summit" in told
    assert re.search("Of the initiative, and of none of its areas ─+ 2 ", told)
    assert re.search("How each stands ─+ 5 ", words(run("tracker").out))
    assert re.search(r"^Kazakhstan .*  5 .* 1$", run("countries").out, re.MULTILINE)
    assert "Deals and portfolios: Kazakhstan 1 on record" in words(run("deals", "kz").out)


def test_a_part_of_what_is_of_another_country_is_counted(
    run: Run, root: Root, written: Written
) -> None:
    promise(root, "pledge", countries=None, part_of=None)
    root["commitment"][0]["part_of"] = "pledge"
    root["deal"].append(another(root["deal"][0], "ore", countries=["japan"]))
    root["deal"][0]["part_of"] = "ore"
    written(root)

    assert "Promises: Kazakhstan 1 on record" in words(run("commitments", "-c", "kz").out)
    assert re.search(r"^Kazakhstan .*  1 +1 +0 +1$", run("countries").out, re.M)
    compared = words(run("compare", "kz", "jp").out)
    assert "Promised 1 0 made at the summit 1 (1 our reading) 0 ◐ under way 1 0" in compared
    assert "Deals 1 1" in compared


def test_a_part_of_an_older_promise_is_counted_with_it(
    run: Run, root: Root, written: Written
) -> None:
    promise(root, "old", occasion="before")
    root["commitment"][0]["part_of"] = "old"
    written(root)

    assert "Bridges ─ 0 promises of the summit" in re.sub("─+", "─", words(run("areas").out))
    assert "promises: 0 (and 1 part) of the summit" in words(run("initiative").out)


def test_a_silent_part_of_an_older_promise_is_counted_with_it(
    run: Run, root: Root, written: Written
) -> None:
    promise(root, "old", occasion="before", as_of="2025-12-20")
    promise(root, "hushed", part_of="old", as_of="2025-12-20")
    promise(root, "silent", as_of="2025-12-20")
    written(root)

    assert re.search(
        r"^Made at the summit ─+ 1 \(and 1 part\) of 2$", run("commitments", "--silent").out, re.M
    )


def test_a_promise_is_not_silent_while_a_part_that_a_filter_leaves_out_is_not(
    run: Run, root: Root, written: Written
) -> None:
    promise(root, "whole", status="announced", as_of="2025-12-20")
    promise(root, "moved", part_of="whole")
    promise(root, "hushed", status="announced", as_of="2025-12-20")
    written(root)

    silent = run("commitments", "--silent", "--status", "announced", "-f", "json")
    assert silent.ids == ["hushed"]


def test_no_area_is_taken_for_the_host(run: Run, root: Root, written: Written) -> None:
    for key, country in (("east", "japan"), ("west", "japan"), ("north", "kazakhstan")):
        promise(root, key, countries=[country])
    written(root)

    assert "Without Bridges" not in run("money").out


def test_no_note_stands_where_there_is_nothing_to_back(
    run: Run, root: Root, written: Written
) -> None:
    for name in ("value", "unit", "qualifier"):
        del root["target"][0][name]
    written(root)

    assert "Relations" not in run("countries", "jp").out
    assert "Amount" not in run("targets").out


@pytest.mark.parametrize(
    "screen", ["overview", "declaration", "areas", "search jica", "show customs-training", "money"]
)
def test_a_screen_explains_the_marks_that_stand_on_it(screen: str, run: Run) -> None:
    for width in (40, 100, 160):
        assert "single source: some sentence rests" in words(run(*screen.split(), width=width).out)
    assert "single source:" not in run("targets").out


def test_a_list_that_is_narrowed_to_a_country_is_grouped_as_the_whole_list(run: Run) -> None:
    for lookup, country in (("deals", "kz"), ("money", "kg"), ("commitments", "kg")):
        heads = re.findall(r"^(\w+)(?:: [\w ]+)? ─+ ", run(lookup, "-c", country).out, re.MULTILINE)
        assert "Japan" not in heads
        assert {"kz": "Kazakhstan", "kg": "Kyrgyzstan"}[country] in heads


def test_a_figure_in_dispute_is_no_sum(run: Run) -> None:
    assert "dispute" not in {record["kind"] for record in run("money", "-f", "json").json}


def test_the_day_of_a_promise_does_not_pass_for_that_of_what_is_promised(run: Run) -> None:
    assert "promised 20 Dec 2025" in marked(run, "search when is the next summit", "next-summit")
    assert "Promised on  20 Dec 2025" in run("show", "next-summit").out
    for lookup in ("money -c kg", "search yen grant -n 50"):
        for one in run(*lookup.split(), "-f", "json").json:
            if one["kind"] == "commitment" and "date" in one:
                assert "promised" in marked(run, lookup, one["id"])


@pytest.mark.parametrize("width", [40, 80, 160])
def test_near_ones_are_told_from_hits(width: int, run: Run) -> None:
    query = "did the summit mention Russia or China as rivals"
    shown = words(run("search", *query.split(), width=width).out)

    assert " 3 near ones" in shown
    assert "no record holds 'rivals'" in shown
    assert re.search(r"\d+ records match all other words", shown)
    assert "best" not in shown
    (command,) = re.findall(r"cajad (search .*?) the other words", shown.replace("\n", " "))
    assert command == "search summit Russia China"
    assert "best 10 of " in run(*command.split()).out
    assert "near" not in run("search", "yen", "loan").out.partition("\n")[0]
    told = run("search", *"customs dinner scholarship gallium parliament".split()).out
    assert "3 near ones · no record holds all of it" in told


def test_what_no_record_holds_within_options_is_told_so(run: Run) -> None:
    within = ("Tajikistan", "-k", "commitment")
    found = run("search", "water", *within)
    phrase = run("search", '"water of Tajikistan"', *within).err

    assert found.err == (
        "no record within these options holds 'water'; showing near ones, which lack it\n"
    )
    assert "no record within these options holds 'water'" in words(found.out)
    assert phrase.startswith("no record within these options holds the phrase")


@pytest.mark.parametrize("country", ["kg", "kz", "jp"])
def test_a_briefing_tells_how_many_disputes_are_settled_and_the_first_verdicts(
    country: str, run: Run
) -> None:
    every = run("disputes", "-c", country, "-f", "json").json
    shown = run("countries", country).out
    settled = sum(one["settled"] == "fully" for one in every)
    assert f" {len(every) - settled} not settled, {settled} settled: cajad disputes" in shown
    if closed := shown.partition("\nSettled ─")[2].partition("\n\n")[0]:
        assert re.search(rf"─ {closed.count('✓ settled')} of {settled}\n", closed)
    shared = [o for o in every if o["settled"] != "fully" and len(o["countries"]) > 2]
    assert all(words(one["assessment"]) in words(shown) for one in shared[:2])


def test_what_a_country_said_itself_comes_before_what_others_said(run: Run) -> None:
    shown = run("statements", "-c", "kz").out
    own, _, others = shown.partition("\nBy others ─")
    assert "\nBy Tokayev, ministers or bodies of Kazakhstan ─" in own
    assert "Kassym-Jomart Tokayev" in own
    assert "Transport ministry of Kazakhstan" in own
    assert "Kassym-Jomart Tokayev" not in others
    assert "Sanae Takaichi" not in own
    # Where nothing of it is on record, that is told, and what was looked for.
    silent = run("statements", "-c", "tj").out
    assert "By Rahmon, ministers or bodies of Tajikistan ─" in silent
    assert words(silent).index("What President Rahmon said") < words(silent).index("By others")
    assert "tj-rahmon-summit-speech" in silent


def test_a_spelling_is_told_to_be_of_no_script_but_its_own(
    run: Run, root: Root, written: Written
) -> None:
    root["country"][0]["leader_names"] = ["Нётер", "محمد", "윤석열", "ネーター", "მიხეილ", "諾特"]
    root["country"][0]["inferred"] = {"leader_names": "So they are spelt."}
    written(root)

    told = "Cyrillic Нётер; محمد, მიხეილ; Korean 윤석열; Japanese ネーター;"
    assert f"{told} Chinese or Japanese 諾特" in words(run("names", "kz").out)
    root["country"][1]["leader_names"] = ["高市"]
    written(root)
    assert "Japanese 高市" in words(run("names", "japan").out)


def test_a_sum_is_for_whom_it_is_promised_to(run: Run, root: Root, written: Written) -> None:
    to_host = promise(root, "to-host", by="Kazakhstan", countries=["kazakhstan", "japan"])
    own = promise(root, "own", by="Kazakhstan", countries=["kazakhstan"], value=7)
    part = another(own, "part", part_of="own", countries=["kazakhstan", "japan"])
    root["commitment"].append(part)
    for one in (to_host, own, part):
        one |= {"unit": "JPY", "value": one.get("value", 5)}
    written(root)

    shown = run("money").out
    assert "Kazakhstan to Japan" in shown
    assert "Kazakhstan to itself" in shown
    # A part of it is with the host.
    assert "The own one" not in shown.partition("Without Japan")[2]


def test_the_host_is_where_the_summit_met_and_not_who_stands_in_most_records(
    run: Run, root: Root, written: Written
) -> None:
    for key in ("a", "b", "c"):
        promise(root, key, by="Japan", countries=["kazakhstan", "japan"], unit="JPY", value=5)
    root["country"][1] |= {"leader": "Another", "capital": "Kyoto"}
    root["summit"][0] |= {"place": "Astana, Kazakhstan", "chair": "Emmy Noether"}
    written(root)
    assert "Japan to Kazakhstan" in run("money").out


def test_of_a_source_is_told_how_much_was_read_only_where_that_is_on_record(
    run: Run, root: Root, written: Written
) -> None:
    written(root)
    assert "read:" not in run("sources").out
    root["source"][0]["read"] = "beginning"
    written(root)
    assert run("sources").out.count("read: beginning") == 1


def test_what_names_no_country_is_not_of_several(run: Run, root: Root, written: Written) -> None:
    del root["deal"][0]["countries"]
    for citation in root["deal"][0]["sources"]:
        citation["backs"] = [part for part in citation.get("backs", ()) if part != "countries"]
        if not citation["backs"]:
            del citation["backs"]
    written(root)
    assert "No country named ─" in run("deals").out
    assert "Several" not in run("deals").out


def test_no_page_is_offered_where_there_is_none(run: Run, root: Root, written: Written) -> None:
    (herald,) = (source for source in root["source"] if source["id"] == "herald")
    del herald["url"]
    for records in root.values():
        for record in records if isinstance(records, list) else ():
            for citation in record.get("sources", ()) if isinstance(record, dict) else ():
                if citation["id"] == "herald":
                    citation.pop("phrase", None)
                    citation.pop("seen", None)
    written(root)
    for asked in ("show herald", "sources herald", "show steel-deal"):
        assert "cajad open" not in run(*asked.split()).out
    assert "cajad open kazakhstan" in run("show", "kazakhstan").out


def test_without_a_host_a_sum_is_still_for_whom_it_is_promised_to(
    run: Run, root: Root, written: Written
) -> None:
    root["summit"][0] |= {"place": "Samarkand", "chair": "Antonio Costa"}
    promise(root, "one", by="Japan", countries=["japan", "kazakhstan"], unit="JPY", value=5)
    promise(root, "two", by="Republic of Kazakhstan", countries=["japan", "kazakhstan"], value=5)
    root["commitment"][-1]["unit"] = "JPY"
    written(root)
    shown = run("money").out
    assert "Japan to Kazakhstan" in shown
    assert "Republic of Kazakhstan to Japan" in shown


def test_a_part_is_counted_in_an_area_that_its_whole_is_not_of(
    run: Run, root: Root, written: Written
) -> None:
    whole = promise(root, "whole", areas=None, countries=["kazakhstan"])
    part = promise(root, "part", part_of="whole", areas=["bridges"], countries=["kazakhstan"])
    assert "areas" not in whole
    written(root)
    assert "Bridges ─ 2 promises of the summit" in re.sub("─+", "─", words(run("areas").out))
    del part["areas"]
    written(root)
    assert "Bridges ─ 1 promise of the summit" in re.sub("─+", "─", words(run("areas").out))


def test_whoever_named_a_file_is_told_commands_that_name_it(
    run: Run, root: Root, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root["dispute"][0]["settled"] = "open"
    monkeypatch.chdir(tmp_path)
    Path("own.yaml").write_text(json.dumps(root), "utf-8")
    about = root["dispute"][0]["about"][0]
    assert "--data own.yaml" in run("cite", about, "--data", "own.yaml").err
    for asked in ("overview", "countries kz", "search japan kazakhstan"):
        shown = words(run(*asked.split(), "--data", "own.yaml", width=160).out)
        named = len(re.findall(r"cajad (?!show ID)", shown))
        assert named == shown.count("--data own.yaml") > 0


def test_what_may_be_newer_is_not_silent(run: Run, root: Root, written: Written) -> None:
    root["summit"][0]["date"] = "2025"
    root["meta"]["as_of"] = "2026-12-01"
    late = promise(root, "late", status="under way", as_of="2026", date="2025")
    assert "inferred" not in late
    written(root)
    assert '"late"' not in run("commitments", "--silent", "-f", "json", expect=None).out


@pytest.mark.parametrize(("month", "last"), [("2026-02", "2026-03-07"), ("2026-04", "2026-05-07")])
def test_the_week_after_a_month_begins_on_its_last_day(
    month: str, last: str, run: Run, root: Root, written: Written
) -> None:
    root["summit"][0]["date"] = month
    root["meta"]["as_of"] = "2026-12-01"
    promise(root, "hushed", as_of=last)
    promise(root, "newer", as_of=f"{last[:-1]}8")
    written(root)
    told = run("commitments", "--silent", "-f", "json").ids
    assert ("hushed" in told, "newer" in told) == (True, False)


def test_an_area_may_be_called_as_an_occasion_is(run: Run, root: Root, written: Written) -> None:
    root["area"][0]["id"] = "summit"
    for record in (one for kind in root.values() if isinstance(kind, list) for one in kind):
        if isinstance(record, dict) and "areas" in record:
            record["areas"] = ["summit"]
    other = promise(root, "other", as_of="2025-12-20")
    other.pop("areas", None)
    written(root)
    assert "1 promise of the summit" in run("areas", width=100).out


def test_small_words_beside_names_are_no_countries(run: Run, root: Root, written: Written) -> None:
    root["country"][1] |= {"id": "india", "title": "India", "alpha_2": "IN", "alpha_3": "AND"}
    written(root)
    assert run("deals", "in", "kazakhstan").err == "cajad deals --country kazakhstan\n"
    assert run("kazakhstan", "and", "india").err == "cajad compare kazakhstan india\n"
    assert run("countries", "in", "-f", "json").ids == ["india"]


def test_an_office_is_cut_only_before_the_name_of_its_country(
    run: Run, root: Root, written: Written
) -> None:
    for title, told in (
        ("Secretary of State", "Secretary of State"),
        ("President of the Republic of Kazakhstan", "President"),
    ):
        root["country"][0]["leader_title"] = title
        written(root)
        shown = words(run("countries", width=160).out)
        assert f"Emmy Noether, {told} " in shown


def test_a_country_whose_name_is_part_of_another_gives_nothing_of_its() -> None:
    titles = ("Niger", "Nigeria", "Sudan", "South Sudan")
    others = {title: {"title": title} for title in titles}
    for by, givers in (
        ("Nigeria", ["Nigeria"]),
        ("South Sudan", ["South Sudan"]),
        ("Sudan and South Sudan", ["South Sudan", "Sudan"]),
        ("the government of Niger", ["Niger"]),
    ):
        assert [*wording.givers({"by": by, "countries": titles}, others)] == givers


def test_two_offices_of_one_name_are_told_apart(run: Run, root: Root, written: Written) -> None:
    for number, place in enumerate(("Ankara", "Tbilisi")):
        root["source"][number]["publisher"] = f"Ministry of Foreign Affairs, {place}"
    written(root)
    for number, place in enumerate(("Ankara", "Tbilisi")):
        shown = words(run("show", root["source"][number]["id"]).out)
        assert f"Ministry of Foreign Affairs, {place}" in shown
    assert wording.short("Ministry of Foreign Affairs, Ankara").endswith("Ankara")


def test_the_parts_of_a_sum_stand_together(run: Run, root: Root, written: Written) -> None:
    deal = root["deal"][0]
    for key, value in (("half-1", 1_000_000), ("half-2", 500_000)):
        root["deal"].append(another(deal, key, value=value, unit="USD"))
    root["deal"][1]["part_of"] = deal["id"]
    deal["sum_of"] = ["half-1", "half-2"]
    deal["sources"][0].pop("backs", None)
    written(root)
    parts = run("show", deal["id"]).out.partition("Parts ─")[2].partition("──\n")[0]
    assert parts.count("$") == 2


def test_a_comparison_tells_since_when_there_are_relations(
    run: Run, root: Root, written: Written
) -> None:
    root["country"][0]["relations_since"] = "1992-01-26"
    root["country"][0]["sources"][0]["backs"].append("relations_since")
    written(root)
    assert "since 26 Jan 1992 not on record" in words(run("compare", "kz", "jp").out)


def test_what_somebody_says_of_another_country_is_listed_as_said(
    run: Run, root: Root, written: Written
) -> None:
    root["statement"][0]["countries"] = ["japan"]
    root["statement"].append(another(root["statement"][0], "of-none", countries=None))
    root["statement"].append(another(root["statement"][0], "a-remark", type="remark"))
    written(root)

    for key, others in (("kz", False), ("jp", True)):
        shown = run("statements", "-c", key).out
        assert "noether-proposal" in shown
        assert ("By others" in shown, "─ none found" in shown) == (others, others)
    for lookup in ("countries kz", "compare kz jp -f json", "page kz"):
        shown = run(*lookup.split()).out
        assert ("noether-proposal" in shown, "of-none" in shown) == (True, True)
    assert "a-remark" in shown


def test_what_is_said_for_the_host_and_a_guest_stands_once(
    run: Run, root: Root, written: Written
) -> None:
    both = ["kazakhstan", "japan"]
    root["statement"] = [another(root["statement"][0], "joint", speaks_for=both, countries=both)]
    written(root)

    shown = run("countries", "jp").out
    assert "What Japan proposed" in shown
    assert shown.count("The joint one") == 1


def test_the_sentence_of_a_sum_in_full_width_digits_is_told(
    run: Run, root: Root, written: Written
) -> None:
    text = "The second bridge costs ３兆円."
    root["statement"].append(another(root["statement"][0], "costs", text=text))
    written(root)

    assert text in words(run("money").out)


def test_what_names_a_sum_in_its_text_alone_is_listed_below_the_sums(run: Run) -> None:
    sums = run("money", "-f", "json").ids
    shown, _, below = run("money", width=160).out.partition("\nSums that stand in a text alone ─")
    (count,) = re.findall(r"^─+ (\d+)$", below, re.MULTILINE)
    listed = below.partition("\nOthers name a figure")[0]
    ids = run("export", "-f", "json").ids
    keys = {key for key in ids if re.search(rf" {key}\s", listed)}
    assert int(count) == len(keys)
    assert {"tm-urea-plant", "uz-tashkent-airport", "uz-rare-metals-survey"} <= keys
    # The sentence that names it, with how far to trust it.
    told = r"· tm-urea-plant · promised by Turkmenistan One .* 1.3 billion US dollars\."
    assert re.search(told, words(listed))
    assert {"kz-trade-share", "kz-investment-size"} <= keys
    assert not keys & set(sums)
    assert all(key in shown for key in sums)
    of_country = run("money", "-c", "tm").out
    assert "tm-urea-plant" in of_country
    assert "kz-trade-share" not in of_country


def test_the_caveat_of_a_sum_stands_beneath_it(run: Run) -> None:
    shown = words(run("money").out)
    noted = [one["note"] for one in run("money", "-f", "json").json if "note" in one]
    assert noted
    assert [note for note in noted if words(note) not in shown] == []


def test_a_figure_is_told_once(run: Run) -> None:
    for lookup in ("overview", "targets", "show three-trillion-yen"):
        shown = run(*lookup.split()).out
        assert "¥3 trn" in shown
        assert "000,000" not in shown
        assert "trillion JPY" not in shown


def test_the_timeline_of_a_day_tells_what_lasted_longer_apart(run: Run) -> None:
    shown = run("timeline", "--from", "2025-12-20", "--to", "2025-12-20").out
    day, apart, longer = shown.partition("\nOver several days or more ─")
    assert apart
    assert "\n20 Dec 2025 ─" in day
    assert "17–20 Dec 2025" in longer
    assert "17–20 Dec 2025" not in day
    assert day.index("session one") < day.index("session two")
    # What is called the newest has happened.
    newest = re.search(r"--from (\d{4}) +the newest", run("timeline").out)
    assert newest
    assert newest.group(1) <= run("timeline").out.split()[-1]


def test_a_name_shows_its_record_alone_in_languages_that_are_named(run: Run) -> None:
    for name in ("name-ca-jad", "JICA", "CA+JAD"):
        (record,) = run("names", name, "-f", "json").json
        assert record["names"]
    assert all(record["names"] for record in run("names", "dialogue", "-f", "json").json)
    shown = run("names", "JICA").out
    assert re.search(r"^ +Japanese  +\S", shown, re.MULTILINE)
    assert not re.search(r"^ +(ja|ru|uz) ", shown, re.MULTILINE)


def test_a_goal_and_an_initiative_are_not_told_to_be_promised(run: Run) -> None:
    for key, told in (("three-trillion-yen", "whose it is"), ("tokyo-initiative", "who announced")):
        shown = words(run("show", key).out)
        assert (told in shown, "who promised" in shown) == (True, False)


def test_positions_bear_the_numbers_by_which_sources_name_them(
    run: Run, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAJAD_DATA", tiny)
    shown = run("show", "how-many-bridges").out
    assert "2. a hundred" in shown
    assert "for claim 2" in shown


def test_parts_stand_under_a_heading_of_their_own_with_their_sums(run: Run) -> None:
    shown = run("show", "kg-grants-2025").out
    parts = shown.partition("\nParts ─")[2].partition("\n\n")[0]
    assert parts.count("¥") + parts.count("$") == 4
    assert "kg-naryn-bridge" not in shown.partition("\nSee also ─")[2].partition("\n\n")[0]


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_no_sign_is_torn_from_its_word(width: int, run: Run) -> None:
    torn = re.compile(r"(^| · )[◐○●✕≠✓┄]$|[└→◆•]$|\[[0-9,-]+$|¥[0-9.]+$|(?<!\d{4} )–$")
    for screen in (
        "overview",
        "commitments",
        "countries kg",
        "declaration",
        "disputes",
        "timeline",
    ):
        lines = run(*screen.split(), width=width).out.splitlines()
        assert [line for line in lines if torn.search(line)] == []


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize(
    "screen", ["commitments", "countries jp", "declaration", "initiative", "show kz-medical-grant"]
)
def test_no_trust_of_a_text_and_no_dot_between_marks_stands_apart(
    screen: str, width: int, run: Run
) -> None:
    lines = run(*screen.split(), width=width).out.splitlines()
    apart = re.compile(r"^ *single source$|^ *· | ·$|^ {2,}[a-z]{2}-[a-z]+-notes$")
    assert [line for line in lines if apart.search(line)] == []


def test_a_country_is_compared_by_its_own_proposals(run: Run) -> None:
    (told,) = re.findall(
        "^Proposals found +(.+)$", run("compare", "kz", "jp", width=100).out, re.MULTILINE
    )
    assert told.split() == ["4", "0"]


def test_what_a_country_proposed_to_many_is_its_proposal(
    run: Run, root: Root, written: Written
) -> None:
    names = {"alpha_2": "TJ", "alpha_3": "TJK", "numeric": "762"}
    root["country"].append(another(root["country"][0], "tajikistan", **names))
    root["statement"][0]["countries"] = ["kazakhstan", "japan", "tajikistan"]
    written(root)

    assert re.search("^What Kazakhstan proposed ─+ 1$", run("countries", "kz").out, re.M)
    assert re.search("^Proposals found +1 +0$", run("compare", "kz", "jp").out, re.M)
    silent = "^What The tajikistan one proposed ─+ none found$"
    assert re.search(silent, run("countries", "tj").out, re.M)


def test_no_briefing_leads_to_sums_where_there_are_none(
    run: Run, root: Root, written: Written
) -> None:
    sum_of_it = {"value": 5, "unit": "USD", "qualifier": "about", "inferred": {"value": "A sum."}}
    root["dispute"][0] |= {"countries": ["japan"], **sum_of_it}
    written(root)

    assert "cajad money" not in run("countries", "jp").out
    assert "cajad money" in run("countries", "kz").out


def test_what_is_no_money_is_no_sum_of_it(run: Run, root: Root, written: Written) -> None:
    for key, unit in (("wind", "MW"), ("rail", "JPY")):
        promise(root, key, unit=unit, countries=["kazakhstan", "japan"])
    written(root)

    _, _, sums = run("compare", "kz", "jp").out.partition("Sums of promises")
    assert ("rail" in sums, "wind" in sums) == (True, False)


def test_a_promise_is_not_silent_while_a_part_of_it_is_not(run: Run) -> None:
    silent = set(run("commitments", "--silent", "-f", "json").ids)
    assert "kg-hospitals-grant" in silent
    assert "part of kg-grants-2025" in marked(run, "commitments --silent", "kg-hospitals-grant")
    # Of the bridge, one of the four, more was heard.
    assert not silent & {"kg-naryn-bridge", "kg-grants-2025"}


def test_of_names_that_hold_the_words_no_others_are_shown(run: Run) -> None:
    assert run("names", "Tokyo Initiative", "-f", "json").ids == ["name-tokyo-initiative"]
    assert "name-wfp" not in run("names", "initiative", "-f", "json").ids


def test_nothing_is_counted_that_is_not_there(run: Run) -> None:
    assert " told again" in run("money").out
    assert " told again" not in run("money", "-c", "tm").out


def test_a_tracker_lists_the_parts_that_it_counts_with_their_wholes(run: Run) -> None:
    """A country of whose promises a part alone moved would else look as if nothing did."""
    told = (
        run("tracker", width=100)
        .out.partition("more than announced, and parts")[2]
        .partition("Last")[0]
    )
    # What moved as a whole is named as well.
    assert "kg-tax-agreement" in told
    grant = told.partition("└ Japanese grant for X-ray cargo inspection at Aktau")
    assert grant[0].splitlines()[-1].startswith("◐ under way")
    assert "part of it · official · kz-aktau-xray" in words(grant[2])


@pytest.mark.parametrize(
    ("lookup", "title"),
    [
        ("timeline --from 2026 --to 2026-03-05", "Timeline: from 2026 until 5 Mar 2026"),
        ("timeline -c kg --to 2025", "Timeline: Kyrgyzstan; until 2025"),
        ("disputes --open", "Where sources contradict each other: open or partly open"),
        ("names JICA", "Names in other languages: JICA"),
        ("search Rogun dam financing", "Not found: Rogun dam financing"),
    ],
)
def test_the_title_of_a_part_tells_of_what_it_is_one(lookup: str, title: str, run: Run) -> None:
    first = run(*lookup.split(), width=200).out.partition("\n")[0]
    assert first.startswith(f"{title}  ")
    assert " settled" not in first


def test_a_title_that_tells_of_what_a_list_is_a_part_is_no_heading_within_it(run: Run) -> None:
    assert "\nOpen or partly open ─" in run("disputes").out
    assert "\nOpen or partly open ─" not in run("disputes", "--open").out


def test_a_briefing_tells_no_day_twice_and_parts_what_has_lines_beneath_it(run: Run) -> None:
    shown = run("countries", "kg").out
    assert "joint statement of 20 December 2025  " in shown
    before = re.findall(r"^(.*)\n[●◐○✕?] (?:done|under way|announced)", shown, re.MULTILINE)
    assert len(before) > 5
    headings = ("by Japan unless said", "Made at the summit:", "Later ones:", "Older ones:")
    touched = [line for line in before if line and "─" not in line]
    assert not [line for line in touched if not line.startswith(headings)]


def test_what_is_no_money_in_what_somebody_said_is_no_sum(
    run: Run, root: Root, written: Written
) -> None:
    for unit, is_told in (("bridges", False), ("JPY", True)):
        root["statement"][0] |= {"value": 77, "unit": unit, "qualifier": "stated"}
        written(root)
        assert ("77" in run("statements").out) == is_told


@pytest.mark.parametrize(
    "lookup", ["show tokyo-declaration", "show jiji-ja", "sources", "sources jiji-ja"]
)
def test_a_title_that_is_ours_and_not_that_of_the_page_stands_in_brackets(
    lookup: str, run: Run
) -> None:
    shown = run(*lookup.split(), width=200).out
    assert "[Japan and Central Asia summit adopts Tokyo Declaration]" in shown
    assert "[Press conference by the Prime Minister on the CA+JAD Summit (prov" not in shown
    # Nor does a sentence of ours stand there as the text of the page.
    assert "A press report published by" not in shown


def test_a_search_marks_days_as_screens_have_them_and_titles_that_are_ours(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = run("search", "summit", "adopts", "declaration", "-k", "source", width=200).out
    assert "[Japan and Central Asia summit adopts Tokyo Declaration]" in found
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;4m20 Dec 2025\x1b[0m" in run("search", "20 Dec 2025").out


def test_the_timeline_tells_which_days_are_our_reading(run: Run) -> None:
    events = run("timeline", "-f", "json").json
    read = [event for event in events if "date" in (event.get("inferred") or {})]
    assert read
    assert run("timeline", width=100).out.count("date: our reading") == len(read)


def test_who_said_something_is_told_to_be_our_reading_where_it_is(
    run: Run, root: Root, written: Written
) -> None:
    for kind, field in (("statement", "speaker"), ("analysis", "author")):
        read = another(root[kind][0], f"{kind}-read", inferred={field: "Who else?"})
        root[kind].append(read)
    written(root)

    for lookup, kind in (("statements", "statement"), ("analysis", "analysis")):
        assert "(our reading)" in marked(run, lookup, f"{kind}-read")
        assert "(our reading)" not in marked(run, lookup, root[kind][0]["id"])


def test_sums_are_compared_by_country(run: Run) -> None:
    shown = run("compare", "kz", "uz").out
    of_kz, of_uz = (
        shown.partition(f"\nSums of promises and deals: {name} ─")[2].partition("\nSums")[0]
        for name in ("Kazakhstan", "Uzbekistan")
    )
    assert "kz-medical-grant" in of_kz
    assert "uz-livestock-loan" in of_uz
    assert re.search(r"\buz-", of_kz) is None
    assert re.search(r"\bkz-", of_uz) is None


def test_documents_of_a_year_stand_newest_first(run: Run) -> None:
    dates = {one["id"]: one.get("date", "") for one in run("documents", "-f", "json").json}
    shown = run("documents", width=160).out.partition("\n2025 ")[2].partition("\n2024 ")[0]
    listed = [dates[key] for key in re.findall(r"  ([a-z0-9-]+)$", shown, re.M) if key in dates]
    assert len(listed) > 20
    assert listed == sorted(listed, reverse=True)


def test_a_part_of_a_promise_of_another_area_is_told_to_be_one(
    run: Run, root: Root, written: Written
) -> None:
    root["area"].append(another(root["area"][0], "roads"))
    promise(root, "side-road", part_of="first-bridge", areas=["roads"])
    written(root)

    assert re.search("The roads one ─+ 0 promises of the summit", words(run("areas").out))
    told = words(run("initiative").out)
    assert re.search(r"The roads one ─+ promises: 0 \(and 1 part\) of the summit", told)


def test_promises_stand_by_guest_however_many_are_shared(
    run: Run, root: Root, written: Written
) -> None:
    names = {"alpha_2": "TJ", "alpha_3": "TJK", "numeric": "762"}
    root["country"].append(another(root["country"][0], "tajikistan", **names))
    for key in ("kazakhstan", "tajikistan"):
        promise(root, f"of-{key}", countries=["japan", key])
    for number in range(5):
        promise(root, f"shared-{number}", countries=["kazakhstan", "japan", "tajikistan"])
    written(root)

    shown = run("tracker").out.partition("Of the summit, by country")[2]
    groups = [line.split("  ")[0] for line in shown.partition("\n\n")[0].strip().splitlines()]
    assert groups == ["Kazakhstan", "The tajikistan one", "Several countries"]


def test_what_a_minister_proposed_is_not_told_to_be_the_leaders(
    run: Run, root: Root, written: Written
) -> None:
    root["statement"][0]["speaker"] = "The minister of bridges"
    written(root)

    assert "What Kazakhstan proposed ─" in run("countries", "kz").out


def test_a_briefing_has_the_newest_talks_and_what_the_host_said_of_the_country(run: Run) -> None:
    shown = words(run("countries", "kg").out)
    meetings = shown.partition("Meetings and steps")[2].partition("Not known")[0]
    # Four events are newer.
    assert "kg-bilateral-2025" in meetings
    assert "kg-tax-procedures" in meetings
    told = words(run("countries", "uz").out).partition("What Japan said of it")[2]
    told = told.partition("Meetings and steps")[0]
    assert "uz-takaichi-uranium" in told
    # What both said by the Uzbek account is not what Japan said.
    assert "uz-trade-commission" not in told
    own = words(run("countries", "tm").out).partition("What else it said")[2]
    assert "tm-44-projects" in own.partition("What Japan said")[0]
    assert "tm-youth-forum" not in own.partition("What Japan said")[0]
    assert "What Japan said of it" not in run("countries", "jp").out


def test_what_is_planned_is_marked_among_the_steps_of_a_promise(run: Run) -> None:
    steps = run("show", "trans-caspian-route").out.partition("\nSteps ─")[2].partition("\n\n")[0]
    assert re.search(r"┄ planned +single source · trials-plan-2026", steps)


def test_no_screen_leads_to_itself(run: Run) -> None:
    """What is written without blanks cannot be asked for without one of its words."""
    for query in ("何人の人材を育成するのか 5年間", "東京宣言の牧場"):
        shown = run("search", query).out
        assert not re.search(rf"^cajad search .*{query} +the other words", shown, re.MULTILINE)


@pytest.mark.parametrize("key", ["tokyo-initiative", "tokyo-declaration", "business-forum"])
def test_no_part_of_a_record_is_left_out_where_its_parts_are_listed(key: str, run: Run) -> None:
    parts = {one["id"] for one in run("export").json if one.get("part_of") == key}
    heading = "What is reported of it" if key == "tokyo-declaration" else "Parts"
    shown = run("show", key).out.partition(f"\n{heading} ─")[2].partition("\n\n")[0]
    assert len(parts) > 2
    assert re.search(rf"─ {len(parts)}\n", shown)
    assert all(part in shown for part in parts)


def test_the_trust_in_a_record_is_no_mark_of_its_last_sentence(run: Run) -> None:
    for lookup in ("overview", "countries tj", "areas", "initiative"):
        shown = words(run(*lookup.split()).out)
        assert "Trust: " in shown
        assert not re.search(r"\. \[[^]]*\] (official|single source|corroborated)", shown), lookup


def test_a_briefing_counts_what_it_shows_of_each_occasion(run: Run) -> None:
    shown = run("countries", "jp").out
    told = r"\nMade at the summit: \d+( \(and \d+ parts\))? of \d+, \d+ counted so by our reading\n"
    assert re.search(told, shown)
    told = "Made at the summit: 1 (and 1 part), 1 counted so by our reading\n"
    assert told in run("countries", "kg").out


def test_a_briefing_has_a_part_of_another_occasion_than_that_of_any_whole(
    run: Run, root: Root, written: Written
) -> None:
    for number in range(12):
        promise(root, f"bridge-{number}")
    promise(root, "later-part", part_of="bridge-0", occasion="after")
    written(root)

    shown = run("countries", "kz").out
    assert "\nMade at the summit: 10 of 13" in shown
    assert "\nLater ones: 0 (and 1 part)\n" in shown


def test_the_initiative_has_a_promise_of_an_area_that_is_not_its_own(
    run: Run, root: Root, written: Written
) -> None:
    root["area"].append(another(root["area"][0], "tunnels", part_of=None))
    promise(root, "first-tunnel", part_of="tiny-initiative", areas=["tunnels"])
    written(root)

    told = words(run("initiative").out)
    assert re.search("Of the initiative, and of none of its areas ─+ 1 .*first-tunnel", told)


def test_no_command_is_offered_for_sums_and_promises_of_which_there_are_none(
    run: Run, root: Root, written: Written
) -> None:
    for record in (*root["commitment"], *root["deal"]):
        for field in ("value", "unit", "qualifier"):
            del record[field]
        for citation in record["sources"]:
            citation["backs"] = [one for one in citation.get("backs", ()) if one != "value"]
            if not citation["backs"]:
                del citation["backs"]
    root["area"].append(another(root["area"][0], "tunnels"))
    written(root)

    assert "cajad money" not in run("compare", "kz", "jp").out
    assert "cajad tracker" not in run("areas", "tunnels").out
    assert "cajad tracker -a bridges" in run("areas", "bridges").out


def test_what_was_planned_says_so_where_it_is_shown_whole(run: Run) -> None:
    assert re.search(r"\nType +plan ┄ planned\n", run("show", "kg-mini-expo").out)
    assert "planned" not in run("show", "tj-rahmon-jica").out.partition("\nSee also")[0]


def test_a_search_says_where_all_that_it_shows_lacks_a_word_and_not_of_what_it_does_not_show(
    run: Run,
) -> None:
    query = "what was discussed at the business forum"
    hits = run("search", query, "-n", "100", "-f", "json").json
    head = words(run("search", query).out.partition("\n─")[0])
    assert all("missing" in hit for hit in hits[:10])
    assert not all("missing" in hit for hit in hits)
    assert head.endswith("each lacks a word")
    assert "lacks a word" not in run("search", "gallium").out


def test_a_sum_in_a_promise_is_not_told_as_that_of_who_promised(run: Run) -> None:
    shown = words(run("money", "-c", "tm").out)
    assert "tm-urea-plant · promised by Turkmenistan One unnamed source" in shown
    assert "6 on record · 5 shared with others · 1 without Japan" in shown


def test_an_area_that_is_our_reading_is_told_where_areas_are_counted(run: Run) -> None:
    promises = run("commitments", "--occasion", "summit", "-f", "json").json
    ids = {one["id"] for one in promises}
    read = sum("areas" in one.get("inferred", {}) for one in promises if not whole_of(one, ids))
    for lookup in ("overview", "tracker"):
        assert f"he area of {read} of these is our reading." in words(run(lookup).out)


def test_a_promise_that_is_read_into_two_areas_is_one(
    run: Run, root: Root, written: Written
) -> None:
    root["area"].append(another(root["area"][0], "tunnels"))
    reason = {"areas": "The Herald names the bridge and its tunnel."}
    promise(root, "both", areas=["bridges", "tunnels"], inferred=reason)
    written(root)

    for lookup in ("overview", "tracker"):
        assert "he area of 1 of these is our reading." in words(run(lookup).out)


def test_that_a_country_proposed_nothing_on_record_is_told(run: Run) -> None:
    assert re.search("What Tajikistan proposed ─+ none found\n", run("countries", "tj").out)


def test_sums_of_promises_and_deals_are_no_sum_of_all(run: Run) -> None:
    shown = run("compare", "kz", "uz").out
    assert "Sums of promises and deals: Kazakhstan ─" in shown
    assert "cajad money -c kz -c uz   every sum on record" in shown


def test_the_tracker_tells_what_is_planned_for_the_promises(run: Run) -> None:
    shown = run("tracker").out.partition("\nPlanned steps ─")[2]
    plans = [one for one in run("timeline", "-f", "json").json if one["type"] == "plan"]
    of_promises = [one for one in plans if "commitments" in one]
    assert "kg-tax-entry" in shown
    assert re.search(rf"^─+ {len(of_promises)}\n", shown)
    assert shown.count("┄ planned") == len(of_promises)
    of_country = run("tracker", "-c", "tm").out
    assert ("tm-urea-schedule" in of_country, "kg-tax-entry" in of_country) == (True, False)


def test_a_month_without_a_day_is_no_older_than_its_days(run: Run) -> None:
    shown = run("tracker", "-c", "kz").out.partition("\nLast steps ─")[2]
    assert "kz-aktau-notes" in shown
    steps = [one for one in run("tracker", "-f", "json").json if one["kind"] == "event"]
    days = [one["date"] for one in steps if one["type"] != "plan"]
    assert days == sorted(days, key=lambda day: f"{day}~", reverse=True)
    assert "kz-aktau-notes" in [one["id"] for one in steps]


def test_plans_whose_day_is_past_stand_apart(run: Run) -> None:
    for lookup in ("tracker", "countries kg"):
        shown = run(*lookup.split()).out.partition("\nPlanned")[2]
        past, _, coming = shown.partition("\nStill to come\n")
        assert "\nIts day is past\n" in past
        assert ("kg-tax-entry" in past, "kg-tax-application" in coming) == (True, True)


def test_the_tracker_says_of_whom_parts_of_shared_promises_are(run: Run) -> None:
    shown = words(run("tracker").out)
    assert "counted with their whole (of the summit's: Kazakhstan 1, Kyrgyzstan 1," in shown
    (bridge,) = (one for one in run("export").json if one["id"] == "caspian-bridges")
    assert bridge["note"] in shown


def test_a_passage_names_its_parts_as_people_do(run: Run) -> None:
    shown = words(run("show", "kazakhstan").out)
    assert "for also spelt 3, 4" in shown
    assert "spelts" not in shown
    assert "for sentences 1, 2" in words(run("show", "three-trillion-yen").out + shown)


def test_counts_of_countries_part_the_promises_of_the_summit_from_others(run: Run) -> None:
    promises = run("commitments", "-c", "kg", "-f", "json").json
    few = [one for one in promises if len(one["countries"]) < 3]
    own = [one for one in few if not whole_of(one, {one["id"] for one in promises})]
    counts = Counter(one["occasion"] for one in own)
    shown = run("compare", "kg", "tj", width=100).out
    rows = {
        one: rest for one, *rest in (re.split("  +", line.strip()) for line in shown.splitlines())
    }
    assert rows["made at the summit"][0].split()[0] == str(counts["summit"])
    assert rows["older ones"][0].split()[0] == str(counts["before"])
    (row,) = (line for line in run("countries").out.splitlines() if "Kyrgyzstan " in line)
    summit, *_, others, _ = re.findall(r"\d+", row)
    assert (int(summit), int(others)) == (counts["summit"], len(own) - counts["summit"])


def test_a_comparison_tells_how_parts_of_the_summits_promises_stand_and_of_no_others(
    run: Run,
) -> None:
    (part,) = run("show", "kz-aktau-xray", "-f", "json").json
    shown = run("compare", "kz", "uz", width=160).out
    # Deeper than what is made at the summit, under which alone it counts.
    rows = re.findall("^   . (.+?)  +(.+?)  ", shown, re.MULTILINE)
    told = dict(rows)[part["status"]]
    assert (part["occasion"], told.startswith("0 (and 1 part)")) == ("summit", True)
    assert re.search(r"^ made at the summit +1 \(and 1 part\)", shown, re.MULTILINE)


def test_a_list_of_promises_tells_how_those_of_the_summit_stand(run: Run) -> None:
    shown = run("commitments").out
    ours = [
        one
        for one in run("commitments", "-f", "json").json
        if one["countries"] == ["japan", "turkmenistan"]
    ]
    summit = Counter(one["status"] for one in ours if one["occasion"] == "summit")
    _, _, group = shown.partition("\nTurkmenistan ─")
    head, stands, *_ = group.splitlines()
    made = [one for one in ours if one["occasion"] == "summit"]
    read = sum("occasion" in one.get("inferred", {}) for one in made)
    told = f"{summit.total()} of the summit, {read} counted so by our reading"
    assert words(f"{head} {stands}").find(f" {len(ours)} · {told}") > 0
    assert [int(number) for number in re.findall(r"[◐○●] (\d+)", stands)] == [*summit.values()]


def test_the_host_is_not_said_to_have_proposed_nothing(run: Run) -> None:
    assert "What Japan proposed" not in run("countries", "jp").out
    assert re.search("What Tajikistan proposed ─+ none found", run("countries", "tj").out)


def test_one_claim_of_several_is_told_with_the_verdict(run: Run) -> None:
    (dispute,) = run("show", "kz-gallium-cost", "-f", "json").json
    shown = words(run("money", "-c", "kz").out)
    _, _, told = shown.partition(f"One of {len(dispute['positions'])} claims: ")
    assert dispute["assessment"][:40] in told


def test_sums_side_by_side_are_said_not_to_be_added(run: Run) -> None:
    for lookup in ("compare kz uz", "deals -c uz", "money"):
        assert "Never added up: " in run(*lookup.split()).out


def test_a_target_says_of_whom_it_is(run: Run) -> None:
    shown = words(run("targets", "-c", "tm").out)
    assert "1 on record: 0 of its own, 1 shared" in shown
    assert "Turkmenistan, Uzbekistan, together" in shown


def test_what_is_done_is_a_command_away(run: Run) -> None:
    assert "cajad commitments --status done" in run("tracker").out
    assert "--status done" not in run("tracker", "-c", "uz").out


def test_what_has_its_time_now_is_not_still_to_come(run: Run) -> None:
    shown = run("countries", "uzbekistan").out.partition("\nPlanned")[2]
    now, _, coming = shown.partition("\nStill to come\n")
    assert now.partition("\n")[2].startswith("Due now, not reported as begun or held\n")
    assert ("uz-regions-forum" in now, "uz-airport-plan" in coming) == (True, True)


def test_sums_of_texts_that_are_listed_already_are_named_by_their_ids_alone(run: Run) -> None:
    shown = run("money", "-c", "tm").out.partition("Sums that stand in a text alone")[2]
    fresh, _, again = shown.partition("Others name a figure that is listed above:")
    assert ("tm-urea-plant" in fresh, "unknown-target-progress" in again) == (True, True)
    assert "unknown-target-progress" not in fresh


def test_a_sum_in_a_title_or_verdict_or_that_a_dispute_is_about_is_not_told_as_listed(
    run: Run, root: Root, written: Written
) -> None:
    titled = another(root["document"][0], "titled", title="Ferry for 7 billion yen")
    judged = another(root["dispute"][0], "judged", assessment="The ferry costs 9 billion yen.")
    valued = another(root["dispute"][0], "valued", value=8, unit="JPY", qualifier="exactly")
    root["document"].append(titled)
    root["dispute"] += [judged, valued]
    written(root)
    shown = run("money").out
    assert re.search("Sums that stand in a text alone ─+ 3\n", shown)
    assert (
        shown.count("The ferry costs 9 billion yen.") == shown.count("Ferry for 7 billion yen") == 1
    )
    assert "Others name a figure" not in shown


def test_a_part_of_what_others_share_is_counted_by_when_it_was_promised(
    run: Run, root: Root, written: Written
) -> None:
    codes = {"uzbekistan": ("UZ", "UZB", "860"), "tajikistan": ("TJ", "TJK", "762")}
    for key, (alpha_2, alpha_3, numeric) in codes.items():
        made = another(root["country"][1], key, alpha_2=alpha_2, alpha_3=alpha_3, numeric=numeric)
        root["country"].append(made)
    promise(root, "whole", countries=["japan", *codes], part_of=None)
    root["commitment"][0]["part_of"] = "whole"
    written(root)
    shown = words(run("compare", "kz", "uz").out)
    assert (
        "Promised 1 0 made at the summit 1 (1 our reading) 0 ◐ under way 1 0 and shared 0 1"
        in shown
    )


def test_what_was_said_is_counted_by_whether_it_is_about_the_country(run: Run) -> None:
    heading = run("statements", "-c", "tj").out.partition("\n")[0]
    assert re.search(r"\d+ on record: 0 by it, 1 about it, \d+ about several$", heading)


def test_steps_of_other_countries_are_told_to_be_left_out_of_the_tracker_of_one(run: Run) -> None:
    shown = words(run("tracker", "-c", "tm", "--occasion", "summit").out)
    assert re.search(r"\d of other countries alone: cajad tracker", shown)
    told = "The newest step of any of the summit's that concerns Turkmenistan is of "
    (day,) = re.findall(rf"{told}([^.]+)\.", shown)
    # That of an older promise is none of theirs.
    every = words(run("tracker", "-c", "tm").out)
    assert re.findall(rf"{told}([^.]+)\.", every) == [day]
    assert "What is shared with other countries has moved if it moved in any of them." in shown
    assert "of other countries alone" not in words(run("tracker").out)


def test_what_led_up_to_a_promise_is_none_of_its_steps(run: Run) -> None:
    shown = run("tracker", "-c", "tm").out.partition("\nLast steps")[2]
    steps, _, before = shown.partition("\nWhat led up to them\n")
    assert ("justice-plan-2025-08" in before, "justice-plan-2025-08" in steps) == (True, False)


def test_a_list_tells_why_a_promise_moved_by_our_reading(run: Run) -> None:
    (record,) = run("show", "caspian-bridges", "-f", "json").json
    for lookup in ("commitments -c kg --occasion summit", "tracker -c kg --occasion summit"):
        assert record["inferred"]["status"] in words(run(*lookup.split()).out)


def test_a_word_that_was_read_as_another_is_told_beside_the_hits(run: Run) -> None:
    shown = run("search", "disbursed").out
    assert shown.startswith("Found: disbursed, read as discussed ")
    hits = run("search", "Kazakhstan", "Mars", "loans", "-f", "json").json
    told = {word for hit in hits for word in hit.get("missing", ())}
    assert "Mars".lower() in told
    assert "marks" not in told


def test_a_character_that_is_looked_for_nowhere_is_told_to_be_lacking(run: Run) -> None:
    hits = run("search", "gallium", "飲んだ", "-f", "json").json
    assert all("飲" in hit["missing"] for hit in hits)


def test_a_comparison_counts_parts_beside_their_wholes(run: Run) -> None:
    shown = run("compare", "kz", "uz", width=100).out
    assert re.search(r"^ made at the summit +1 \(and 1 part\) ", shown, re.MULTILINE)
    assert "official: primary sources back every sentence." in shown
