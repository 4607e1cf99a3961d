"""Every command answers, fails as documented, and keeps its streams apart."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cajad_cli.commands import COMMANDS
from cajad_cli.words import STOP_WORDS

LOOKUPS = [
    ("overview",),
    ("countries",),
    ("countries", "kz"),
    ("initiative",),
    ("areas",),
    ("areas", "bridges"),
    ("declaration",),
    ("tracker",),
    ("targets",),
    ("commitments",),
    ("deals",),
    ("documents",),
    ("documents", "tiny-declaration"),
    ("timeline",),
    ("statements",),
    ("analysis",),
    ("disputes",),
    ("unknown",),
    ("search", "bridge"),
    ("show", "kazakhstan", "ten-bridges"),
    ("sources",),
    ("sources", "herald"),
    ("export",),
]


@pytest.mark.parametrize("arguments", LOOKUPS, ids=" ".join)
def test_every_lookup_answers_on_the_bundled_data_or_a_file_of_ones_own(run, tiny, arguments):
    result = run(*arguments, "--data", tiny)

    assert result.out
    assert result.err == ""


def test_every_command_is_tried_here():
    tried = {arguments[0] for arguments in LOOKUPS} | {"validate", "cache", "cite", "schema"}

    assert tried == set(COMMANDS)


def test_without_a_command_the_overview_is_shown(run):
    assert run().out == run("overview").out


def test_the_overview_fits_forty_lines(run):
    assert len(run("overview", width=100).out.splitlines()) <= 40


def test_a_composite_view_gives_the_records_of_its_screen_main_one_first(run, tiny):
    def kinds(*arguments: str) -> list[str]:
        return [r["kind"] for r in run(*arguments, "-f", "json", "--data", tiny).json]

    assert kinds("overview") == ["summit", "initiative", "country", "area", "target", "document"]
    assert kinds("initiative") == ["initiative", "area", "commitment"]
    assert kinds("countries", "KZ") == [
        "country",
        "commitment",
        "deal",
        "event",
        "event",
        "statement",
    ]
    assert kinds("areas", "bridges") == ["area", "target", "commitment"]
    assert kinds("tracker") == ["commitment", "event"]
    assert kinds("sources", "courier")[0] == "source"


def test_every_record_in_json_has_the_promised_keys(run, tiny):
    for record in run("export", "--data", tiny).json:
        assert {"id", "kind", "title", "text", "sources"} <= set(record)


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (("commitments", "--country", "Казахстан"), ["first-bridge"]),
        (("commitments", "--area", "Bridges"), ["first-bridge"]),
        (("commitments", "--status", "under way"), ["first-bridge"]),
        (("commitments", "--status", "under-way"), ["first-bridge"]),
        (("commitments", "--trust", "Corroborated"), ["first-bridge"]),
        (("deals", "--trust", "single source"), ["steel-deal"]),
        (("targets", "--trust", "disputed"), ["ten-bridges"]),
        (("timeline", "--from", "2026"), ["ground-broken", "bridge-opening"]),
        (("timeline", "--from", "2026-02"), ["bridge-opening"]),
        (("timeline", "--to", "2026"), ["ground-broken"]),
        (("timeline", "--from", "2026-01-15", "--to", "2026-01-15"), ["ground-broken"]),
        (("timeline", "--from", "2027-05-10"), ["bridge-opening"]),
    ],
)
def test_options_narrow_lists(run, tiny, arguments, ids):
    assert run(*arguments, "-f", "json", "--data", tiny).ids == ids


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "nothing-here"), "there is no record called 'nothing-here'"),
        (("show", "kazakhstan", "xylophone"), "there is no record called 'xylophone'"),
        (("countries", "Atlantis"), "there is no country called 'Atlantis'"),
        (("areas", "xylophone"), "there is no area called 'xylophone'"),
        (("sources", "xylophone"), "there is no source called 'xylophone'"),
        (("search", "xylophone"), "nothing is known of 'xylophone'"),
        (("search", "the"), "'the' has no word to search for"),
        (("commitments", "--country", "Atlantis"), "there is no country called 'Atlantis'"),
        (("commitments", "--status", "done"), "no commitment is on record within these options"),
        (
            ("search", "bridge", "--kind", "summit"),
            "no record answers 'bridge' within these options",
        ),
        (("timeline", "--to", "1999"), "no event is on record within these options"),
    ],
)
def test_what_is_not_found_is_said_on_standard_error_with_code_1(run, tiny, arguments, message):
    plain = run(*arguments, "--data", tiny, expect=1)
    as_json = run(*arguments, "-f", "json", "--data", tiny, expect=1)
    as_csv = run(*arguments, "-f", "csv", "--data", tiny, expect=1)

    assert plain.out == as_csv.out == ""
    assert as_json.out == "[]\n"
    assert plain.err.startswith(f"cajad: {message}")
    assert plain.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("serch",), "there is no command 'serch'; did you mean search?"),
        (("xylophone",), "there is no command 'xylophone'; 'cajad --help' lists them"),
        (("countries", "-f", "jsn"), "--format knows no 'jsn'; did you mean json"),
        (("deals", "--trust", "oficial"), "--trust knows no 'oficial'; did you mean official?"),
        (("commitments", "--status", "over"), "--status knows no 'over'"),
        (("search", "x", "--kind", "dela"), "--kind knows no 'dela'; did you mean deal?"),
        (("targets", "--countrie", "kz"), "cajad targets has no option --countrie; did you mean"),
        (("timeline", "--from", "2025-02-31"), "--from '2025-02-31' is no date; write 2025-12-20"),
        (("timeline", "--from", "soon"), "--from 'soon' is no date; write 2025-12-20"),
        (("timeline", "--from", "2026", "--to", "2025"), "--from is later than --to; swap them"),
        (("search",), "missing argument"),
        (("search", "x", "--limit", "0"), "invalid value for '--limit'"),
        (("show",), "missing argument"),
        (("overview", "extra"), "got unexpected extra argument"),
    ],
)
def test_bad_usage_is_one_plain_sentence_with_code_2(run, arguments, message):
    result = run(*arguments, expect=2)

    assert result.out == ""
    assert result.err.startswith(f"cajad: {message}")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file or directory"),
        ("", "holds no records"),
        ("meta: [", "yaml"),
    ],
)
def test_a_bad_dataset_is_refused_with_code_3(run, tmp_path, content, message):
    file = tmp_path / "bad.yaml"
    if content is not None:
        file.write_text(content)

    result = run("countries", "--data", str(file), expect=3)

    assert result.out == ""
    assert message in result.err


def test_the_dataset_can_be_named_by_the_environment(run, tiny, monkeypatch):
    monkeypatch.setenv("CAJAD_DATA", tiny)

    assert run("targets", "-f", "json").ids == ["ten-bridges"]


def test_one_near_name_is_answered_and_announced(run, tiny):
    result = run("areas", "Bridgs", "-f", "json", "--data", tiny)

    assert result.ids[0] == "bridges"
    assert result.err == "no exact match; showing bridges\n"


def test_a_country_is_known_by_any_iso_code(run, tiny):
    for code in ("KZ", "kaz", "398"):
        assert run("countries", code, "-f", "json", "--data", tiny).ids[0] == "kazakhstan"


def test_validate_tells_once_what_to_do_about_what_is_no_file(run, tmp_path):
    told = run("validate", str(tmp_path), expect=3).err
    assert told.startswith(f"{tmp_path}:1:1: file: is a directory; name a YAML file in it\n")
    assert run("validate", "", expect=3).err == (
        "'':1:1: file: cannot be read: No such file or directory; name another\n"
        "cajad: '' cannot be read: No such file or directory\n"
    )


def test_validate_counts_the_records_of_a_sound_file(run, tiny):
    assert run("validate", tiny).out == f"{tiny}: 17 records, all sound\n"
    assert run("validate", tiny, "--format", "json").json == []


def test_validate_reports_all_problems_as_text_and_as_json(run, tmp_path, tiny):
    file = tmp_path / "bad.yaml"
    file.write_text("meta: {title: x}\nsummit:\n  - id: A b\n")

    text = run("validate", str(file), tiny, expect=3)
    listed = run("validate", str(file), "--format", "json", expect=3)

    assert (
        f"{file}:3:5: id: 'A b' is not an id; write small letters, digits and hyphens" in text.err
    )
    assert "17 records, all sound" in text.out
    assert {"file", "line", "column", "field", "message", "cure"} == set(listed.json[0])
    assert len(listed.json) == text.err.count(f"{file}:")


def test_the_version_tells_program_and_data(run):
    out = run("--version").out

    assert out.startswith("cajad ")
    assert ", data " in out
    assert " as of 20" in out


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_groups_commands_and_shows_examples(run, flag):
    out = run(flag).out

    for group in ("The summit:", "Lists:", "Views, disputes, gaps:", "Find:", "Data:"):
        assert group in out
    assert "Examples:" in out
    assert all(f"  {name} " in out for name in COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_with_an_example(run, name):
    out = run(name, "-h").out

    assert f"cajad {name}" in out
    assert "Examples:" in out


def test_several_ids_are_shown_each_once_or_none(run, tiny):
    twice = run("show", "ten-bridges", "KZ", "kazakhstan", "-f", "json", "--data", tiny)

    assert twice.ids == ["ten-bridges", "kazakhstan"]
    assert run("show", "ten-bridges", "nope-nope", "--data", tiny, expect=1).out == ""


def test_csv_has_a_header_and_a_row_a_record(run):
    rows = list(csv.DictReader(io.StringIO(run("countries", "-f", "csv").out)))

    assert [row["id"] for row in rows] == [
        "japan",
        "kazakhstan",
        "kyrgyzstan",
        "tajikistan",
        "turkmenistan",
        "uzbekistan",
    ]
    assert rows[0]["leader"] == "Sanae Takaichi"


def test_export_gives_every_record_as_json_unless_told(run):
    records = json.loads(run("export").out)

    assert len({record["id"] for record in records}) == len(records) > 500


def test_module_and_console_script_are_the_same_program(process):
    assert process("--version").stdout.startswith(b"cajad ")
    assert process("search", "xylophone").returncode == 1
    assert process("serch").returncode == 2


def test_a_path_through_a_link_is_read_as_the_system_reads_it(run, tiny, tmp_path):
    """`link/..` is where the link leads, not where it stands."""
    (tmp_path / "else" / "dir").mkdir(parents=True)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "link").symlink_to(tmp_path / "else" / "dir")
    (tmp_path / "else" / "data.yaml").write_bytes(Path(tiny).read_bytes())

    assert run("targets", "--data", str(tmp_path / "here" / "link" / ".." / "data.yaml")).out


def test_an_answer_is_whole_or_refused_where_python_does_not_buffer(tmp_path):
    """PYTHONUNBUFFERED, which containers set, and a file that may hold 5 KiB."""
    command = f"ulimit -f 5; exec '{sys.executable}' -m cajad_cli countries -f json > answer"
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
def test_a_completion_that_cannot_be_made_says_nothing(process, words):
    environment = os.environ | {"_CAJAD_COMPLETE": "complete_bash"} | words

    done = process("", env=environment)

    assert done.returncode in (0, 2)
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2024-05", "2024-07"),
        ("2025-03-01", "2025-04-01"),
        ("2026-07-10", "2026-07-15"),
        ("2004", None),
    ],
)
def test_the_timeline_holds_every_event_that_touches_the_time_asked_for(run, start, end):
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


@pytest.mark.parametrize("name", ["Kazahkstan", "Kazakstann"])
def test_no_list_is_narrowed_by_a_guess(run, name):
    result = run("commitments", "--country", name, expect=1)

    assert result.out == ""
    assert result.err == (f"cajad: there is no country called '{name}'; did you mean kazakhstan?\n")


def test_the_variable_names_the_dataset_wherever_the_option_would(run, tiny, monkeypatch):
    bundled = run("--version").out
    monkeypatch.setenv("CAJAD_DATA", tiny)

    assert run().out == run("overview", "--data", tiny).out
    assert run("--version").out != bundled
    monkeypatch.setenv("CAJAD_DATA", "absent.yaml")
    assert "cannot be read" in run(expect=3).err


@pytest.mark.parametrize("option", ["--country", "--area", "--trust"])
def test_a_document_by_its_id_is_not_narrowed(run, tiny, option):
    value = "official" if option == "--trust" else "atlantis"
    result = run("documents", "tiny-declaration", option, value, "--data", tiny, expect=2)

    assert "do not go together" in result.err


def test_words_beyond_the_most_are_told(run):
    texts = sorted((record["text"] for record in run("export").json), key=len)[-2:]
    words = sorted({word.lower() for word in " ".join(texts).split() if word.isalpha()})
    words = [word for word in words if word not in STOP_WORDS][:45]
    result = run("search", *words)

    assert "5 words after the first 40 were passed over\n" in result.err
    assert "passed over" not in run("search", "yen", "bank").err


def test_a_name_of_several_is_no_answer(run):
    result = run("show", "CA+JAD", expect=1)

    assert result.out == ""
    assert "more than one record is called 'CA+JAD'; name one of: " in result.err
    assert run("show", *result.err.partition("name one of: ")[2].strip().split(", ")).out


@pytest.mark.parametrize("name", ["kazahkstan", "uzbekistn", "tajikstan", "japn"])
def test_a_misspelt_country_is_shown_before_what_speaks_of_it(run, name):
    result = run("show", name)

    assert result.err.startswith("no exact match; showing ")
    assert "\ncountry  " in result.out


def test_json_is_json_also_where_little_is_to_be_said(run, tiny, tmp_path, monkeypatch):
    assert run("cite", "atlantis", "--style", "csl-json", "--data", tiny, expect=1).json == []
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    run("targets", "--data", tiny)
    cleared = run("cache", "--clear", "-f", "json").json
    assert cleared == {"directory": str(tmp_path / "cajad"), "removed": 1}
    assert run("cache", "--clear", "-f", "json").json["removed"] == 0


def test_a_hyphen_is_standard_output(run, tiny):
    assert run("export", "-o", "-", "--data", tiny).json == run("export", "--data", tiny).json
    assert run("export", "-o", "-", "-f", "sqlite", "--data", tiny, expect=2).out == ""


def test_without_docstrings_help_says_what_is_missing(process):
    done = process("-h", env=os.environ | {"PYTHONOPTIMIZE": "2"})

    assert done.returncode == 0
    assert b"-OO, which takes most words out of help" in done.stderr
