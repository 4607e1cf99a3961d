"""`cajad cite`: what it writes, and what the programs it is written for make of it."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, TINY, Run, alter, tool

from cajad_cli import load
from cajad_cli.cli.registry import CHOICES
from cajad_cli.model import LANGUAGES
from cajad_cli.render.citations import WRITERS, spoken

TOOLS = (ROOT / "docs" / "tools.md").read_text(encoding="utf-8")
# Each script that sources are in, and every sign that BibTeX, Markdown or JSON could stumble over.
TITLES = {
    "japanese": "「中央アジア＋日本」対話・首脳会合 - 東京宣言",
    "russian": "Саммит «Центральная Азия – Япония»: 19–20 декабря",
    "arabic": "قمة آسيا الوسطى واليابان",
    "signs": r'50% of $2 & #3_x "a" ~b^c \d [e](f) <g> *h* | @i',
    "braces": "An { unbalanced brace",
}


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The tiny dataset with sources whose titles are in all scripts."""
    text = TINY.read_text()
    for key, title in TITLES.items():
        source = {
            "id": key,
            "title": title,
            "publisher": f"{title}, Ltd. and others",
            "url": f"https://example.org/{{{key}}}?a=%E3%81%82&b_c=~d#e",
            "language": "ar" if key == "arabic" else "ja",
            "type": "press",
            "date": "2025-12",
        }
        cited = f"      - id: {key}\n        locator: title\n        phrase: two words\n"
        cited += "        backs: [text]\n"
        text = text.replace("        backs: [capital]\n", f"        backs: [capital]\n{cited}", 1)
        text += f"  - {json.dumps(source, ensure_ascii=False)}\n"
    file = tmp_path_factory.mktemp("cite") / "scripts.yaml"
    file.write_text(text)
    return str(file)


def cite(run: Run, style: str, *ids: str, data: str) -> str:
    return run("cite", *ids, "--style", style, "--data", data).out


def test_text_names_publisher_title_date_language_address_and_the_day_it_was_read(
    run: Run, tiny: str
) -> None:
    assert cite(run, "text", "gazette", "courier", data=tiny) == (
        "[1] Government of Ada, [Official Gazette 1], 20 December 2025, in Japanese,"
        " https://example.org/gazette (as read on 1 March 2026).\n"
        "[2] The Courier, “Bridges everywhere”, 16 January 2026,"
        " https://example.org/courier (as read on 1 March 2026).\n"
    )


@pytest.mark.parametrize("style", CHOICES["style"])
def test_a_title_that_is_not_the_pages_own_stands_in_brackets(run: Run, style: str) -> None:
    titles = {source["id"]: source for source in run("sources", "-f", "json").json}
    for record in ("kz-medical-grant", "tokyo-declaration"):
        cited = {one["id"] for one in run("show", record, "-f", "json").json[0]["sources"]}
        told = run("cite", record, "--style", style).out.replace("\\[", "[").replace("\\]", "]")
        for source in map(titles.__getitem__, cited):
            is_own = source["language"] in ("en", "mul") and "titled" not in source
            assert (f"[{source['title']}]" in told.replace("](<", "(<")) != is_own
            assert f"“{source['title']}”" not in told or is_own
        noted = sum(titles[key]["language"] != "en" for key in cited)
        if style not in ("text", "markdown"):
            assert told.count("title in English by cajad") == noted > 0


def test_an_english_page_whose_title_was_not_compared_says_so(run: Run) -> None:
    told = run("cite", "decl2-opednews").out
    assert ", [Opinion article on the Tokyo Declaration], " in told
    assert "note = {title by cajad}" in run("cite", "decl2-opednews", "--style", "bibtex").out
    assert "title by" not in run("cite", "yomiuri-justice", "--style", "bibtex").out


def test_words_that_are_one_name_together_are_not_taken_one_by_one(run: Run) -> None:
    assert run("cite", "tokyo", "declaration").out == run("cite", "tokyo-declaration").out
    # But the id of a source may be made of names.
    each = run("show", "name-jica", "tajikistan", "-f", "json").ids
    assert run("show", "jica", "tj", "-f", "json").ids == each


def test_markdown_links_the_title(run: Run, tiny: str) -> None:
    assert cite(run, "markdown", "gazette", data=tiny) == (
        "- Government of Ada, [\\[Official Gazette 1\\]](<https://example.org/gazette>),"
        " 20 December 2025, in Japanese, as read on 1 March 2026.\n"
    )


@pytest.mark.parametrize("style", ["text", "markdown"])
def test_a_source_without_a_date_says_so(run: Run, tiny: str, style: str) -> None:
    assert "n.d." in cite(run, style, "herald", data=tiny)


def test_a_source_without_an_address_was_read_on_no_day(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "unaddressed.yaml"
    file.write_text(TINY.read_text().replace("    url: https://example.org/gazette\n", ""))
    assert cite(run, "text", "gazette", data=str(file)).endswith("20 December 2025, in Japanese.\n")
    assert "as read" not in cite(run, "markdown", "gazette", data=str(file))
    assert "@misc{gazette," in cite(run, "bibtex", "gazette", data=str(file))
    assert json.loads(cite(run, "csl-json", "gazette", data=str(file)))[0]["type"] == "document"


@pytest.mark.parametrize("style", WRITERS)
def test_a_source_that_nobody_could_read_is_cited_as_that(
    style: str, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "unread.yaml"
    file.write_text(TINY.read_text() + "    read: unread\n")
    told = cite(run, style, "herald", data=str(file))
    assert "not read by cajad" in told
    assert not re.search("as read on|url(date|year)|accessed|Y2", told)
    assert "not read" not in cite(run, style, "courier", data=str(file))


def test_what_was_read_in_a_month_is_cited_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "month.yaml"
    file.write_text(TINY.read_text().replace("as_of: 2026-03-01", "as_of: 2026-03"))
    assert "(as read in March 2026)" in cite(run, "text", "courier", data=str(file))


def test_records_give_their_sources_each_once_in_order(run: Run, tiny: str) -> None:
    items = json.loads(cite(run, "csl-json", "first-bridge", "courier", "kazakhstan", data=tiny))
    assert [item["id"] for item in items] == ["herald", "courier", "gazette"]


def test_a_bibliography_made_as_the_documents_say_has_each_source_once(run: Run) -> None:
    row = next(line for line in TOOLS.splitlines() if line.startswith("| LaTeX"))
    (command,) = re.findall("`cajad (cite .*) > refs.bib`", row)
    # Some sources are those of both.
    asked = command.replace("ID ID", "three-trillion-yen tokyo-declaration")
    keys = re.findall(r"^@\w+{(.*),", run(*asked.split()).out, re.MULTILINE)
    assert {"afp-hurriyet", "jiji-ja", "declaration"} <= set(keys)
    assert len(keys) == len(set(keys))


def test_names_mean_records_as_everywhere(run: Run, tiny: str) -> None:
    assert cite(run, "text", "KZ", data=tiny) == cite(run, "text", "kazakhstan", data=tiny)
    assert "showing kazakhstan" in run("cite", "Kazakhstn", "--data", tiny).err


@pytest.mark.parametrize(
    "ids", [["no-such-thing"], ["gazette", "no-such-thing"], ["bridge-colour"]]
)
def test_nothing_is_written_for_what_is_not_there_or_rests_on_nothing(
    run: Run, tiny: str, ids: list[str]
) -> None:
    result = run("cite", *ids, "--data", tiny, expect=1)
    assert (result.out, result.err.count("\n")) == ("", 1)


def test_an_unknown_style_is_a_usage_error_that_offers_near_ones(run: Run, tiny: str) -> None:
    result = run("cite", "gazette", "--style", "bibtext", "--data", tiny, expect=2)
    assert "did you mean bibtex" in result.err
    assert run("cite", "gazette", "--style", "CSL_JSON", "--data", tiny).out.startswith("[")


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2025-12-20", "20 December 2025"),
        ("2025-02", "February 2025"),
        ("2024", "2024"),
        ("2025-12-09/2026-01", "9 December 2025 – January 2026"),
        ("", "n.d."),
    ],
)
def test_dates_are_as_precise_as_they_are_known(date: str, words: str) -> None:
    assert spoken(date) == words


def test_every_language_of_the_sources_has_its_english_name(run: Run) -> None:
    babel = pytest.importorskip("babel")

    assert {source["language"] for source in run("sources", "-f", "json").json} <= set(LANGUAGES)
    for code, name in LANGUAGES.items():
        if code != "mul":
            assert babel.Locale("en").languages[code] == name


def test_nothing_in_a_citation_acts_on_a_terminal(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "hostile.yaml"
    title = '"Official \\u202e Gazette \\u200b 1"'
    file.write_text(TINY.read_text().replace("title: Official Gazette 1", f"title: {title}"))
    for style in ("text", "markdown", "bibtex", "csl-json"):
        assert cite(run, style, "gazette", data=str(file)).replace("\n", "").isprintable()
    (item,) = json.loads(cite(run, "csl-json", "gazette", data=str(file)))
    assert item["title"] == f"[{json.loads(title)}]"


def test_signs_stand_in_bibtex_as_every_font_of_latex_prints_them(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "signs.yaml"
    title = "'A <b> c -- d --- e?`f!`'"
    file.write_text(TINY.read_text().replace("title: Official Gazette 1", f"title: {title}"))

    told = cite(run, "bibtex", "gazette", data=str(file))

    signs = r"A \textless{}b\textgreater{} c -{}-{} d -{}-{}- e?{}`f!{}`"
    assert f"title = {{{{[{signs}]}}}}" in told or f"{{[{signs}]}}" in told


@pytest.mark.parametrize("field", ["url", "link"])
def test_no_address_but_one_of_the_web_is_cited_or_becomes_a_link(
    field: str, run: Run, stranger: Path
) -> None:
    """A compiled file from a stranger may hold what no YAML file does."""
    change = "UPDATE record SET json = replace(json, ?, ?)"
    alter(stranger, change, f'"{field}": "https://example.org/', f'"{field}": "javascript:')
    for style in CHOICES["style"]:
        told = run("cite", "first-bridge", "--style", style, "--data", str(stranger)).out
        assert "A hundred bridges" in told
        assert "javascript" not in told
    for lookup in (["sources"], ["show", "herald"], ["export"]):
        assert "<javascript" not in run(*lookup, "-f", "markdown", "--data", str(stranger)).out


def test_a_strangers_file_without_a_cited_source_is_refused(run: Run, stranger: Path) -> None:
    alter(stranger, "DELETE FROM record WHERE id = 'herald'")
    for lookup in (["cite", "first-bridge"], ["show", "first-bridge"], ["open", "first-bridge"]):
        told = run(*lookup, "--data", str(stranger), expect=3)
        assert told.err.startswith(f"cajad: {stranger} is not as 'cajad compile' writes it: ")


# ---------------------------------------------------------------- what other programs make of it


@pytest.mark.parametrize("key", TITLES)
def test_pybtex_reads_bibtex_in_every_script(run: Run, scripts: str, key: str) -> None:
    pybtex = pytest.importorskip("pybtex.database")

    entries = pybtex.parse_string(cite(run, "bibtex", key, data=scripts), "bibtex").entries
    (entry,) = entries.values()
    assert (entry.type, entry.key) == ("online", key)
    # Braces keep "and" and the comma from making several persons of one body.
    (author,) = entry.persons["author"]
    assert str(author).startswith(entry.fields["title"].replace("{[", "{").removesuffix("]}"))
    if key not in ("signs", "braces"):  # pybtex knows few commands; below, Pandoc knows more
        assert entry.fields["title"] == f"{{[{TITLES[key]}]}}"
    assert (entry.fields["date"], entry.fields["year"]) == ("2025-12", "2025")
    assert "month" not in entry.fields
    assert entry.fields["url"] == f"https://example.org/%7B{key}%7D?a=%E3%81%82&b_c=~d#e"


def test_bibtexparser_reads_the_whole_bibliography(run: Run) -> None:
    bibtexparser = pytest.importorskip("bibtexparser")

    sources = run("sources", "-f", "json").json
    ids = [source["id"] for source in sources]
    library = bibtexparser.parse_string(run("cite", *ids, "--style", "bibtex").out)
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == ids
    for entry, source in zip(library.entries, sources, strict=True):
        assert entry.fields_dict["language"].value == LANGUAGES[source["language"]]
        for name in ("date", "year"):
            assert (name in entry.fields_dict) == ("date" in source)


@pytest.mark.filterwarnings("ignore")
def test_citeproc_sets_csl_json_in_every_script(run: Run, scripts: str) -> None:
    citeproc = pytest.importorskip("citeproc")
    from citeproc.source.json import CiteProcJSON

    items = json.loads(cite(run, "csl-json", *TITLES, "herald", data=scripts))
    style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = citeproc.CitationStylesBibliography(
        style, CiteProcJSON(items), citeproc.formatter.plain
    )
    for item in items:
        bibliography.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
    shown = "\n".join(map(str, bibliography.bibliography()))
    for title in TITLES.values():
        assert title.split()[-1] in shown
    assert "(2025)" in shown
    assert "(no date)" in shown


@pytest.mark.tools
def test_pandoc_reads_the_same_from_bibtex_and_csl_json(run: Run, scripts: str) -> None:
    pandoc = tool("pandoc")

    # Pandoc drops TeX's commands for braces that stand alone.
    shown = [key for key in TITLES if key != "braces"]
    read = {}
    for style, form in (("bibtex", "biblatex"), ("csl-json", "csljson")):
        text = cite(run, style, *shown, data=scripts)
        done = subprocess.run(
            [pandoc, "-f", form, "-t", "csljson"], input=text.encode(), capture_output=True
        )
        assert (done.returncode, done.stderr) == (0, b"")
        # TeX makes curved quotation marks of straight ones; no more than that may differ.
        straight = done.stdout.decode().replace("“", '\\"').replace("”", '\\"')
        read[form] = {item["id"]: item for item in json.loads(straight)}
    for key in shown:
        for field in ("type", "author", "issued", "accessed"):
            assert read["biblatex"][key][field] == read["csljson"][key][field]
        if key != "signs":  # a title in CSL-JSON may hold <i>, so Pandoc takes <g> for a tag there
            assert read["csljson"][key]["title"] == f"[{TITLES[key]}]"
        assert read["biblatex"][key]["title"] == f"[{TITLES[key]}]"


@pytest.mark.tools
def test_what_is_undated_is_set_as_that_once_and_with_the_day_it_was_read(
    run: Run, tiny: str, tmp_path: Path
) -> None:
    (tmp_path / "a.bib").write_text(cite(run, "bibtex", "herald", "gazette", data=tiny))
    command = [tool("pandoc"), "--citeproc", "--bibliography", "a.bib", "-t", "plain"]
    done = subprocess.run(
        [*command, "--columns=200"], input=b"@herald", cwd=tmp_path, capture_output=True
    )
    _, entry = done.stdout.decode().split("\n\n")
    assert entry.count("n.d.") == 1
    assert "Accessed March 1, 2026" in entry

    parts = [tool("kpsewhich"), "biblatex.sty", "etoolbox.sty"]
    if subprocess.run(parts, capture_output=True).stdout.count(b"\n") < 2:
        pytest.skip("biblatex, or the etoolbox that it needs, is not installed")
    (tmp_path / "a.tex").write_text(
        "\\documentclass{article}\\usepackage[style=authoryear]{biblatex}\\addbibresource{a.bib}"
        "\\begin{document}\\nocite{*}\\printbibliography\\end{document}"
    )
    for program in ("pdflatex", "biber", "pdflatex"):
        subprocess.run([tool(program), "a"], cwd=tmp_path, input=b"", capture_output=True)
    command = [tool("pdftotext"), "-layout", "a.pdf", "-"]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True).stdout.decode()
    entries = " ".join(shown.split()).split("References ")[1]
    assert entries.count("(n.d.)") == 1
    # Not as if it were of the year in which it was read.
    assert "(2026)" not in entries
    assert entries.count("(visited on 03/01/2026)") == 2


@pytest.mark.tools
def test_biber_and_bibtex_read_every_source(run: Run, tmp_path: Path) -> None:
    biber, bibtex = tool("biber"), tool("bibtex")

    ids = run("sources", "-f", "json").ids
    (tmp_path / "all.bib").write_text(run("cite", *ids, "--style", "bibtex").out)
    done = subprocess.run(
        [biber, "--tool", "--validate-datamodel", "all.bib"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    complaints = [line for line in done.stdout.splitlines() if line.startswith(("ERROR", "WARN"))]
    assert done.returncode == 0
    # Of undated sources biber misses a date.
    assert all(
        "'date, year' must be defined" in line or "WARNINGS" in line for line in complaints
    ), complaints

    (tmp_path / "all.aux").write_text("\\bibstyle{plain}\n\\citation{*}\n\\bibdata{all}\n")
    done = subprocess.run([bibtex, "all"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "all.bbl").read_text().count("\\bibitem") == len(ids)


def test_the_command_line_offers_every_style() -> None:
    assert list(WRITERS) == list(CHOICES["style"])


# ---------------------------------------------------------------- how the data itself is cited


def test_the_citation_file_names_the_data_as_they_are() -> None:
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    meta = load().meta
    assert (told["title"], told["version"]) == (meta.title, meta.version)
    assert str(told["date-released"]) == meta.as_of
    assert told["license"] == meta.licence
    assert told["authors"] == [{"name": meta.attribution}]


@pytest.mark.tools
def test_cffconvert_takes_the_citation_file() -> None:
    command = [tool("cffconvert"), "--validate", "-i", str(ROOT / "CITATION.cff")]
    assert subprocess.run(command, capture_output=True).returncode == 0


def test_a_citation_says_what_it_is_for_where_that_is_but_a_part(run: Run) -> None:
    """Who pastes it would else cite a page for what it does not hold."""
    told = run("cite", "next-summit").out.splitlines()
    assert [line.count("(for the caveat)") for line in told] == [0, 0, 0, 0, 1]
    assert [line.count("(for sentence 1)") for line in told] == [0, 0, 1, 1, 0]


@pytest.mark.parametrize("style", ["text", "markdown", "bibtex", "ris", "csl-json"])
def test_a_citation_names_whose_report_it_gives_at_second_hand(run: Run, style: str) -> None:
    assert "after Agence France-Presse" in run("cite", "three-trillion-yen", "--style", style).out


def test_who_cites_is_told_what_sources_contradict_each_other_on(run: Run) -> None:
    told = run("cite", "three-trillion-yen", "tokyo-summit").err
    lead = (
        "sources contradict each other on three-trillion-yen, and that is not settled: cajad show "
    )
    assert told.startswith(lead)
    keys = told.splitlines()[0].removeprefix(lead).split()
    assert {one["settled"] for one in run("show", *keys, "-f", "json").json} <= {"partly", "open"}


def test_the_declaration_opens_at_its_own_text(run: Run) -> None:
    assert run("cite", "tokyo-declaration").out.startswith("[1] The World and Japan database")
