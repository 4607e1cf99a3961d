"""What is refused in a data file, and how it is told; a new case is a new file in tests/cases."""

from pathlib import Path

import pytest
from conftest import HERE, Run

from cajad_cli.checker import check
from cajad_cli.errors import BAD_DATA, BadData
from cajad_cli.reader import MAX_PROBLEMS, read_values

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
