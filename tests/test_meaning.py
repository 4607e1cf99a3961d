"""The name is enough: what is meant by words that are no command."""

import os
import shlex
import shutil
import subprocess
from itertools import product
from pathlib import Path

import pytest
from conftest import TINY, Process, Run, lookups

from cajad_cli.cli.commands import COMMANDS
from cajad_cli.cli.program import meant
from cajad_cli.cli.registry import OPTIONS

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        # All words together the name of one record, in any spelling and script.
        ("turkmenistan", "countries turkmenistan"),
        ("Казахстан", "countries kazakhstan"),
        ("KZ", "countries kazakhstan"),
        ("tokyo-declaration", "show tokyo-declaration"),
        ("Tokyo Declaration", "show tokyo-declaration"),
        ("three trillion yen", "show three-trillion-yen"),
        ("mofa-result", "show mofa-result"),
        ("connectivity", "show connectivity"),
        # Two or three countries.
        ("uzbekistan tajikistan", "compare uzbekistan tajikistan"),
        ("KZ Узбекистан タジキスタン", "compare kazakhstan uzbekistan tajikistan"),
        # Anything else is looked for.
        ("kazakhstan uzbekistan japan tajikistan", "search kazakhstan uzbekistan japan tajikistan"),
        ("kazakhstan yen", "search kazakhstan yen"),
        ("30 trillion", "search 30 trillion"),
        ("bridge", "search bridge"),
        # Words that people put before others.
        ("find yen", "search yen"),
        ("country kz", "countries kz"),
        ("cooperatoin", "search cooperatoin"),
    ],
)
def test_words_mean_a_record_or_countries_or_a_search_and_it_is_told(
    typed: str, command: str, run: Run
) -> None:
    told = run(*typed.split(), "-f", "json")

    assert told.err.splitlines()[0] == f"cajad {command}"
    assert told.out == run(*command.split(), "-f", "json").out
    # The options of the command that it becomes are taken.
    assert run(*typed.split(), width=60).out == run(*command.split(), width=60).out


def test_a_name_of_several_records_is_looked_for(run: Run) -> None:
    told = run("МИД", "-f", "json")

    assert told.err.startswith("cajad search МИД\n")
    assert len(told.json) > 1


def test_a_command_comes_before_a_record_of_its_name(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "named.yaml"
    text = TINY.read_text("utf-8").replace("- Kazakstan\n", "- Tracker\n      - Serch\n")
    file.write_text(text, "utf-8")
    monkeypatch.setenv("CAJAD_DATA", str(file))

    assert run("tracker").out.startswith("What became of the promises")
    # And a record before a command that is misspelt.
    assert run("serch").err == "cajad countries kazakhstan\n"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("contries", "countries"),
        ("serch", "search"),
        ("Deal", "deals"),
        ("trakcer", "tracker"),
        ("cit", "cite"),
        ("serach", "search"),
        ("timelines", "timeline"),
    ],
)
def test_of_a_command_that_is_a_letter_off_nothing_is_run(typed: str, meant: str, run: Run) -> None:
    told = run(typed, "-f", "json", expect=2)

    assert told.out == ""
    assert told.err == f"cajad: there is no command '{typed}'; did you mean {meant}?\n"
    # Beside a country it is not searched for either; what is the list of one lists those of it.
    beside = run(typed, "japan", expect=None)
    listed = beside.err.startswith("cajad deals japan\n")
    assert listed if typed == "Deal" else (beside.code, beside.err) == (2, told.err)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("promises", "commitments"),
        ("Silent", "commitments --silent"),
        ("gaps", "unknown"),
        ("what is not known", "unknown"),
        ("sums", "money"),
    ],
)
def test_a_command_answers_to_other_plain_words(typed: str, meant: str, run: Run) -> None:
    told = run(*typed.split(), "-f", "json")
    assert told.err == f"cajad {meant}\n"
    assert told.out == run(*meant.split(), "-f", "json").out
    # Beside words that name nothing they are words of a search.
    more = run(*typed.split(), "yen", expect=None)
    assert more.err.startswith(f"cajad search {typed} yen\n")


def test_words_behind_a_list_narrow_it(run: Run) -> None:
    for typed, narrowed in (
        ("money kg", "money --country kyrgyzstan"),
        ("tracker kazakhstan", "tracker --country kazakhstan"),
        ("commitments connectivity", "commitments --area connectivity"),
        ("commitments human resource development KZ", ""),
        ("targets human resource development", "targets --area human-resources"),
        ("deals kz uz", "deals --country kazakhstan --country uzbekistan"),
        ("disputes connectivity カザフスタン", "disputes --area connectivity --country kazakhstan"),
    ):
        told = run(*typed.split(), "-f", "json", expect=None)
        if narrowed:
            assert told.err.startswith(f"cajad {narrowed}\n")
            assert told.out == run(*narrowed.split(), "-f", "json", expect=None).out
        else:
            assert "takes no such words; did you mean cajad search human" in told.err


def test_the_overview_takes_its_options_without_its_name(run: Run, tiny: str) -> None:
    whole = run("overview", "-f", "json", "--data", tiny).out
    for options in (["-f", "json", "--data", tiny], [f"--data={tiny}", "--format", "json"]):
        assert run(*options).out == whole
    assert run("--no-pager").out == run("overview").out


def test_options_mean_the_same_before_the_words_and_behind_them(run: Run, tiny: str) -> None:
    for options in (["-f", "json"], [f"--data={tiny}"], ["-fcsv", "--data", tiny, "--no-pager"]):
        for words in (
            ["money"],
            ["kz"],
            ["timeline", "--from", "2026"],
            ["search", "--", "bridge"],
        ):
            end = next((n for n, word in enumerate(words) if word[0] == "-"), len(words))
            behind = run(*words[:end], *options, *words[end:]).out
            assert run(*options, *words).out == behind
    assert run("-f", "json", "export").out == run("export", "-f", "json").out


def test_a_pager_is_refused_before_a_name_as_behind_it(run: Run) -> None:
    assert run("--no-pager", "kyrgyzstan").out == run("kyrgyzstan", "--no-pager").out
    assert run("--no-pager", "tracker").out == run("tracker", "--no-pager").out


def test_what_is_typed_behind_a_list_is_echoed_whole(run: Run) -> None:
    told = run("commitments", "tj", "--occasion", "before", "--status", "under way").err
    assert told == "cajad commitments --occasion before --status under-way --country tajikistan\n"


def test_a_question_is_no_misspelt_command(run: Run) -> None:
    assert run("how", "much", "money", "-f", "json").err == "cajad search how much money\n"
    assert run("compare", "kz", "and", "uz").out == run("compare", "kz", "uz").out


def test_a_search_keeps_its_exit_codes(run: Run) -> None:
    told = run("xylophone", "-f", "json", expect=1)

    assert told.out == "[]\n"
    assert told.err == (
        "cajad search xylophone\ncajad: no record holds the word 'xylophone';"
        " 'cajad help' lists what there is to ask\n"
    )
    told = run("japan", "yen", "--limit", "0", expect=2).err
    assert told.startswith("cajad search japan yen --limit 0\n")
    assert len(run("japan", "yen", "-n", "3", "-f", "json", "-k", "deal").json) == 3


def test_version_and_help_are_what_people_type(run: Run) -> None:
    assert run("version").out == run("--version").out
    assert run("help").out == run("--help").out
    assert run("help", "search").out == run("search", "--help").out
    assert run("help", "nosuch", expect=2).out == ""
    # Beside other words it is a word like others.
    assert run("version", "japan", expect=None).err.startswith("cajad search version japan\n")


def test_the_commands_that_were_are_told_to_be_gone(run: Run) -> None:
    assert "nothing is cached any more" in run("cache", expect=2).err


def test_no_name_is_looked_for_in_the_middle_of_typing(process: Process) -> None:
    """Completion offers commands and records, and no search answers it."""
    done = process(
        env=os.environ
        | {"_CAJAD_COMPLETE": "complete_bash", "COMP_WORDS": "cajad tur", "COMP_CWORD": "1"}
    )
    assert done.stdout.decode().split()[0] == "turkmenistan"
    assert done.stderr == b""


def test_the_data_that_an_option_names_are_asked_and_named_again(
    run: Run, tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for options in (["--data", tiny], [f"--data={tiny}"]):
        told = run("ten-bridges", *options, width=300)
        assert told.err == f"cajad show ten-bridges {shlex.join(options)}\n"
        assert f"cajad cite ten-bridges --data {shlex.quote(tiny)}" in told.out
        told = run("uzbekistan", *options, expect=1)
        assert told.err.startswith("cajad search uzbekistan --data")
    # What the environment names need not be typed again.
    monkeypatch.setenv("CAJAD_DATA", tiny)
    told = run("ten-bridges", width=300)
    assert told.err == "cajad show ten-bridges\n"
    assert "--data" not in told.out
    # A name that a shell would take apart stands in quotes.
    odd = tmp_path / "it's mine.yaml"
    shutil.copy(TINY, odd)
    assert "'\"'\"'s mine.yaml'" in run("KZ", "--data", str(odd), width=300).out


@pytest.mark.parametrize(
    ("typed", "wrong", "meant"),
    [
        ("search yen –limit 5", "cajad search has no option –limit", "--limit"),
        ("search yen —limit=5", "cajad search has no option —limit=5", "--limit"),
        ("search yen −n 5", "cajad search has no option −n", "-n"),
        ("kazakhstan –format json", "cajad search has no option –format", "--format"),
        ("–version", "cajad has no option –version", "--version"),
        ("search yen －－limit 5", "cajad search has no option －－limit", "--limit"),
        ("export -output=x.json", "cajad export has no option -output=x.json", "--output"),
        ("deals -country uz", "cajad deals has no option -country", "--country"),
    ],
)
def test_an_option_with_a_dash_or_a_single_hyphen_is_told(
    typed: str, wrong: str, meant: str, run: Run
) -> None:
    told = run(*typed.split(), expect=2)
    assert told.out == ""
    assert told.err.endswith(f"cajad: {wrong}; did you mean {meant}?\n")


def test_what_begins_with_a_hyphen_or_a_dash_is_looked_for_behind_two_hyphens(run: Run) -> None:
    for typed in (["search", "-5"], ["search", "yen", "-5"], ["-5"]):
        told = run(*typed, expect=2)
        assert told.err.endswith("is looked for behind '--': cajad search -- -5\n")
    assert run("search", "-f", "json", "--", "-5", expect=None).code in (0, 1)
    assert run("search", "--", "yen", "–limit", expect=None).code in (0, 1)
    # A word that is no option is a word.
    assert run("search", "yen", "–bridge", expect=None).code in (0, 1)


# The names of what takes one value: arguments have none, a list narrows to any of its values.
SINGLE = {
    key: names.split()
    for key, type_, _, names, *_ in OPTIONS.values()
    if type_ in ("text", "number")
}


@pytest.mark.parametrize("key", [key for key, names in SINGLE.items() if names])
def test_an_option_of_one_value_is_given_once(
    key: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whatever of its names; else the first would be dropped without a word."""
    monkeypatch.chdir(tmp_path)
    names = SINGLE[key]
    command = next(name for name, spec in COMMANDS.items() if key in spec.options.split())
    for first, second in product(names, names):
        last = [f"{second}=2"] if second.startswith("--") else [f"{second}2"]
        told = run(command, first, "1", *last, expect=2)
        assert told.err == f"cajad: {names[0]} is given twice; give it one value\n"
    assert os.listdir(tmp_path) == []


def test_what_may_be_given_more_than_once_is(run: Run, tiny: str) -> None:
    line = "commitments -c kz -c japan --no-pager --no-pager --data"
    assert run(*line.split(), tiny).out


def test_what_was_withdrawn_is_told_with_what_replaced_it(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "withdrawn.yaml"
    why = "withdrawn:\n  - id: old-bridge\n    why: It was counted twice.\n"
    replaced = "    replaced_by: [first-bridge, ten-bridges]\n  - {id: gone, why: Nobody saw it}\n"
    file.write_text(TINY.read_text("utf-8") + why + replaced, "utf-8")
    said = "cajad: the record old-bridge was withdrawn: It was counted twice; see first-bridge or"
    for command in ("show", "cite", "open"):
        told = run(command, "old-bridge", "--data", str(file), expect=1)
        assert told.err == f"{said} ten-bridges\n"
        told = run(command, "gone", "--data", str(file), expect=1)
        assert told.err == "cajad: the record gone was withdrawn: Nobody saw it\n"
    told = run("old-bridge", "--data", str(file), expect=1)
    assert told.err == f"cajad show old-bridge --data {file}\n{said} ten-bridges\n"


@pytest.mark.parametrize("typed", ["tokyo -declaration", "three -trillion yen", "business –forum"])
def test_what_is_to_be_left_out_is_no_part_of_a_name(run: Run, typed: str) -> None:
    told = run(typed, "-f", "json")
    assert told.err == f'cajad search "{typed}"\n'
    left_out = typed.replace("–", "-").partition("-")[2].split()[0]
    assert all(left_out not in record["title"].lower() for record in told.json)


@pytest.mark.parametrize(
    "line",
    [
        "disputes kazakhstan --open",
        "commitments kz --silent",
        "timeline kz --from '1 Jan 2025' --to 2025",
        "yen --trust official --limit 3",
    ],
)
def test_the_command_that_is_told_gives_the_same_answer(run: Run, line: str) -> None:
    told = run(*shlex.split(line), "-f", "json")
    same = shlex.split(told.err.removeprefix("cajad "))
    assert run(*same, "-f", "json").out == told.out != "[]\n"


def test_on_the_smallest_dataset_every_lookup_answers_or_finds_nothing(
    run: Run, tmp_path: Path
) -> None:
    head = TINY.read_text("utf-8").partition("summit:\n")[0]
    small = "unknown:\n  - {id: a, title: A, text: Nobody knows., as_of: 2026}\n"
    (tmp_path / "small.yaml").write_text(head + small, "utf-8")
    run("compile", str(tmp_path / "small.yaml"))
    file = tmp_path / "small.db"
    for lookup in lookups("records"):
        for form in ("table", "json"):
            told = run(*lookup.tiny, "-f", form, "--data", str(file), expect=None)
            assert told.code in (0, 1), (lookup, told)
            assert told.code == 0 or told.err.startswith("cajad: ")


def test_every_command_is_its_own_meaning() -> None:
    for name in COMMANDS:
        with pytest.raises(Exception, match="did you mean"):
            meant([f"{name}x"])


@pytest.mark.tools
@pytest.mark.parametrize(
    "query",
    ["Japan's promises", "worth $3.7 billion", "oil & gas", "yen -loan", 'loan -"South Korea"'],
)
def test_what_is_told_to_be_asked_asks_the_same_when_it_is_pasted(query: str) -> None:
    first = subprocess.run(["cajad", query, "-f", "json"], capture_output=True, text=True)
    told = first.stderr.splitlines()[0]
    again = subprocess.run(["bash", "-c", f"{told} -f json"], capture_output=True, text=True)
    assert again.stdout == first.stdout
