"""Every format of every command parses with a standard parser, and they all say the same."""

import csv
import io
import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from conftest import TINY, Lookup, Run, lookups
from markdown_it import MarkdownIt

from cajad_cli.model import KINDS
from cajad_cli.render.formats import FORMULA_STARTS, WRITERS, cell, markdown_text
from cajad_cli.text.safe import escaped

EXPORTED = [*lookups("records"), *(one for one in lookups("text") if one.command == "export")]
# One record with everything that a format has to keep apart from its own signs.
AWKWARD: dict[str, Any] = {
    "id": "awkward",
    "kind": "event",
    "title": '"quoted", and [bracketed] | *starred* `code` <b> & a_b_ ~~struck~~ # $1 to $2',
    "text": "=1+1",
    "value": -3,
    "note": "-3",
    "unit": "＝cmd",
    "names": {"ja": "カザフスタン", "no": "NO"},
    "aliases": ["null", "12:30", "1.10", "a; b"],
    "date": "2025-12-20",
    "sources": [{"id": "one", "locator": "p. 1", "backs": ["title", "text"]}],
    "positions": [{"says": "ten", "sources": ["one", "two"]}],
}


def parse_table(text: str) -> list[dict[str, str]]:
    """The cells of a pipe table, as a CommonMark parser with tables reads them."""
    rows: list[list[str]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            assert {child.type for child in token.children or ()} <= {
                "text",
                "text_special",
                "link_open",
                "link_close",
            }
            rows[-1].append("".join(child.content for child in token.children or ()))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def parse_document(text: str) -> list[dict[str, Any]]:
    """The records of a table, or of a document with a heading and a table for each kind."""
    records = []
    for part in text.split("## "):
        heading, _, rest = part.partition("\n\n")
        rows = parse_table(rest or part)
        if rows and "Field" in rows[0]:
            rows = [{row["Field"]: row["Value"] for row in rows}]
        kinds = [kind.name for kind in KINDS.values() if kind.plural == heading.lower()]
        assert not rest or {row.get("kind", kinds[0]) for row in rows} == set(kinds)
        records += rows
    return records


def parse(form: str, text: str) -> list[dict[str, Any]]:
    """The records that a text of a format holds."""
    if form == "json":
        return list(json.loads(text))
    if form == "jsonl":
        return [json.loads(line) for line in text.split("\n")[:-1]]
    if form == "yaml":
        return list(yaml.load(text, Loader=yaml.CSafeLoader))
    if form == "markdown":
        return parse_document(text)
    delimiter = "\t" if form == "tsv" else ","
    text = text.removeprefix("\ufeff") if form == "csv-bom" else text
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def in_a_cell(value: Any, spreadsheet: bool) -> str:
    """What a cell of the value shows."""
    text = cell(value)
    if text.startswith("http"):
        return unquote(text)  # CommonMark shows its letters, a spreadsheet gets no formula
    unsafe = spreadsheet and isinstance(value, str) and text.startswith(FORMULA_STARTS)
    return "'" + text if unsafe else text


def assert_same(
    rows: list[dict[str, str]], records: list[dict[str, Any]], form: str, shown_only: bool = False
) -> None:
    """Rows of text hold all of the records, or of each what is shown, and nothing else."""
    spreadsheet = form != "markdown"
    expected = [
        {k: in_a_cell(v, spreadsheet) for k, v in record.items() if v != []} for record in records
    ]
    shown = [{k: v for k, v in row.items() if v} for row in rows]
    if form == "markdown":
        # A document has its records by kind.
        expected.sort(key=lambda record: record["id"])
        shown.sort(key=lambda record: record["id"])
    shown = [row | ({"url": unquote(row["url"])} if "url" in row else {}) for row in shown]
    if shown_only:
        assert all({"id", "title"} <= row.keys() for row in shown)
        pairs = zip(expected, shown, strict=True)
        expected = [{k: v for k, v in one.items() if k in row} for one, row in pairs]
    assert expected == shown


@pytest.mark.parametrize("lookup", EXPORTED, ids=lambda lookup: lookup.name)
def test_all_formats_agree_on_records_that_have_what_every_record_has(
    lookup: Lookup, run: Run, tiny: str
) -> None:
    records = run(*lookup.tiny, "-f", "json", "--data", tiny).json
    assert all({"id", "kind", "title", "text", "sources"} <= set(record) for record in records)
    assert len({record["id"] for record in records}) == len(records) > 0
    for form in WRITERS:
        text = run(*lookup.tiny, "-f", form, "--data", tiny).out
        parsed = parse(form, text)
        if form in ("json", "jsonl", "yaml"):
            assert parsed == records
        else:
            # In Markdown records show what a list shows, unless they are asked for whole.
            shown_only = form == "markdown" and lookup.command not in ("show", "export")
            assert_same(parsed, records, form, shown_only)


def test_all_formats_agree_on_the_whole_record(run: Run) -> None:
    records = run("export").json
    assert parse("yaml", run("export", "-f", "yaml").out) == records
    assert parse("jsonl", run("export", "-f", "jsonl").out) == records
    for form in ("csv", "tsv", "markdown"):
        assert_same(parse(form, run("export", "-f", form).out), records, form)


@pytest.mark.parametrize("form", WRITERS)
def test_awkward_record_comes_through(form: str) -> None:
    text = "".join(WRITERS[form]([json.dumps(AWKWARD)], list(AWKWARD)))

    parsed = parse(form, text)
    if form in ("json", "jsonl", "yaml"):
        assert parsed == [AWKWARD]
    else:
        assert_same(parsed, [AWKWARD], form)


@pytest.mark.parametrize("start", list("=+-@＝＋－＠"))
@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(form: str, start: str) -> None:
    record = json.dumps({"id": "x", "text": f"{start}1+cmd|' /C calc'!A0"})
    (row,) = parse(form, "".join(WRITERS[form]([record], ["id", "text"])))

    assert row == {"id": "x", "text": f"'{start}1+cmd|' /C calc'!A0"}


@pytest.mark.parametrize(
    ("lookup", "kinds"),
    [
        ("overview", "summit initiative country country area target document"),
        ("initiative", "initiative area commitment"),
        ("declaration", "document"),
        ("countries KZ", "country commitment deal event event statement"),
        ("compare KZ JP", "country country commitment deal event event statement"),
        ("areas bridges", "area target commitment"),
        ("tracker", "commitment event event"),
        ("sources herald", "source country area commitment deal dispute name"),
        ("money", "commitment deal"),
        ("names", "name country country"),
    ],
)
def test_a_composite_view_gives_the_records_of_its_screen_main_one_first(
    lookup: str, kinds: str, run: Run, tiny: str
) -> None:
    records = run(*lookup.split(), "-f", "json", "--data", tiny).json

    assert [record["kind"] for record in records] == kinds.split()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("a\nb\x1b", "a\\nb\\x1b"),
        (-3.5, "-3.5"),
        (["a", "b"], "a; b"),
        ({"ja": "カザフスタン", "no": "NO"}, "ja=カザフスタン, no=NO"),
        ({"id": "one", "locator": "p. 1"}, "one (p. 1)"),
        ({"id": "one", "locator": "p. 1", "backs": []}, "one (p. 1)"),
        (
            [{"id": "one", "locator": "p. 1", "backs": ["title", "text"]}],
            "one (p. 1, for title, text)",
        ),
        (
            [{"says": "ten", "sources": ["one", "two"]}, {"says": "six", "sources": ["two"]}],
            "ten (one, two); six (two)",
        ),
    ],
)
def test_a_cell_is_one_line_that_people_read(value: Any, text: str) -> None:
    assert cell(value) == text


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("json", "[]\n"),
        ("jsonl", ""),
        ("csv", "id,url\r\n"),
        ("tsv", "id\turl\n"),
        ("markdown", "|  |\n|\n"),
        ("yaml", "[]\n"),
    ],
)
def test_no_records_are_an_empty_list_or_a_heading(form: str, text: str) -> None:
    assert "".join(WRITERS[form]([], ["id", "url"])) == text


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("json", '[\n{"id": "a"},\n{"id": "b", "url": "http://b", "rank": 2}\n]\n'),
        ("jsonl", '{"id": "a"}\n{"id": "b", "url": "http://b", "rank": 2}\n'),
        ("csv", "id,url,rank,text\r\na,,,\r\nb,http://b,2,\r\n"),
        ("tsv", "id\turl\trank\ttext\na\t\t\t\nb\thttp://b\t2\t\n"),
        (
            "markdown",
            "| id | url | rank |\n| --- | --- | --- |\n| a |  |  |\n| b | <http://b> | 2 |\n",
        ),
        ("yaml", "- id: a\n- id: b\n  url: http://b\n  rank: 2\n"),
    ],
)
def test_each_format_writes_fields_in_the_order_they_are_in(form: str, text: str) -> None:
    items = ['{"id": "a"}', '{"id": "b", "url": "http://b", "rank": 2}']

    assert "".join(WRITERS[form](items, ["id", "url", "rank", "text"])) == text


def test_each_cell_of_tsv_that_begins_with_a_quote_is_quoted() -> None:
    record = json.dumps({"title": 'a "b"', "text": '"a" b'})

    (_, row) = WRITERS["tsv"]([record], ["title", "text"])
    assert row == 'a "b"\t"""a"" b"\n'


@pytest.mark.parametrize("url", ["http://b/<c", "http://b/>c", "http://b/|c", "http://b/ c"])
def test_an_address_that_would_end_its_link_is_written_as_text(url: str) -> None:
    (_, row) = WRITERS["markdown"]([json.dumps({"url": url})], ["url"])

    assert row == f"| {markdown_text(url)} |\n"
    assert not row.startswith("| <")


def test_an_address_with_what_may_be_a_sign_is_written_as_text() -> None:
    (_, row) = WRITERS["markdown"]([json.dumps({"url": "http://b/?a=1&copy;=2"})], ["url"])

    assert row == "| http:\\//b/?a=1&amp;copy;=2 |\n"


@pytest.mark.parametrize(
    "text", ["1e3", "12e-5", "0o17", "0999", ".5e1", "1_000", "0x1F", "5", "n", ":a b"]
)
def test_yaml_puts_what_a_reader_could_take_for_more_into_quotes(text: str) -> None:
    written = "".join(WRITERS["yaml"]([json.dumps({"id": text, "value": 0.5, "m": 3})], []))

    assert written == f"- id: '{text}'\n  value: 0.5\n  m: 3\n"


def test_any_other_address_is_a_link() -> None:
    url = "http://b/X_[a]*?b=c&d#~"
    (_, row) = WRITERS["markdown"]([json.dumps({"url": url})], ["url"])

    assert row == f"| <{url}> |\n"


def test_every_sign_of_markdown_is_written_as_text() -> None:
    signs = "\\`*_[]|#~$^@{"

    assert markdown_text(signs) == "".join("\\" + sign for sign in signs)
    assert markdown_text("<b> &lt; &") == "&lt;b> &amp;lt; &amp;"


@pytest.mark.parametrize(
    "text", ["1. FC Köln", "20) of", "- dash", "+ plus", "> quote", "=", "      code", "2025-12-20"]
)
def test_no_text_begins_a_block_of_markdown(text: str) -> None:
    html = MarkdownIt("commonmark").render(f"- {markdown_text(text)}, and more\n")

    inside = html.removeprefix("<ul>\n<li>").removesuffix("</li>\n</ul>\n")
    assert unescape(inside) == f"{text.strip()}, and more"


def test_yaml_is_written_in_its_own_letters_in_lines_of_a_hundred() -> None:
    title = "カザフスタン " + "one " * 40
    text = "".join(WRITERS["yaml"]([json.dumps({"title": title.strip()})], []))

    assert "カザフスタン" in text
    assert [len(line) > 80 for line in text.splitlines()][:1] == [True]
    assert max(map(len, text.splitlines())) <= 104
    assert "".join(WRITERS["yaml"](['{"title": "a\\u202eb"}'], [])).isascii()


def test_json_is_escaped_only_where_it_cannot_be_seen() -> None:
    assert escaped('{"a":\n"é"}') == '{"a":\n"é"}'
    assert escaped("é\u202e\n\U000e0101") == "é\\u202e\n\\udb40\\udd01"


@pytest.mark.parametrize("form", WRITERS)
def test_search_adds_rank_score_and_snippet(form: str, run: Run, tiny: str) -> None:
    rows = parse(form, run("search", "bridge", "-f", form, "--data", tiny).out)

    assert [int(row["rank"]) for row in rows] == list(range(1, len(rows) + 1))
    scores = [float(row["score"]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert all(row["snippet"].strip(". ") in row["text"] for row in rows)


def test_json_writes_what_cannot_be_seen_as_escapes_of_the_same_value() -> None:
    title = "a\u202eb\u200bc\x7fd\ufe0fe\u3000f\U000e0101g\x1b"
    text = escaped(json.dumps({"title": title}, ensure_ascii=False))

    assert json.loads(text) == {"title": title}
    assert text.isascii()
    assert text.isprintable()


def test_a_snippet_is_json_whatever_its_record_holds(run: Run, tmp_path: Path) -> None:
    said = 'Somebody saw the "quagga\\\\b\u202ec" of Łódź and 橋.'
    told = "Ten bridges are to stand by 2030."
    text = TINY.read_text("utf-8")
    file = tmp_path / "odd.yaml"
    file.write_text(text.replace(told, json.dumps([told, said]), 1), encoding="utf-8")
    result = run("search", "quagga", "-f", "json", "--data", str(file))

    assert said in result.json[0]["text"]
    assert said in result.json[0]["snippet"]
    assert "\u202e" not in result.out


# A pipe table leaves out columns that are empty throughout, so it has to know the last row.
@pytest.mark.parametrize("form", [form for form in WRITERS if form != "markdown"])
def test_writers_give_their_first_rows_before_they_have_read_the_last(form: str) -> None:
    def endless() -> Any:
        while True:
            yield '{"id": "x"}'

    pieces = WRITERS[form](endless(), ["id"])

    assert "x" in "".join(next(pieces) for _ in range(3))


def test_a_document_of_markdown_shows_what_lists_show_and_one_record_whole(run: Run) -> None:
    told = run("overview", "-f", "markdown").out
    heads = re.findall(r"\n\n(\| .*) \|\n\| --- ", told)
    assert "| Field | Value" in heads
    assert max(head.count("|") for head in heads) <= 10
    assert re.search(r"^\| chair \| .*Takaichi", told, re.MULTILINE)
    assert "## Countries\n\n| id | title | leader |" in told


def test_a_list_in_markdown_has_the_columns_of_its_screen(run: Run) -> None:
    told = run("timeline", "--from", "2026", "-f", "markdown").out
    assert told.startswith("| id | date | title | type | ")
    assert re.search(r"^\| [a-z0-9-]+ \| 2026-\d\d-\d\d \| ", told, re.MULTILINE)
    assert " JPY |" in run("money", "-f", "markdown").out.partition("## Events")[2]
    whole = run("show", "kazakhstan", "-f", "markdown").out
    assert " sources |" in whole.partition("\n")[0]


@pytest.mark.parametrize(
    "lookup",
    ["analysis", "areas", "disputes", "documents", "money", "names", "names kz", "timeline"],
)
def test_a_list_in_markdown_tells_trust_our_reading_names_and_what_a_figure_is_counted_in(
    lookup: str, run: Run
) -> None:
    told = run(*lookup.split(), "-f", "markdown").out
    for record in run(*lookup.split(), "-f", "json").json:
        (row,) = re.findall(
            rf"^(?:\| {record['id']} \|.*|\| id \| {record['id']} \|(?:\n.+)*)$", told, re.M
        )
        assert all(f"{field}=" in row for field in record.get("inferred", ()))
        assert all(key in row for key in record.get("counted_in", ()))
        # By it one knows a sum that is told again where it is signed for.
        assert all(key in row for key in record.get("commitments", ()))
        assert all(markdown_text(name) in row for name in record.get("names", {}).values())
        assert lookup != "areas" or record["trust"] in row
        assert all(markdown_text(side["says"]) in row for side in record.get("positions", ()))
