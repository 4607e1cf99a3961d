"""Compiles a checked dataset into one SQLite file: records, their links, names and search index.

What the rest of the program reads is what this module writes; `SCHEMA` is the contract between
them, and SCHEMA_VERSION changes with it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from cajad_cli.models import KINDS, fields_of
from cajad_cli.reader import Progress
from cajad_cli.store import checksum
from cajad_cli.terminal import escaped
from cajad_cli.vocabulary import REPORTED
from cajad_cli.words import fold_name, grams, index_words, is_correctable, split

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE record (
    n INTEGER PRIMARY KEY,  -- rank of importance: the order of the file
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    date TEXT NOT NULL,     -- '' where the record has none
    json TEXT NOT NULL,
    checksum INTEGER NOT NULL
);
CREATE TABLE tag (tag TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (tag, n)) WITHOUT ROWID;
CREATE TABLE name (
    name TEXT NOT NULL,
    n INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (name, n)
) WITHOUT ROWID;
CREATE TABLE synonym (word TEXT PRIMARY KEY, meant TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE word (n INTEGER PRIMARY KEY, word TEXT NOT NULL, records INTEGER NOT NULL);
CREATE VIRTUAL TABLE spelling USING fts5 (
    grams, content='', tokenize="unicode61 remove_diacritics 0 tokenchars '_'"
);
CREATE VIRTUAL TABLE search USING fts5 (
    names, title, keywords, text, more,
    content='', tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
);
"""
INDEXES = """
CREATE UNIQUE INDEX record_id ON record (id);
CREATE INDEX record_kind ON record (kind, n);
"""

# A record is found by the names of so many of its countries, lest a long list swell the index.
MOST_NAMED = 20
# Fields that people ask for by their name.
_ASKED_FOR = ("capital", "currency", "leader", "relations", "chair", "venue", "place", "period")
# Fields that hold ids of other records, each under the tag that finds this record from that one.
_LINKS = ("related", "commitments", "about", "sum_of")
# Fields that are searched as names, title, keywords and text; what else is text goes to `more`.
_PLAIN = {"id", "kind", "title", "text", "keywords", "aliases", "names", "trust", "sources", "url"}
_PLAIN |= {"countries", "areas", "related", "commitments", "about", "sum_of", "part_of", "steps"}
_PLAIN |= {"disputed_by", "backs", "leader_names"}
# Fields by whose value a record is called, as by its id, title and aliases.
_NAME_FIELDS = ("alpha_2", "alpha_3", "official_name", "leader", "capital")


def compile_dataset(
    root: dict[str, Any], database: sqlite3.Connection, progress: Progress | None = None
) -> None:
    """Write the store of a checked dataset into an empty database in autocommit mode."""
    records = list(complete(root))
    database.executescript(SCHEMA)
    database.execute("BEGIN")
    database.executemany("INSERT INTO meta VALUES (?, ?)", _meta_rows(root, records))
    _write_records(records, database, progress)
    database.execute("COMMIT")
    database.executescript(INDEXES)


def complete(root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The records in order of importance, with kind and derived fields, keys in canonical order."""
    disputes: dict[str, list[str]] = {}
    for dispute in root.get("dispute", ()):
        for disputed in dispute.get("about", ()):
            disputes.setdefault(disputed, []).append(dispute["id"])
    steps: dict[str, list[str]] = {}
    for event in sorted(root.get("event", ()), key=lambda event: str(event["date"])):
        for commitment in event.get("commitments", ()):
            steps.setdefault(commitment, []).append(event["id"])
    sources = {source["id"]: source for source in root.get("source", ())}
    for kind, cls in KINDS.items():
        fields = [(field.name, field.rule.form) for field in fields_of(cls)]
        for written in root.get(kind, ()):
            record = dict(written)
            if kind == "source":
                record["text"] = describe_source(record)
            if record["id"] in disputes:
                record["disputed_by"] = disputes[record["id"]]
            if record["id"] in steps and kind in ("commitment", "target"):
                record["steps"] = steps[record["id"]]
            if kind in REPORTED:
                record["trust"] = trust_of(record, sources)
            ordered: dict[str, Any] = {"id": record["id"], "kind": kind}
            for name, form in fields:
                if name in record:
                    ordered[name] = str(record[name]) if form in ("date", "day") else record[name]
            ordered.setdefault("sources", [])
            yield ordered


def trust_of(record: dict[str, Any], sources: dict[str, dict[str, Any]]) -> str:
    """How far to trust a reported record, worked out from what backs its text.

    Disputed if a dispute is about it; else official if a primary source backs it; else
    corroborated if sources of two or more publishers do; else single source.
    """
    if record.get("disputed_by"):
        return "disputed"
    backing = [c for c in record["sources"] if "text" in c.get("backs", ("text",))]
    cited = [sources[citation["id"]] for citation in backing or record["sources"]]
    if any(source["type"] == "primary" for source in cited):
        return "official"
    return "corroborated" if len({s["publisher"] for s in cited}) > 1 else "single source"


def describe_source(source: dict[str, Any]) -> str:
    """The one sentence that stands as the text of a source."""
    sort = {
        "primary": "A primary source",
        "press": "A press report",
        "analysis": "An analysis",
        "reference": "A work of reference",
    }[source["type"]]
    dated = f"dated {source['date']}" if "date" in source else "without a date"
    return (
        f"{sort} published by {source['publisher']}, {dated}, in the language {source['language']}."
    )


def _meta_rows(root: dict[str, Any], records: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for key, value in root["meta"].items():
        yield f"data:{key}", str(value)
    counts = Counter(record["kind"] for record in records)
    for kind, cls in KINDS.items():
        columns = [field.name for field in fields_of(cls)]
        yield f"columns:{kind}", " ".join(["id", "kind", *columns[1:]])
        yield f"count:{kind}", str(counts[kind])


def _write_records(
    records: list[dict[str, Any]], database: sqlite3.Connection, progress: Progress | None
) -> None:
    tags = ((tag, n) for n, record in enumerate(records, 1) for tag in _tags(record))
    names = (
        (name, n, checksum(name, n))
        for n, record in enumerate(records, 1)
        for name in _folded_names(record)
    )
    database.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)", _record_rows(records))
    database.executemany("INSERT OR IGNORE INTO tag VALUES (?, ?)", tags)
    database.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", names)
    database.executemany("INSERT INTO synonym VALUES (?, ?)", _synonyms(records).items())
    database.executemany(
        "INSERT INTO search (rowid, names, title, keywords, text, more) VALUES (?, ?, ?, ?, ?, ?)",
        _search_rows(records, progress),
    )
    _write_words(database)


def _record_rows(
    records: list[dict[str, Any]],
) -> Iterator[tuple[int, str, str, str, str, int]]:
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for n, record in enumerate(records, 1):
        row = (n, record["id"], record["kind"], record.get("date", ""), escaped(encode(record)))
        yield (*row, checksum(*row))


def _search_rows(
    records: list[dict[str, Any]], progress: Progress | None
) -> Iterator[tuple[int | str, ...]]:
    """What each record is found by; it takes the most time, so it alone tells how far it is."""
    titles = {r["id"]: r["title"] for r in records if r["kind"] in ("country", "area")}
    for n, record in enumerate(records, 1):
        yield (
            n,
            _indexed(" ".join(_names(record))),
            _indexed(record["title"]),
            " ".join(map(_indexed_again, record.get("keywords", ()))),
            _indexed(record["text"]),
            _indexed(" ".join(_more(record, titles))),
        )
        if progress is not None and n % 1000 == 0:
            progress(n / len(records))


def _indexed(text: str) -> str:
    return " ".join(index_words(text))


# Many records share their keywords.
_indexed_again = lru_cache(maxsize=10_000)(_indexed)


def _tags(record: dict[str, Any]) -> Iterator[str]:
    for country in record.get("countries", ()):
        yield f"country:{country}"
    if record["kind"] == "country":
        yield f"country:{record['id']}"
    if len(record.get("countries", ())) > 2:
        yield "several"
    for area in record.get("areas", ()):
        yield f"area:{area}"
    for field in ("status", "trust", "type"):
        if field in record:
            yield f"{field}:{record[field]}"
    for field in _LINKS:
        for target in record.get(field, ()):
            yield f"link:{target}"
    if "part_of" in record:
        yield f"link:{record['part_of']}"
        yield f"part:{record['part_of']}"
    for citation in record["sources"]:
        yield f"source:{citation['id']}"


def _names(record: dict[str, Any]) -> list[str]:
    called = [record["id"], record["title"], *record.get("aliases", ())]
    called += [record[field] for field in _NAME_FIELDS if field in record]
    called += [*record.get("names", {}).values(), *record.get("leader_names", ())]
    return called


def _folded_names(record: dict[str, Any]) -> set[str]:
    # A country's number is its name when asked for, but no word to find it among others by.
    called = [*_names(record), record.get("numeric", "")]
    return {fold_name(name) for name in called} - {""}


def _more(record: dict[str, Any], titles: dict[str, str]) -> Iterator[str]:
    for field, value in record.items():
        if field in _PLAIN:
            continue
        if isinstance(value, str):
            yield value
        elif field == "positions":
            yield from (position["says"] for position in value)
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, str))
    for field in ("countries", "areas"):
        yield from (titles[one] for one in record.get(field, ())[:MOST_NAMED])
    # "capital of Tajikistan" finds what has a capital.
    yield from (field for field in _ASKED_FOR if field in record)


def _synonyms(records: list[dict[str, Any]]) -> dict[str, str]:
    """The words of a country's names, with its common name, that no other country has in its own.

    So "Kirgizia" finds what speaks of Kyrgyzstan, and "republic" means nobody.
    """
    owners: dict[str, set[str]] = {}
    for record in records:
        if record["kind"] == "country" and fold_name(record["title"]):
            called = [record["title"], *record.get("names", {}).values(), record["alpha_2"]]
            called += [*record.get("aliases", ()), record["official_name"], record["alpha_3"]]
            for word in {word for name in called for word in split(name)}:
                owners.setdefault(word, set()).add(fold_name(record["title"]))
    return {word: names.pop() for word, names in owners.items() if len(names) == 1}


def _write_words(database: sqlite3.Connection) -> None:
    """The words that a misspelt one may mean, with the number of records that hold each."""
    database.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, search, row)")
    found = database.execute("SELECT term, doc FROM temp.vocabulary")
    known = [(word, count) for word, count in found if is_correctable(word)]
    rows = [(n, word, count) for n, (word, count) in enumerate(known, 1)]
    database.executemany("INSERT INTO word VALUES (?, ?, ?)", rows)
    database.executemany(
        "INSERT INTO spelling (rowid, grams) VALUES (?, ?)",
        ((n, " ".join(grams(word))) for n, word, _ in rows),
    )
