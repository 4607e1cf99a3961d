"""What is refused in a data file, and how it is told; a new case is a new file in tests/cases."""

import difflib
import sys
from pathlib import Path
from types import FrameType

import pytest
from conftest import HERE, Run

from cajad_cli import ingest
from cajad_cli.errors import BAD_DATA, BadData
from cajad_cli.ingest import broken_links, check
from cajad_cli.ingest.reader import MAX_PROBLEMS, read_values
from cajad_cli.text.suggest import MANY_WORDS, MOST_LISTED, suggestion

CASES = HERE / "cases"
BAD = sorted((CASES / "bad").iterdir())
GOOD = sorted((CASES / "good").iterdir())
PLAIN = (CASES / "good" / "plain.yaml").read_bytes()


def name(file: Path) -> str:
    return file.stem


def problems(content: bytes) -> list[str]:
    """The problems of a data file, without its name before them."""
    with pytest.raises(BadData) as caught:
        check(read_values(content, "f"), content, "f")
    return [str(problem).removeprefix("f:") for problem in caught.value.problems]


@pytest.mark.parametrize("file", BAD, ids=name)
def test_a_broken_rule_is_told_where_it_is_with_its_cure(file: Path, run: Run) -> None:
    lead = b"# expect: "
    lines = file.read_bytes().split(b"\n")
    expected = [line.removeprefix(lead).decode() for line in lines if line.startswith(lead)]
    result = run("countries", "--data", str(file), expect=BAD_DATA)
    *told, last = result.err.split("\n")[:-1]
    assert expected
    assert told == [f"{file}:{problem}" for problem in expected]
    assert last.startswith("cajad: ")
    assert result.err.replace("\n", "").isprintable()
    assert result.out == ""


@pytest.mark.parametrize("file", GOOD, ids=name)
def test_what_breaks_no_rule_is_compiled_and_read_back_whole(file: Path, run: Run) -> None:
    root = read_values(file.read_bytes(), "f")
    written = [
        record["id"] for kind, records in root.items() if kind != "meta" for record in records
    ]
    assert sorted(run("export", "--data", str(file)).ids) == sorted(written)


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    found = problems((CASES / "bad" / "many-at-once.yaml").read_bytes())
    assert len(found) == 5
    assert found == sorted(found, key=lambda problem: int(problem.partition(":")[0]))


def test_problems_without_end_are_cut_short() -> None:
    deals = b"".join(b"  - id: deal-%d\n" % n for n in range(10_000))
    assert len(problems(PLAIN + b"deal:\n" + deals)) == MAX_PROBLEMS


@pytest.mark.parametrize(
    "text",
    [
        *(f"{word} took part." for word in ("He", "She", "It", "They", "This", "These", "Those")),
        *(
            f"Kazakhstan {word} took part."
            for word in (
                *("recently", "Today", "now", "Currently", "nowadays", "yesterday", "Tomorrow"),
                *("Last year", "this year", "next year"),
            )
        ),
        "Kazakhstan took part",
        "Kazakhstan took part,",
    ],
)
def test_a_text_that_needs_another_to_be_understood_is_refused(text: str) -> None:
    (found,) = problems(PLAIN.replace(b"Kazakhstan took part.", text.encode()))
    assert found.startswith("10:5: text: ")


@pytest.mark.parametrize(
    "text",
    ["Kazakhstan took part" + end for end in (".", "?", "!", '."', ".”", ".»", " (as told)", "。")]
    + ["Item one was known.", "Thistles and a snowy year.", "Sumitomo Corp. Asia took part."],
)
def test_a_text_that_stands_by_itself_is_taken(text: str) -> None:
    content = PLAIN.replace(b"Kazakhstan took part.", text.encode())
    check(read_values(content, "f"), content, "f")


# ---------------------------------------------------------------- near names


def test_near_words_are_offered_else_few_are_listed_else_the_other_clause() -> None:
    few = [f"w{n:03}" for n in range(MOST_LISTED)]
    for word, words, said in (
        ("bridge", iter(["bridges", "steel"]), "did you mean bridges?"),
        ("xyz", few, "choose one of: " + ", ".join(few)),
        ("xyz", [*few, "w999"], "see there"),
        ("xyz", ["steel"], "choose one of: steel"),
        ("xyz", [], "see there"),
    ):
        assert suggestion(word, words, "see there") == said
    assert suggestion("bridge", [f"bridge{n}" for n in range(4)], "").count(" or ") == 2


def test_among_very_many_words_only_some_that_begin_alike_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Comparing takes time by length times length, for each of a file's problems."""
    compared: list[list[str]] = []
    compare = difflib.get_close_matches

    def watched(word: str, words: list[str], **options: float) -> list[str]:
        compared.append(words)
        return compare(word, words, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(difflib, "get_close_matches", watched)
    many = [f"w{n}" for n in range(20 * MANY_WORDS)]
    assert suggestion("brigde", [*many, "bridge"], "none") == "did you mean bridge?"
    assert suggestion("ridge", [*many, "bridge"], "none") == "none"
    assert suggestion("ridge", [*many[: MANY_WORDS - 1], "bridge"], "none") != "none"
    deals = [f"steel-deal-{n}" for n in range(200)]
    assert suggestion("stel-deal-153", deals, "none").startswith("did you mean steel-deal-153")
    suggestion("w1", many, "none")
    suggestion("x" * 60, ["x" * 60 + str(n) for n in range(20 * MANY_WORDS)], "none")
    assert all(len(words) <= MANY_WORDS for words in compared)
    assert len(compared[-1]) == 10


def test_a_near_name_is_offered_among_thousands() -> None:
    record = b"  - {id: %s, title: V, text: A view., as_of: 2026, related: [%s]}\n"
    unknown = b"".join(record % (b"view-%d" % n, b"kazakhstan") for n in range(2000))
    unknown += record % (b"colour-of-bridges", b"kazakhstan")
    unknown += record % (b"last", b"color-of-bridges")
    (found,) = problems(PLAIN + b"unknown:\n" + unknown)
    assert "did you mean colour-of-bridges?" in found


# ---------------------------------------------------------------- parts of parts


def documents(*parts: tuple[str, str]) -> dict[str, object]:
    """A dataset of documents, each a part of another one."""
    rows = [
        {"id": key, "title": "t", "text": "t", "type": "other", "part_of": whole}
        for key, whole in parts
    ]
    return {"meta": {"as_of": "2026-01-01"}, "document": rows}


def test_an_id_is_withdrawn_once() -> None:
    twice = b"withdrawn:\n" + b"  - {id: old-one, why: It was wrong.}\n" * 2
    (found,) = problems(PLAIN + twice)
    assert "'old-one' is withdrawn twice; remove one of them" in found


def test_a_reference_to_what_is_withdrawn_tells_what_replaced_it() -> None:
    old = {"id": "old-one", "why": "Twice.", "replaced_by": ["a", "b"]}
    withdrawn = {"withdrawn": [old, {"id": "gone", "why": "Nobody saw it."}]}
    root = documents(("a", "old-one"), ("b", "gone")) | withdrawn
    cures = {where: cure for where, _, cure in broken_links(root) if where[-1] == "part_of"}
    assert list(cures.values()) == ["it is withdrawn; name a or b", "it is withdrawn; name another"]


def test_a_dispute_about_a_country_names_it_among_its_countries() -> None:
    rows = {
        "country": [{"id": "kazakhstan", "title": "t", "text": "t"}],
        "dispute": [{"id": "d", "title": "t", "about": ["kazakhstan"], "positions": []}],
    }
    told = [
        path
        for path, message, _ in broken_links({"meta": {"as_of": "2026"}} | rows)
        if "lacks 'kazakhstan'" in message
    ]
    assert told == [("dispute", 0, "countries")]


@pytest.mark.parametrize(
    ("parts", "whole", "wrong"),
    [
        ((3_000_000_000_000, 2_000), 3_000_000_000_000, 1),
        ((3_000_000_000_000, 2_000), 3_000_000_002_000, 0),
        ((0.1, 0.2), 0.3, 0),
        ((1_000_000_000_000, 0.5), 1_000_000_000_900.5, 1),
    ],
)
def test_sums_are_added_up_exactly(parts: tuple[float, ...], whole: float, wrong: int) -> None:
    of = {"unit": "JPY", "title": "t", "text": "t", "type": "other"}
    rows: list[dict[str, object]] = [
        of | {"id": f"part-{n}", "value": value} for n, value in enumerate(parts)
    ]
    rows.append(of | {"id": "whole", "value": whole, "sum_of": [row["id"] for row in rows]})
    found = broken_links({"meta": {"as_of": "2026-01-01"}, "document": rows})
    assert sum("is not the sum" in message for _, message, _ in found) == wrong


def test_a_sum_is_no_sum_of_itself() -> None:
    rows = [
        {"id": key, "title": "t", "text": "t", "type": "other", "sum_of": [part]}
        for key, part in (("a", "b"), ("b", "a"), ("c", "a"))
    ]
    found = broken_links({"meta": {"as_of": "2026-01-01"}, "document": rows})
    told = [path for path, message, _ in found if "part of itself" in message]
    assert told == [("document", 0, "sum_of"), ("document", 1, "sum_of")]


def test_only_members_of_a_circle_are_told_of_it() -> None:
    root = documents(("a", "b"), ("b", "c"), ("c", "b"), ("d", "a"))
    told = [path[1] for path, message, _ in broken_links(root) if "part of itself" in message]
    assert told == [1, 2]


def test_long_ways_of_parts_are_gone_through_once() -> None:
    """Counted in lines of Python, because a clock depends on what else a machine does."""

    def lines_run(length: int) -> int:
        root = documents(*((f"d{n}", f"d{n + 1}") for n in range(length)))
        count = 0

        def trace(frame: FrameType, event: str, _: object) -> object:
            nonlocal count
            count += event == "line"
            return trace if frame.f_code.co_filename == ingest.__file__ else None

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            assert not any("itself" in message for _, message, _ in broken_links(root))
        finally:
            sys.settrace(before)
        return count

    assert lines_run(800) < 2.2 * lines_run(400)
