"""What other programs make of the output: spreadsheets, reference managers, databases, GitHub."""

import csv
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Process, Run, tool
from markdown_it import MarkdownIt

from cajad_cli.model.records import CLASSES
from cajad_cli.render.formats import FORMULA_STARTS, WRITERS, markdown_text

# ---------------------------------------------------------------- spreadsheets

FORMULAS = [
    "=1+1",
    " +cmd|' /C calc'!A0",
    ";=cmd|' /C calc'!A0",
    "one;  ＝two;-three",
    'a "quoted; =text", with a comma',
    'a;"=CONCATENATE(1,2);b',
    'a; "=1+1"',
    'a;" " ="1"',
    "t,=1+1",
    't, "=1+1"',
    "https://a.b/c;=1+1,=1+1",
    "；＝full width",
]


@pytest.mark.parametrize("form", ["csv", "csv-bom", "tsv"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_is_a_formula_whatever_a_spreadsheet_parts_cells_by(
    form: str, delimiter: str
) -> None:
    for row in csv.reader(hostile(form).splitlines(), delimiter=delimiter):
        for cell in row:
            assert not cell.lstrip(' "').startswith(FORMULA_STARTS)


def hostile(form: str) -> str:
    """Formulas as names, as names of columns, and in lists."""
    records = [json.dumps({"id": text, "aliases": [text, "x"]}) for text in FORMULAS]
    return "".join(WRITERS[form](records, ["id", "aliases", *FORMULAS])).removeprefix("\ufeff")


@pytest.mark.tools
@pytest.mark.parametrize("separators", ["44", "59", "9", "9/44", "9/59", "9/44/59"])
def test_libreoffice_finds_no_formula_whatever_it_parts_cells_by(
    separators: str, tmp_path: Path
) -> None:
    for form in ("csv", "tsv"):
        (tmp_path / f"{form}.csv").write_text(hostile(form), "utf-8", newline="")
    command = [tool("soffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    command += ["--headless", f"--infilter=CSV:{separators},34,76,1", "--convert-to", "fods"]
    command += ["--outdir", str(tmp_path), *map(str, tmp_path.glob("*.csv"))]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    for form in ("csv", "tsv"):
        text = (tmp_path / f"{form}.fods").read_text("utf-8")
        assert "cmd|" in text
        assert "table:formula=" not in text


def test_an_address_is_guarded_by_what_leads_to_the_same_page() -> None:
    """In Georgian some addresses have a comma before a hyphen."""
    record = json.dumps({"url": "https://a.b/c,-d;-e,f"})
    assert "".join(WRITERS["csv"]([record], ["url"])) == 'url\r\n"https://a.b/c,-d%3B-e,f"\r\n'
    assert "".join(WRITERS["tsv"]([record], ["url"])) == "url\nhttps://a.b/c%2C-d%3B-e,f\n"


def test_csv_bom_is_csv_behind_the_mark_by_which_excel_knows_utf_8(
    process: Process, tmp_path: Path
) -> None:
    plain, marked = (process("countries", "-f", form).stdout for form in ("csv", "csv-bom"))
    assert marked == b"\xef\xbb\xbf" + plain
    assert "カザフスタン" in plain.decode()
    file = tmp_path / "all.csv"
    assert process("export", "-f", "csv_bom", "-o", str(file)).returncode == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,kind,")


# ---------------------------------------------------------------- GitHub

ADDRESSES = "see https://a.b/c_d, HTTP://x.y/*z*, _www.a.b/c_d, www.a.b/c_d; or ftp://a.b/c_d"


@pytest.mark.tools
def test_github_shows_an_address_in_a_text_as_it_is_and_leads_nowhere_else() -> None:
    cmarkgfm = pytest.importorskip("cmarkgfm")
    shown = cmarkgfm.github_flavored_markdown_to_html(markdown_text(ADDRESSES))
    assert shown == f"<p>{ADDRESSES}</p>\n"


def test_no_address_in_a_text_is_left_for_github_to_link() -> None:
    written = markdown_text(ADDRESSES)
    assert "://" not in written
    assert "www." not in written


def test_what_makes_pages_of_markdown_finds_no_command_in_a_text() -> None:
    """Jekyll, which GitHub Pages run, looks for these signs before it reads Markdown."""
    written = markdown_text("{{ site.time }} {% raw %}")
    assert "{{" not in written
    assert "{%" not in written


@pytest.mark.parametrize("text", ["![i](http://a.b/c)", "see [l](http://a.b/c)", "[](x)"])
def test_no_reader_of_markdown_finds_a_link_within_the_title_of_another(text: str) -> None:
    """Some, as that of notebooks, look for one before they look at escapes."""
    written = markdown_text(text)
    assert "](" not in written
    html = MarkdownIt("commonmark").render(f"[{written}](<https://example.org>)")
    assert html == f'<p><a href="https://example.org">{text}</a></p>\n'


@pytest.mark.tools
def test_pandoc_finds_neither_citation_nor_markup_in_a_text() -> None:
    text = "2^10^ by @someone, [a]{.b} H~2~O a@b.com {{ x }} {% y %}"
    call = [tool("pandoc"), "--from=markdown", "--to=html", "--wrap=none"]
    done = subprocess.run(call, input=markdown_text(text), capture_output=True, encoding="utf-8")
    assert done.stdout == f"<p>{text}</p>\n"


# ---------------------------------------------------------------- reference managers


def test_a_reader_of_ris_reads_every_source_of_the_record(run: Run) -> None:
    rispy = pytest.importorskip("rispy")
    sources = {source["id"]: source for source in run("sources", "-f", "json").json}
    entries = rispy.loads(run("cite", *sources, "--style", "ris").out)
    assert [entry["id"] for entry in entries] == list(sources)
    for entry in entries:
        source = sources[entry["id"]]
        is_own = source["language"] in ("en", "mul") and "titled" not in source
        assert entry["title"] == (source["title"] if is_own else f"[{source['title']}]")
        assert entry["authors"] == [source["publisher"]]
        assert entry.get("urls", [None])[0] == source.get("url")
        assert entry["type_of_reference"] == ("ELEC" if "url" in source else "GEN")
        assert entry.get("year", "") == source.get("date", "")[:4]
        first = [*source.get("date", "//").partition("/")[0].split("-"), "", ""][:3]
        assert entry.get("date", "///").split("/")[:3] == first


def test_a_country_is_cited_with_the_sources_of_all_that_concerns_it(run: Run) -> None:
    cited = [item["id"] for item in run("cite", "-c", "tj", "--style", "csl-json").json]
    assert len(cited) == len(set(cited))
    of_tajikistan = [
        source["id"]
        for record in run("export").json
        if "tajikistan" in [record["id"], *record.get("countries", ())]
        for source in record["sources"]
    ]
    assert set(cited) == set(of_tajikistan)
    for words in ([], ["japan", "--country", "tj"]):
        refused = run("cite", *words, expect=2)
        assert (refused.out, refused.err.count("\n")) == ("", 1)


# ---------------------------------------------------------------- databases


def test_japanese_is_found_in_the_sqlite_export_as_by_a_search(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "summit.db"
    run("export", "-f", "sqlite", "-o", str(file))
    records = run("export").json
    query = (
        "SELECT record.id FROM record_search JOIN record ON record.rowid = record_search.rowid"
        " WHERE record_search MATCH ?"
    )
    with closing(sqlite3.connect(file)) as database:
        for word in ("東京", "東京宣言", "首脳会合", "カスピ海", "高市"):
            found = {key for (key,) in database.execute(query, (word,))}
            # In what a record is called and found by; other fields are indexed as well.
            shown = {one["id"]: (one["title"], one.get("keywords"), one["text"]) for one in records}
            holding = {key for key, texts in shown.items() if word in str(texts)}
            assert holding
            assert holding <= found, word


def test_the_sqlite_export_finds_a_record_by_every_name_that_a_search_looks_in(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "summit.db"
    run("export", "-f", "sqlite", "-o", str(file))
    query = (
        "SELECT record.id FROM record_search JOIN record ON record.rowid = record_search.rowid"
        " WHERE record_search MATCH ?"
    )
    with closing(sqlite3.connect(file)) as database:

        def found(words: str) -> set[str]:
            quoted = '"' + words.replace('"', '""') + '"'
            return {key for (key,) in database.execute(query, (quoted,))}

        assert "japan" in found("Япония")
        assert "name-oda" in found("ОПР")
        assert "kazakhstan" in found("Astana")
        asked = set()
        for record in run("export").json:
            for field in CLASSES[record["kind"]].fields:
                # A whole paragraph is nothing that anybody asks for.
                if field.name in record and field.type.index not in ("", "text"):
                    for text in field.type.texts(record[field.name]):
                        assert record["id"] in found(text), (record["id"], field.name, text)
                        asked.add(field.name)
        assert asked > {"names", "leader_names", "acronyms", "official_name", "capital"}
        assert asked > {"parties", "speaker", "author", "place", "publisher", "note"}


# ---------------------------------------------------------------- what reads tables

_PYTHON = "import json, {0}; print(json.dumps({1}, default=str))"
_R = "cat(jsonlite::toJSON({}, dataframe='rows', digits=NA))"
# By form where the documents name a way for each.
READERS = {
    "duckdb csv": _PYTHON.format("duckdb", """duckdb.sql("FROM '{0}'").fetchall()"""),
    "duckdb tsv": _PYTHON.format(
        "duckdb", """duckdb.sql("FROM read_csv('{0}', delim='\\t')").fetchall()"""
    ),
    "polars csv": _PYTHON.format(
        "polars", "polars.read_csv('{0}', infer_schema_length=None).rows()"
    ),
    "pandas csv": _PYTHON.format("pandas", "pandas.read_csv('{0}').values.tolist()"),
    "pandas tsv": _PYTHON.format("pandas", "pandas.read_csv('{0}', sep='\\t').values.tolist()"),
    "mlr csv": "mlr --icsv --ojson cat {0}",
    "mlr tsv": "mlr --itsv --ojson cat {0}",
    "csvjson csv": "csvjson --no-inference {0}",
    "vd csv": "vd --batch {0} --output - --save-filetype json",
    "vd tsv": "vd --batch {0} --output - --save-filetype json",
    "Rscript csv": _R.format("readr::read_csv('{0}', guess_max=Inf, show_col_types=FALSE)"),
    "Rscript tsv": _R.format("readr::read_tsv('{0}', guess_max=Inf, show_col_types=FALSE)"),
    "Rscript json": _R.format("jsonlite::fromJSON('{0}')"),
}


@pytest.mark.tools
@pytest.mark.parametrize("asked", ["export", "targets"], ids=["everything", "one row"])
@pytest.mark.parametrize("reader", [*READERS, *(f"{one}-bom" for one in READERS if "csv" in one)])
def test_what_reads_tables_gives_titles_and_texts_as_they_went_in(
    reader: str, asked: str, run: Run, tmp_path: Path
) -> None:
    name, form = reader.split()
    file = tmp_path / f"summit.{form.removesuffix('-bom')}"
    file.write_text(run(asked, "-f", form).out, "utf-8", newline="")
    call = READERS[reader.removesuffix("-bom")].replace("{0}", str(file))
    if name == "Rscript":
        command = [tool(name), "-e", call]
    elif call.startswith("import"):
        pytest.importorskip(name)
        command = [sys.executable, "-c", call]
    else:
        command = [tool(name), *call.split()[1:]]
    done = subprocess.run(command, capture_output=True)
    assert done.returncode == 0, done.stderr
    header = file.read_text("utf-8-sig").splitlines()[0]
    columns = header.split("\t" if form == "tsv" else ",")
    read = [
        row if isinstance(row, dict) else dict(zip(columns, row, strict=True))
        for row in json.loads(done.stdout)
    ]
    expected = [(record["title"], record["text"]) for record in run(asked, "-f", "json").json]
    assert [(row["title"], row["text"]) for row in read] == expected
