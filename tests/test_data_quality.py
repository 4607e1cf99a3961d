"""Questions asked of the real dataset."""

import hashlib
import re
from collections import Counter
from typing import Any

import pycountry
import pytest
import yaml
from babel import Locale
from conftest import BUNDLED, HERE

from cajad_cli.ingest.reader import read_values
from cajad_cli.model import CURRENCIES, KINDS
from cajad_cli.model.records import SECTIONS
from cajad_cli.store.compiler import complete, trust_of

Record = dict[str, Any]


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return list(complete(read_values(BUNDLED.read_bytes(), "f")))


def of_kind(records: list[Record], kind: str) -> list[Record]:
    return [record for record in records if record["kind"] == kind]


def test_the_dataset_is_sound(run):
    assert run("validate", str(BUNDLED)).out.endswith("records, all sound\n")


def test_there_is_one_summit_of_six_countries_and_three_areas(records):
    assert len(of_kind(records, "summit")) == 1
    assert [area["id"] for area in of_kind(records, "area")] == [
        "green-resilience",
        "connectivity",
        "human-resources",
    ]
    assert [country["id"] for country in of_kind(records, "country")] == [
        "japan",
        "kazakhstan",
        "kyrgyzstan",
        "tajikistan",
        "turkmenistan",
        "uzbekistan",
    ]


def test_codes_and_official_names_agree_with_iso(records):
    for country in of_kind(records, "country"):
        iso = pycountry.countries.get(alpha_2=country["alpha_2"])

        assert iso is not None
        assert country["alpha_3"] == iso.alpha_3
        assert country["numeric"] == iso.numeric
        assert country["title"] == getattr(iso, "common_name", iso.name)
        assert country["official_name"] == getattr(iso, "official_name", iso.name)


def test_names_of_countries_agree_with_cldr(records):
    for country in of_kind(records, "country"):
        for language, name in country["names"].items():
            if language == "uz" and not name.isascii() and "\u0400" <= name[0] <= "\u04ff":
                language = "uz_Cyrl"
            assert name == Locale.parse(language).territories[country["alpha_2"]], language


def test_currencies_are_of_iso_and_those_of_the_countries_are_in_use(records):
    for code in CURRENCIES:
        assert pycountry.currencies.get(alpha_3=code) is not None, code
    for country in of_kind(records, "country"):
        assert country["currency"] in CURRENCIES


def test_languages_of_sources_are_of_iso(records):
    for source in of_kind(records, "source"):
        code = source["language"]
        known = pycountry.languages.get(**{f"alpha_{len(code)}": code})
        assert known is not None or code == "mul", source["id"]


def test_every_fact_and_view_names_where_it_stands(records):
    for record in records:
        if record["kind"] not in ("source", "unknown"):
            assert record["sources"], record["id"]
            assert all(citation["locator"] for citation in record["sources"]), record["id"]


def test_every_analysis_has_an_author_who_is_no_fact(records):
    for record in of_kind(records, "analysis"):
        assert record["author"]
        assert "trust" not in record


def test_money_has_a_currency_and_says_how_exact_it_is(records):
    money = [record for record in records if record.get("unit") in CURRENCIES]

    assert len(money) > 10
    assert all(record["qualifier"] for record in money)


def test_reported_records_bear_a_trust_and_others_none(records):
    for record in records:
        assert ("trust" in record) == KINDS[record["kind"]].reports, record["id"]


@pytest.mark.parametrize(
    ("passages", "expected"),
    [
        # The first source backs both sentences, unless it says which.
        ("gov", "official"),
        ("a", "single source"),
        ("gov:text a:text b:text", "official"),
        ("a:text b:text", "corroborated"),
        # The weakest sentence counts.
        ("gov:text.1 a:text.2", "single source"),
        ("gov:text.1 gov:text.2", "official"),
        ("a:text b:text.1", "single source"),
        ("gov:text.1 a:text b:text.2", "corroborated"),
        ("gov:text.1 a:text.2 b:text.2", "single source"),
        ("gov:date a:text", "single source"),
        # One origin is one, whoever prints it; a sentence that none backs is no better.
        ("a:text agency:text", "corroborated"),
        ("agency:text copy:text", "single source"),
        ("a:text a2:text", "single source"),
        ("a:text b/agency:text agency:text", "corroborated"),
        ("agency:text b/agency:text", "single source"),
        ("gov:text.1", "single source"),
        # A primary source that tells what another said is press for that passage.
        ("gov!press:text", "single source"),
        ("gov!press:text a:text", "corroborated"),
        ("a!primary:text", "official"),
    ],
)
def test_trust_goes_by_the_weakest_sentence_and_by_origins(passages, expected):
    """A passage is written source/origin!type:what it backs."""
    sources = {
        "gov": {"type": "primary", "publisher": "Gov"},
        "a": {"type": "press", "publisher": "A"},
        "a2": {"type": "press", "publisher": "A"},
        "b": {"type": "press", "publisher": "B"},
        "agency": {"type": "press", "publisher": "Agency"},
        "copy": {"type": "press", "publisher": "Copy", "origin": "Agency"},
    }
    cited = []
    for passage in passages.split():
        said, _, backed = passage.partition(":")
        told, _, sort = said.partition("!")
        key, _, origin = told.partition("/")
        given = {"type": sort, "origin": origin.capitalize(), "backs": [backed] if backed else None}
        cited.append({"id": key} | {name: value for name, value in given.items() if value})
    record = {"text": "One. Two.", "sentences": ["One.", "Two."], "sources": cited}

    assert trust_of(record, sources, {"open"}) == expected
    settled = record | {"disputed_by": ["settled"]}
    assert trust_of(settled, sources, {"open"}) == expected
    assert trust_of(record | {"disputed_by": ["settled", "open"]}, sources, {"open"}) == "disputed"


def test_the_contested_target_is_marked_wherever_it_stands(records):
    target = next(record for record in records if record["id"] == "three-trillion-yen")
    disputes = {d["id"]: d["settled"] for d in of_kind(records, "dispute")}

    assert target["value"] == 3_000_000_000_000
    assert {disputes[key] for key in target["disputed_by"]} > {"fully"}
    assert target["trust"] == "disputed"
    assert any("30 trillion" in str(d["positions"]) for d in of_kind(records, "dispute"))


def test_a_country_has_leader_names_in_latin_japanese_and_cyrillic(records):
    for country in of_kind(records, "country"):
        spelt = " ".join(country["leader_names"])
        assert re.search("[\u3040-\u9fff]", spelt), country["id"]
        assert re.search("[\u0400-\u04ff]", spelt), country["id"]


def test_every_claim_of_the_seed_article_is_in_a_record_that_cites_it(records):
    by_id = {record["id"]: record for record in records}
    lines = (HERE / "seed_claims.tsv").read_text().splitlines()[1:]

    assert len(lines) == 69
    for line in lines:
        claim, ids = line.split("\t")
        cited = {c["id"] for key in ids.split(",") for c in by_id[key]["sources"]}
        assert "seed-internews" in cited, claim


def test_wording_is_ours(records):
    runs = set((HERE / "seed_runs.txt").read_text().split("\n")[1:])
    # The name of the ministry's page, which the article gives as its source.
    names = (
        "holding of the central asia plus japan dialogue",
        "of the central asia plus japan dialogue summit",
    )
    for record in records:
        for field in ("title", "text", "note", "inferred", "assessment"):
            words = re.findall(r"[^\W_]+", str(record.get(field, "")).casefold())
            for start in range(len(words) - 7):
                run = " ".join(words[start : start + 8])
                digest = hashlib.blake2b(run.encode(), digest_size=6).hexdigest()
                assert digest not in runs or run in names, (record["id"], run)


def test_every_record_is_reached_by_a_list_command(run, records):
    commands = {
        "summit": "overview",
        "initiative": "initiative",
        "country": "countries",
        "area": "areas",
        "target": "targets",
        "document": "documents",
        "commitment": "commitments",
        "deal": "deals",
        "event": "timeline",
        "statement": "statements",
        "dispute": "disputes",
        "unknown": "unknown",
        "analysis": "analysis",
        "name": "names",
        "source": "sources",
    }

    assert set(commands) == set(KINDS)
    for kind, command in commands.items():
        listed = set(run(command, "-f", "json").ids)
        assert {record["id"] for record in of_kind(records, kind)} <= listed, kind


def test_a_weak_source_is_called_one(records):
    weak = [record["id"] for record in records if "weak source" in str(record.get("note")).lower()]

    assert len(weak) > 5


def test_the_file_is_plain_yaml_to_other_readers():
    loaded = yaml.load(BUNDLED.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)

    assert set(loaded) == {"meta", *SECTIONS, *KINDS}


def test_titles_tell_records_of_a_kind_apart(records):
    titles = Counter(
        (record["kind"], record["title"]) for record in records if record["kind"] != "source"
    )

    assert [title for title, count in titles.items() if count > 1] == []


def test_the_democracy_question_is_left_open(records):
    open_ = [
        r for r in of_kind(records, "unknown") if "democracy" in (r["title"] + r["text"]).lower()
    ]

    assert open_
