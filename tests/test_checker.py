"""What is refused in a data file, and how it is told; a new case is a new file in tests/cases."""

from pathlib import Path

import pytest
from conftest import HERE, Run

from cajad_cli import record_rules
from cajad_cli.checker import check
from cajad_cli.errors import BAD_DATA, BadData
from cajad_cli.reader import MAX_PROBLEMS, read_values
from cajad_cli.record_rules import MANY_WORDS, near

CASES = HERE / "cases"
BAD = sorted((CASES / "bad").iterdir())
GOOD = sorted((CASES / "good").iterdir())


def name(file: Path) -> str:
    return file.stem


def problems(content: bytes) -> list[str]:
    """The problems of a data file, without its name before them."""
    with pytest.raises(BadData) as caught:
        check(read_values(content, "f"), content, "f")
    return [str(problem).removeprefix("f:") for problem in caught.value.problems]


@pytest.mark.parametrize("file", BAD, ids=name)
def test_a_broken_rule_is_told_where_it_is_with_its_cure(file: Path) -> None:
    content = file.read_bytes()
    lead = b"# expect: "
    lines = content.split(b"\n")
    expected = [line.removeprefix(lead).decode() for line in lines if line.startswith(lead)]
    assert expected
    assert problems(content) == expected


@pytest.mark.parametrize("file", GOOD, ids=name)
def test_what_breaks_no_rule_is_taken(file: Path) -> None:
    content = file.read_bytes()
    check(read_values(content, "f"), content, "f")


@pytest.mark.parametrize("file", BAD, ids=name)
def test_every_command_refuses_a_broken_file_in_plain_lines(file: Path, run: Run) -> None:
    result = run("countries", "--data", str(file), expect=BAD_DATA)
    assert result.out == ""
    *listed, last = result.err.splitlines()
    assert last.startswith("cajad: ")
    assert all(line.startswith(f"{file}:") for line in listed)
    assert all(line.isprintable() for line in result.err.splitlines())


@pytest.mark.parametrize("file", GOOD, ids=name)
def test_every_good_file_is_compiled_and_read_back_whole(file: Path, run: Run) -> None:
    content = file.read_bytes()
    root = read_values(content, "f")
    written = [
        record["id"] for kind, records in root.items() if kind != "meta" for record in records
    ]
    assert sorted(run("export", "--data", str(file)).ids) == sorted(written)


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    found = problems((CASES / "bad" / "many-at-once.yaml").read_bytes())
    assert len(found) == 5
    assert found == sorted(found, key=lambda problem: int(problem.partition(":")[0]))


def test_problems_without_end_are_cut_short() -> None:
    content = (CASES / "good" / "plain.yaml").read_bytes()
    deals = b"".join(b"  - id: deal-%d\n" % n for n in range(10_000))
    assert len(problems(content + b"deal:\n" + deals)) == MAX_PROBLEMS


def test_near_names_are_offered_among_twenty_thousand_in_no_time() -> None:
    content = (CASES / "good" / "plain.yaml").read_bytes()
    record = b"  - {id: view-%d, title: V, text: A view., as_of: 2026, related: [voew-%d]}\n"
    unknown = b"".join(record % (n, n) for n in range(20_000))
    found = problems(content + b"unknown:\n" + unknown)
    assert len(found) == MAX_PROBLEMS


def test_a_near_name_is_offered_among_thousands() -> None:
    content = (CASES / "good" / "plain.yaml").read_bytes()
    record = b"  - {id: %s, title: V, text: A view., as_of: 2026, related: [%s]}\n"
    unknown = b"".join(record % (b"view-%d" % n, b"kazakhstan") for n in range(5000))
    unknown += record % (b"colour-of-bridges", b"kazakhstan")
    unknown += record % (b"last", b"color-of-bridges")
    (found,) = problems(content + b"unknown:\n" + unknown)
    assert "did you mean colour-of-bridges?" in found


PLAIN = (CASES / "good" / "plain.yaml").read_bytes()


def test_the_records_of_all_kinds_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_rules, "MAX_RECORDS", 3)
    check(read_values(PLAIN, "f"), PLAIN, "f")
    monkeypatch.setattr(record_rules, "MAX_RECORDS", 2)
    (found,) = problems(PLAIN)
    assert found.endswith(":1: source: brings the file above 2 records; split the file")


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
    + ["Item one was known.", "Thistles and a snowy year."],
)
def test_a_text_that_stands_by_itself_is_taken(text: str) -> None:
    content = PLAIN.replace(b"Kazakhstan took part.", text.encode())
    check(read_values(content, "f"), content, "f")


def test_near_words_are_offered_else_few_are_listed_else_none() -> None:
    few = [f"w{n:03}" for n in range(15)]
    assert near("bridge", ["bridges", "steel"]) == "did you mean bridges?"
    assert near("bridge", ["bridges", "steel", "bridged"]) in (
        "did you mean bridges or bridged?",
        "did you mean bridged or bridges?",
    )
    assert near("xyz", few) == "choose one of: " + ", ".join(few)
    assert near("xyz", [*few, "w015"]) == "see CONTRIBUTING for what may stand here"
    assert near("xyz", ["steel"]) == "choose one of: steel"
    assert near("bridge", [f"bridge{n}" for n in range(4)]).count(" or ") == 2
    assert near("xyz", []) == "see CONTRIBUTING for what may stand here"
    assert near("bridge", iter(["bridges"])) == "did you mean bridges?"


def test_among_very_many_words_only_those_that_begin_alike_are_looked_at() -> None:
    many = [f"w{n}" for n in range(MANY_WORDS - 1)]
    assert near("ridge", [*many, "bridge"]) == "did you mean bridge?"
    assert near("ridge", [*many, "bridge", "w"]) == "see CONTRIBUTING for what may stand here"
    assert near("xyz", [*many, "xylophone"]) == "see CONTRIBUTING for what may stand here"
    assert near("brigde", [*many, "bridge", "w"]) == "did you mean bridge?"


def test_long_ways_of_parts_are_checked_in_linear_time():
    """Twenty thousand documents, each a part of the next."""
    from time import perf_counter

    from cajad_cli.link_rules import broken_links

    chain = [
        {"id": f"d{n}", "title": "t", "text": "t", "type": "other", "part_of": f"d{n + 1}"}
        for n in range(20_000)
    ]
    root = {"meta": {"as_of": "2026-01-01"}, "document": chain}

    began = perf_counter()
    findings = list(broken_links(root))

    assert perf_counter() - began < 5
    assert sum("part of itself" in message for _, message, _ in findings) == 0


def test_only_members_of_a_circle_are_told_of_it():
    from cajad_cli.link_rules import broken_links

    documents = [
        {"id": key, "title": "t", "text": "t", "type": "other", "part_of": whole}
        for key, whole in (("a", "b"), ("b", "c"), ("c", "b"), ("d", "a"))
    ]
    root = {"meta": {"as_of": "2026-01-01"}, "document": documents}

    told = [path[1] for path, message, _ in broken_links(root) if "part of itself" in message]

    assert told == [1, 2]
