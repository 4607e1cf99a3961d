"""Every command answers, fails as documented, and keeps its streams apart."""

import os
import re
import subprocess
import sys
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from conftest import TINY, Lookup, Process, Run, lookups

from cajad_cli.cli.commands import COMMANDS
from cajad_cli.text.words import is_idle


def test_without_a_command_the_overview_is_shown(run: Run) -> None:
    assert run().out == run("overview").out


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (("commitments", "--country", "Казахстан"), ["first-bridge"]),
        (("commitments", "--area", "Bridges"), ["first-bridge"]),
        (("commitments", "--status", "under way"), ["first-bridge"]),
        (("commitments", "--status", "under-way"), ["first-bridge"]),
        (("commitments", "--trust", "Single-Source"), ["first-bridge"]),
        (("deals", "--trust", "single source"), ["steel-deal"]),
        (("targets", "--trust", "official"), ["ten-bridges"]),
        (("sources", "--type", "primary"), ["gazette"]),
        (("sources", "--language", "en"), ["herald", "courier"]),
        (("sources", "--type", "press", "--type", "primary", "--language", "ja"), ["gazette"]),
        (("sources", "--country", "KZ", "--type", "press"), ["herald", "courier"]),
        (("timeline", "--from", "2026"), ["ground-broken", "bridge-opening"]),
        (("timeline", "--from", "2026-02"), ["bridge-opening"]),
        (("timeline", "--to", "2026"), ["ground-broken"]),
        (("timeline", "--from", "2026-01-15", "--to", "2026-01-15"), ["ground-broken"]),
        (("timeline", "--from", "2027-05-10"), ["bridge-opening"]),
    ],
)
def test_options_narrow_lists(
    run: Run, tiny: str, arguments: tuple[str, ...], ids: list[str]
) -> None:
    assert run(*arguments, "-f", "json", "--data", tiny).ids == ids


@pytest.mark.parametrize(
    ("lookup", "option", "one", "other"),
    [
        ("deals", "-c", "kz", "Oʻzbekiston"),
        ("commitments", "--area", "connectivity", "HRD"),
        ("commitments", "--status", "under-way", "announced"),
        ("timeline", "--trust", "official", "single-source"),
        ("search japan -n 1000", "-k", "commitment", "deal"),
        ("search japan -n 1000", "-c", "kg", "tj"),
    ],
)
def test_a_repeated_option_means_any_of_its_values(
    run: Run, lookup: str, option: str, one: str, other: str
) -> None:
    def ids(*values: str) -> set[str]:
        options = [part for value in values for part in (option, value)]
        return set(run(*lookup.split(), *options, "-f", "json").ids)

    assert ids(one) - ids(other)
    assert ids(other) - ids(one)
    assert ids(one, other) == ids(other, one) == ids(one) | ids(other)


def test_options_of_different_names_narrow_together(run: Run) -> None:
    def ids(*options: str) -> set[str]:
        return set(run("commitments", *options, "-f", "json").ids)

    both = ids("-c", "kz", "-c", "uz", "--status", "under-way", "--status", "done")
    assert both == ids("-c", "kz", "-c", "uz") & ids("--status", "under-way", "--status", "done")
    assert ids("-c", "kz") > both & ids("-c", "kz") > set()


def test_what_is_a_countrys_own_comes_before_what_it_shares_with_many(run: Run) -> None:
    """With more than two, that is: what two share is of the two."""
    told_apart = set()
    for command in ("commitments", "deals", "documents", "unknown"):
        for name in run("countries", "-f", "json").ids:
            shown = run(command, "-c", name, "-f", "json", expect=None).json
            assert shown == sorted(shown, key=lambda record: len(record["countries"]) > 2)
            for most in (1, 3):
                if shown != sorted(shown, key=lambda record: len(record["countries"]) > most):
                    told_apart.add(most)
    assert told_apart == {1, 3}


def test_the_participants_are_counted_with_what_at_most_two_share(run: Run) -> None:
    promises = run("export").json
    promises = [one for one in promises if one["kind"] in ("commitment", "deal")]
    by_id = {one["id"]: one for one in promises}
    screen = run("countries", width=160).out
    told_apart = set()
    for country in run("countries", "-f", "json").json:
        row = rf"^{country['title']} .*?  +(\d+)(?: +\d+)+? +(\d+) +(\d+)$"
        shown = re.search(row, screen, re.MULTILINE)
        assert shown, country["id"]
        counts = Counter(
            (one["kind"], most)
            for one in promises
            for most in (1, 2, 3)
            if country["id"] in one.get("countries", ())
            and len(one["countries"]) <= most
            # What is a part is counted with its whole alone.
            and by_id.keys().isdisjoint([*one.get("counted_in", ()), one.get("part_of", "")])
        )
        told = int(shown[1]) + int(shown[2]), int(shown[3])
        assert told == (counts["commitment", 2], counts["deal", 2]), country["id"]
        for most in (1, 3):
            if told != (counts["commitment", most], counts["deal", most]):
                told_apart.add(most)
    assert told_apart == {1, 3}


def test_a_briefing_holds_what_two_share_and_nothing_that_many_do(run: Run) -> None:
    told = [run("countries", name, "-f", "json").json[1:] for name in ("kz", "kg", "tj", "uz")]
    assert {len(record["countries"]) for records in told for record in records} == {1, 2}


def test_what_there_is_without_options_is_told_in_the_plural_of_its_kind(run: Run) -> None:
    told = run("analysis", "-c", "tm", "-a", "connectivity", expect=1).err
    assert re.search(r"within these options \(\d+ analyses without them\)", told)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "nothing-here"), "there is no record called 'nothing-here'"),
        (("show", "kazakhstan", "xylophone"), "there is no record called 'xylophone'"),
        (("countries", "Atlantis"), "there is no country called 'Atlantis'"),
        (("areas", "xylophone"), "there is no area called 'xylophone'"),
        (("sources", "xylophone"), "there is no source called 'xylophone'"),
        (("search", "xylophone"), "no record holds the word 'xylophone'"),
        (("search", "the"), "'the' has no word to search for"),
        (("commitments", "--country", "Atlantis"), "there is no country called 'Atlantis'"),
        (("commitments", "-c", "kz", "-c", "Atlantis"), "there is no country called 'Atlantis'"),
        (("commitments", "--status", "done"), "no commitment is on record within these options"),
        (
            ("search", "bridge", "--kind", "summit"),
            "no record answers 'bridge' within these options",
        ),
        (("timeline", "--to", "1999"), "no event is on record within these options (2 events"),
        (
            ("deals", "-c", "jp"),
            "no deal of Japan is on record (1 deal of others); 'cajad japan' has",
        ),
        (("commitments", "--silent"), "no promise within these options is known to be silent"),
        (("disputes", "--open"), "no dispute is on record within these options (1 dispute without"),
        (("money", "-c", "jp"), "no sum of money is on record within these options"),
        (("names", "xylophone"), "no record of that name tells what it is called in"),
        (("compare", "kz", "Atlantis"), "there is no country called 'Atlantis'"),
    ],
)
def test_what_is_not_found_is_said_on_standard_error_with_code_1(
    run: Run, tiny: str, arguments: tuple[str, ...], message: str
) -> None:
    """Standard output stays empty, but for JSON, which is JSON also then."""
    for form in ("table", "json", "jsonl", "csv", "tsv", "markdown", "yaml"):
        result = run(*arguments, "-f", form, "--data", tiny, expect=1)
        assert result.out == ("[]\n" if form == "json" else "")
        assert result.err.startswith(f"cajad: {message}")
        assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("serch",), "there is no command 'serch'; did you mean search?"),
        (("countries", "-f", "jsn"), "--format knows no 'jsn'; did you mean json"),
        (("deals", "--trust", "oficial"), "--trust knows no 'oficial'; did you mean official?"),
        (
            ("targets", "--trust", "single"),
            "--trust knows no 'single'; did you mean single-source?",
        ),
        (("commitments", "--status", "over"), "--status knows no 'over'"),
        (("commitments", "--status", "done", "--status", "over"), "--status knows no 'over'"),
        (("search", "x", "--kind", "dela"), "--kind knows no 'dela'; did you mean deal?"),
        (("targets", "--countrie", "kz"), "cajad targets has no option --countrie; did you mean"),
        (("timeline", "--from", "2025-02-31"), "--from '2025-02-31' is no date; write 2025-12-20"),
        (("timeline", "--from", "soon"), "--from 'soon' is no date; write 2025-12-20"),
        (("timeline", "--from", "2026", "--to", "2025"), "--from is later than --to; swap them"),
        (("search",), "missing argument"),
        (("search", "x", "--limit", "0"), "invalid value for '--limit'"),
        (("show",), "missing argument"),
        (("overview", "extra"), "cajad overview takes no such words; did you mean cajad search"),
        (("documents", "x", "--country", "kz"), "a name and options that narrow the list do not"),
        (("documents", "x", "--trust", "official"), "a name and options that narrow the list do"),
        (("sources", "x", "--type", "press"), "a name and options that narrow the list do not go"),
        (("compare", "kz"), "two or three countries can be compared; name so many"),
        (("compare", "kz", "uz", "tj", "tm"), "two or three countries can be compared"),
        (("compare", "kz", "Kazakhstan"), "two or three countries can be compared"),
        (("--json",), "cajad has no option --json; did you mean --format json?"),
        (("page", "kz", "-o"), "option '-o' requires an argument; 'cajad page --help' shows how"),
        (("export", "to", "csv"), "cajad export takes no such words; 'cajad export --help' shows"),
        (("countries", "—x", "kz"), "cajad countries takes no such words; 'cajad countries --help"),
        (("sources", "--type", "pres"), "--type knows no 'pres'; did you mean press"),
    ],
)
def test_bad_usage_is_one_plain_sentence_with_code_2(
    run: Run, arguments: tuple[str, ...], message: str
) -> None:
    result = run(*arguments, expect=2)

    assert result.out == ""
    assert result.err.startswith(f"cajad: {message}")
    assert result.err.count("\n") == 1


def test_words_behind_a_command_that_takes_none_are_given_one_that_does(run: Run) -> None:
    for typed, meant in (
        ("disputes two words", "search two words --kind dispute"),
        ("analysis Yomiuri", "search Yomiuri --kind analysis"),
        ("timeline 2026", "timeline --from 2026 --to 2026"),
        ("tracker progress", "search progress"),
        ("overview search yen", "search yen"),
        ("commitments under way", "commitments --status under-way"),
        ("timeline before 2010", "timeline --to 2009"),
        ("timeline until 2010", "timeline --to 2010"),
        ("tracker stalled", "commitments --status stalled"),
        ("commitments silent", "commitments --silent"),
        ("deals single source", "deals --trust single-source"),
    ):
        assert f"did you mean cajad {meant}?\n" in run(*typed.split(), expect=2).err
        run(*meant.split(), expect=None)


# ---------------------------------------------------------------- other datasets


# But for those that are told a file as their argument, and the schema, which is the model's.
ASKING = [look for look in lookups() if "{yaml}" not in look.tiny and look.command != "schema"]


@pytest.mark.parametrize("lookup", ASKING, ids=lambda lookup: lookup.name)
def test_the_variable_names_the_dataset_wherever_the_option_would(
    run: Run, lookup: Lookup, tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = lookup.filled(lookup.tiny, file=tmp_path / "new")
    monkeypatch.setenv("CAJAD_DATA", "absent.yaml")

    assert "absent.yaml cannot be read: No such file" in run(*arguments, expect=3).err
    told = run(*arguments, "--data", tiny).err
    # What page it opens stands beside the address, and what is written beside nothing.
    assert told == "" or lookup.command == "open" or told.startswith("wrote ")
    assert "CAJAD_DATA" not in told


def test_the_variable_names_what_is_validated_and_whose_version_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = run("--version").out
    bad = tmp_path / "bad.yaml"
    bad.write_text("meta: {title: x}\n")
    monkeypatch.setenv("CAJAD_DATA", str(bad))

    assert run("validate", expect=3).err.startswith(f"{bad}:1:")
    assert run("validate", str(TINY)).out == f"{TINY}: 19 records, all sound\n"
    assert run("--version", expect=3).out == ""
    monkeypatch.setenv("CAJAD_DATA", str(TINY))
    assert run("validate").out == f"{TINY}: 19 records, all sound\n"
    assert "data 0.1.0 as of 2026-03-01" in run("--version").out != bundled


def test_a_path_through_a_link_is_read_as_the_system_reads_it(run: Run, tmp_path: Path) -> None:
    """`link/..` is where the link leads, not where it stands."""
    (tmp_path / "else" / "dir").mkdir(parents=True)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "link").symlink_to(tmp_path / "else" / "dir")
    (tmp_path / "else" / "data.yaml").write_bytes(TINY.read_bytes())

    assert run("targets", "--data", str(tmp_path / "here" / "link" / ".." / "data.yaml")).out


# ---------------------------------------------------------------- names


def test_one_near_name_is_answered_and_announced(run: Run, tiny: str) -> None:
    result = run("areas", "Bridgs", "-f", "json", "--data", tiny)

    assert result.ids[0] == "bridges"
    assert result.err == "no exact match; showing bridges\n"


def test_a_country_is_known_by_any_iso_code(run: Run, tiny: str) -> None:
    for code in ("KZ", "kaz", "398"):
        assert run("countries", code, "-f", "json", "--data", tiny).ids[0] == "kazakhstan"


def test_several_ids_are_shown_each_once_or_none(run: Run, tiny: str) -> None:
    twice = run("show", "ten-bridges", "KZ", "kazakhstan", "-f", "json", "--data", tiny)

    assert twice.ids == ["ten-bridges", "kazakhstan"]
    assert run("show", "ten-bridges", "nope-nope", "--data", tiny, expect=1).out == ""


@pytest.mark.parametrize("name", ["Kazahkstan", "Kazakstann"])
def test_no_list_is_narrowed_by_a_guess(run: Run, name: str) -> None:
    result = run("commitments", "--country", name, expect=1)

    assert result.out == ""
    assert result.err == f"cajad: there is no country called '{name}'; did you mean kazakhstan?\n"


def test_a_name_of_several_is_no_answer(run: Run) -> None:
    result = run("show", "МИД", expect=1)

    assert result.out == ""
    assert "more than one record is called 'МИД'; name one of: " in result.err
    assert run("show", *result.err.partition("name one of: ")[2].strip().split(", ")).out


@pytest.mark.parametrize("name", ["kazahkstan", "uzbekistn", "tajikistn", "japn"])
def test_a_misspelt_country_is_shown_before_what_speaks_of_it(run: Run, name: str) -> None:
    result = run("show", name)

    assert result.err.startswith("no exact match; showing ")
    assert result.out.partition("\n")[0].split()[1:-1] == ["country", "·"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Kirgyzstan", "countries kyrgyzstan"),
        ("Turkmenistn", "countries turkmenistan"),
        ("Киргызстан", "countries kyrgyzstan"),
        ("ウズベクスタン", "countries uzbekistan"),
        ("Conectivity", "show connectivity"),
        ("Turkmenistn Japn", "compare turkmenistan japan"),
    ],
)
def test_a_name_misspelt_by_a_letter_is_enough(run: Run, typed: str, meant: str) -> None:
    result = run(*typed.split())

    assert result.out == run(*meant.split()).out
    assert result.err == f"no match for {typed}; showing the nearest\ncajad {meant}\n"


@pytest.mark.parametrize(
    "typed", ["HELP money", "Version", "Money kg", "Search yen", "Compare kz uz", "Help Money"]
)
def test_a_command_in_capitals_is_the_command(run: Run, typed: str) -> None:
    assert run(*typed.split()).out == run(*typed.lower().split()).out


# Not each word is a name, or records hold the word or one that is no name.
@pytest.mark.parametrize("typed", ["Kyrgyzstann grants", "gallum", "pakistan"])
def test_what_is_near_no_one_name_is_searched_for(run: Run, typed: str) -> None:
    assert f"cajad search {typed}\n" in run(*typed.split()).err


def test_a_capital_behind_a_list_is_said_to_stand_for_its_country(run: Run) -> None:
    for name, place in (("commitments", " --kind commitment"), ("timeline", "")):
        told, command, *_ = run(name, "Astana").err.splitlines()

        assert told == f"Astana is taken for its country; for the place: cajad search Astana{place}"
        assert command == f"cajad {name} --country kazakhstan"
    assert "place" not in run("deals", "kz").err


def test_words_beyond_the_most_are_told(run: Run) -> None:
    texts = sorted((record["text"] for record in run("export").json), key=len)[-2:]
    words = sorted({word.lower() for word in " ".join(texts).split() if word.isalpha()})
    words = [word for word in words if not is_idle(word)][:45]

    assert "5 words after the first 40 were ignored\n" in run("search", *words).err
    assert run("search", "yen", "bank").err == ""


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2024-05", "2024-07"),
        ("2025-03-01", "2025-04-01"),
        ("2026-07-10", "2026-07-15"),
        ("2004", None),
    ],
)
def test_the_timeline_holds_every_event_that_touches_the_time_asked_for(
    run: Run, start: str, end: str | None
) -> None:
    """Against a comparison of the ends, written out to days."""

    def days(date: str) -> tuple[str, str]:
        first, _, last = date.partition("/")
        last = last or first
        return (first + "-01-01")[:10], last + {4: "-12-31", 7: "-31"}.get(len(last), "")

    options = ["--from", start, *(["--to", end] if end else [])]
    given = run("timeline", *options, "-f", "json").ids
    low, high = days(start)[0], days(end or "9999")[1]
    events = [record for record in run("export").json if record["kind"] == "event"]
    touching = {e["id"] for e in events if days(e["date"])[0] <= high and days(e["date"])[1] >= low}

    assert set(given) == touching


# ---------------------------------------------------------------- validate


def test_validate_tells_once_what_to_do_about_what_is_no_file(run: Run, tmp_path: Path) -> None:
    told = run("validate", str(tmp_path), expect=3).err
    assert told.startswith(f"{tmp_path}:1:1: file: is a directory; name a YAML file in it\n")
    assert run("validate", "", expect=3).err == (
        "'':1:1: file: cannot be read: No such file or directory; name another\n"
        "cajad: '' cannot be read: No such file or directory\n"
    )


def test_validate_reports_all_problems_as_text_and_as_json(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("meta: {title: x}\nsummit:\n  - id: A b\n")

    text = run("validate", str(file), str(TINY), expect=3)
    listed = run("validate", str(file), "--format", "json", expect=3)

    assert f"{file}:3:5: id: 'A b' is not an id; write small letters, digits and" in text.err
    assert text.out == f"{TINY}: 19 records, all sound\n"
    assert {"file", "line", "column", "field", "message", "cure"} == set(listed.json[0])
    assert len(listed.json) == text.err.count(f"{file}:")
    assert run("validate", str(TINY), "--format", "json").json == []


# ---------------------------------------------------------------- help


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_groups_commands_and_shows_examples(run: Run, flag: str) -> None:
    out = run(flag).out

    for group in ("The summit:", "Lists:", "Views, disputes, gaps:", "Find:", "Data:", "Examples:"):
        assert group in out
    assert all(f"  {name} " in out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_of_help_answers(
    run: Run, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the shell: what needs quotes is quoted otherwise in each."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.yaml").write_bytes(TINY.read_bytes())
    monkeypatch.setattr("webbrowser.open", lambda _: True)
    if name == "validate":
        monkeypatch.delenv("CAJAD_DATA")
    out = run(name, "-h").out

    assert f"cajad {name}" in out
    for example in COMMANDS[name].examples:
        assert f"  {example}\n" in out
        assert not set(example) & set("'\"`$\\")
        (tmp_path / "summit.db").unlink(missing_ok=True)
        run(*example.partition(" > ")[0].split()[1:])


# ---------------------------------------------------------------- the process


def test_module_and_console_script_are_the_same_program(process: Process) -> None:
    assert process("--version").stdout.startswith(b"cajad ")
    assert process("search", "xylophone").returncode == 1
    assert process("serch").returncode == 2


def test_an_answer_is_whole_or_refused_where_python_does_not_buffer(tmp_path: Path) -> None:
    """PYTHONUNBUFFERED, which containers set, and a file that may hold 5 KiB.

    No .pyc is written, of which half would stay.
    """
    command = f"ulimit -f 5; exec '{sys.executable}' -B -m cajad_cli countries -f json > answer"
    done = subprocess.run(
        ["bash", "-c", command],
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 4
    assert b"could not be written" in done.stderr


@pytest.mark.parametrize(
    "words", [{"COMP_WORDS": "cajad show \udcff", "COMP_CWORD": "2"}, {}, {"COMP_CWORD": "x"}]
)
def test_a_completion_that_cannot_be_made_says_nothing(
    process: Process, words: dict[str, str]
) -> None:
    environment = os.environ | {"_CAJAD_COMPLETE": "complete_bash"} | words

    done = process("", env=environment)

    assert done.returncode in (0, 2)
    assert done.stderr == b""


def test_the_other_name_of_a_list_takes_a_country(run: Run) -> None:
    told = run("promises", "kyrgyzstan", "-f", "json")
    assert told.ids == run("commitments", "-c", "kg", "-f", "json").ids
    assert "search promises of banks" in run("promises", "of", "banks", expect=None).err
    # These take a name of a document or of a source as well.
    for typed in ("documents", "papers", "sources", "references"):
        assert run(typed, "kz").out == run(typed, "-c", "kz").out
    for one, many in (("deal", "deals"), ("source", "sources"), ("event", "timeline")):
        assert run(one, "kz").out == run(many, "-c", "kz").out
    assert run("deal", "with", "dushanbe", "-f", "json").ids
    both = run("promises", "kz", "uz", "-f", "json").ids
    assert both == run("commitments", "-c", "kz", "-c", "uz", "-f", "json").ids
    assert run("-fjson").out == run("overview", "-f", "json").out


def test_a_country_with_its_leader_or_capital_is_the_country(run: Run) -> None:
    briefing = run("kazakhstan").out
    for typed in ("kazakhstan tokayev", "Astana Kazakhstan", "Казахстан Токаев", "KZ KAZ"):
        assert run(*typed.split()).out == briefing


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("O‘zbekiston Respublikasi", "uzbekistan"),
        ("O´zbekiston", "uzbekistan"),
        ("Қазақстан Республикасы", "kazakhstan"),
        ("Ҷумҳурии Тоҷикистон", "tajikistan"),
    ],
)
def test_a_country_is_known_by_its_own_name_for_itself(name: str, key: str, run: Run) -> None:
    assert run(name, "-f", "json").ids[0] == key


def test_each_of_several_bodies_is_named(run: Run) -> None:
    bodies = ("JICA", "JBIC", "JOGMEC")
    each = [run("names", body, "-f", "json").ids for body in bodies]
    assert sorted(run("names", *bodies, "-f", "json").ids) == sorted(chain.from_iterable(each))
    assert len(run("names", "Japan", "Ministry of Foreign Affairs of Japan", "-f", "json").ids) == 2
    assert "holds 'nosuch'" in run("names", "JICA", "nosuch").err
    assert run("names", "jikca").err == "no match for jikca; showing jica\n"


def test_what_people_call_a_style_or_a_kind_is_understood(run: Run) -> None:
    assert (
        run("cite", "next-summit", "-f", "latex").out
        == run("cite", "next-summit", "--style", "bibtex").out
    )
    promises = run("search", "yen", "-k", "commitment", "-f", "json").ids
    for kind in ("promise", "Promises", "commitments"):
        assert run("search", "yen", "-k", kind, "-f", "json").ids == promises


def test_a_list_that_takes_no_area_is_not_narrowed_by_one(run: Run) -> None:
    assert (
        "there is no source called 'connectivity'" in run("sources", "connectivity", expect=1).err
    )
    assert run("documents", "connectivity").out == run("documents", "-a", "connectivity").out


def test_a_value_given_twice_is_told_once(run: Run) -> None:
    shown = run("deals", "-c", "kz", "-c", "Kazakhstan").out
    assert shown == run("deals", "-c", "kz").out


def test_what_never_pages_is_asked_for_no_pager_in_vain(run: Run) -> None:
    cited = run("--no-pager", "cite", "next-summit")
    assert cited.out == run("cite", "next-summit").out
    assert run("--no-pager", "--version").out == run("--version").out


def test_behind_two_hyphens_without_a_command_is_a_search(run: Run) -> None:
    wanted = run("search", "-f", "json", "--", "yen", "-kazakhstan").ids
    assert run("--", "yen", "-kazakhstan").out == run("search", "--", "yen", "-kazakhstan").out
    assert wanted


def test_a_language_may_be_named_or_coded(run: Run) -> None:
    coded = run("sources", "--language", "ja", "-f", "json").ids
    for name in ("JA", "Japanese", "japanese"):
        assert run("sources", "--language", name, "-f", "json").ids == coded


def test_a_command_in_capitals_takes_a_file(run: Run) -> None:
    assert run("Validate", str(TINY)).out == run("validate", str(TINY)).out
    assert run("help", "promises").out == run("help", "commitments").out


@pytest.mark.parametrize(
    ("key", "title", "russian", "typed"),
    [
        ("poland", "Poland", "Польша", "-Польша"),
        ("south-korea", "South Korea", "Южная Корея", '-"Южная Корея"'),
        ("ivory-coast", "Côte d'Ivoire", "Кот-д'Ивуар", "-Кот-д'Ивуар"),
    ],
)
def test_a_country_of_ones_own_file_is_left_out_by_its_names(
    key: str, title: str, russian: str, typed: str, run: Run, tmp_path: Path
) -> None:
    text = TINY.read_text("utf-8").replace("Казахстан", russian).replace("Kazakhstan", title)
    file = tmp_path / "own.yaml"
    file.write_text(re.sub(r"\bkazakhstan\b", key, text), "utf-8")
    options = ("--data", str(file), "--limit", "60", "-f", "json")
    every = run("search", *options, "bridge").ids
    left = run("search", *options, "--", "bridge", typed).ids
    assert 0 < len(left) < len(every)
    assert left == run("search", *options, "--", "bridge", f'-"{title}"').ids
