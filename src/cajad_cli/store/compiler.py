"""Compiles a checked dataset into one SQLite file: records, their links, names and search index.

The same dataset gives the same bytes.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from cajad_cli import __version__
from cajad_cli.model import KINDS, LANGUAGES, SOURCES, backs
from cajad_cli.model.records import CLASSES
from cajad_cli.store.indexing import Table, index
from cajad_cli.text import shipped
from cajad_cli.text.amounts import day_in_words
from cajad_cli.text.safe import escaped, passage_link
from cajad_cli.text.words import split

Record = dict[str, Any]


def compile_dataset(root: dict[str, Any], database: sqlite3.Connection) -> None:
    """Write the store of a checked dataset into an empty database in autocommit mode."""
    records = list(complete(root))
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    stored = (
        (n, r["id"], r["kind"], r.get("date", ""), escaped(encode(r)))
        for n, r in enumerate(records, 1)
    )
    # The host, in whose capital a summit met or whose leader chaired one, stands in most records:
    # which of its guests one is about tells more.
    summits, countries = root.get("summit", ()), root.get("country", ())
    met = {summit["chair"] for summit in summits}
    met.update(*(re.split(", *", summit["place"]) for summit in summits))
    hosts = (one["id"] for one in countries if not met.isdisjoint((one["capital"], one["leader"])))
    host = next(hosts, "")
    last = {one["id"]: "".join(split(one["leader"])[-1:]) for one in countries}
    guests = " ".join(f"{key}:{name}" for key, name in last.items() if key != host)
    tags = [dict.fromkeys(_tags(record, host)) for record in records]
    tables: list[tuple[str, Table]] = [
        ("meta", [*_meta_rows(root, records), ("host", host), ("guests", guests)]),
        ("record", stored),
        ("tag", sorted((tag, n) for n, each in enumerate(tags, 1) for tag in each)),
    ]
    database.executescript(shipped("store/schema.sql"))
    database.execute("BEGIN")
    for table, rows in chain(tables, index(records, tags)):
        left = iter(rows)
        for first in left:
            marks = ", ".join("?" * len(first))
            database.executemany(f"INSERT INTO {table} VALUES ({marks})", chain([first], left))
    database.execute("COMMIT")


def complete(root: Record) -> Iterator[Record]:
    """The records in order of importance, with kind and derived fields, keys in canonical order."""
    events = sorted(root.get("event", ()), key=lambda event: str(event["date"]))
    named = {
        "disputed_by": _named_by(root.get("dispute", ()), "about"),
        "counted_in": _named_by((r for kind in KINDS for r in root.get(kind, ())), "sum_of"),
        "steps": _named_by(events, "commitments"),
    }
    open_disputes = {d["id"] for d in root.get("dispute", ()) if d["settled"] != "fully"}
    sources = {source["id"]: source for source in root.get("source", ())}
    for kind, cls in CLASSES.items():
        for written in root.get(kind, ()):
            key = written["id"]
            record = written | {name: ids[key] for name, ids in named.items() if key in ids}
            cited = [(c, sources[c["id"]].get("url")) for c in written.get("sources", ())]
            record["sources"] = [
                c | ({"link": passage_link(url, c.get("phrase", ""))} if url else {})
                for c, url in cited
            ]
            if kind == "source":
                record["text"] = _described(record)
            elif isinstance(record["text"], list):
                record |= {"sentences": record["text"], "text": " ".join(record["text"])}
            if kind == "dispute":
                record["positions"] = list(_positions(record))
            if KINDS[kind].reports:
                record["trust"] = trust_of(record, sources, open_disputes)
            ordered: Record = {"id": key, "kind": kind}
            for name, type_, _ in cls.fields:
                if name in record:
                    value = record[name]
                    ordered[name] = str(value) if type_.form == "date" else value
            yield ordered


def _named_by(records: Iterable[Record], field: str) -> dict[str, list[str]]:
    """For each record that others name in a field, the ids of these."""
    named: dict[str, list[str]] = {}
    for record in records:
        for key in record.get(field, ()):
            named.setdefault(key, []).append(record["id"])
    return named


def _described(source: Record) -> str:
    """The one sentence that stands as the text of a source."""
    dated = f"dated {day_in_words(str(source['date']))}" if "date" in source else "without a date"
    language = {**LANGUAGES, "mul": "several languages"}.get(source["language"], "its language")
    published = f"published by {source['publisher']}, {dated}, in {language}"
    return f"{SOURCES[source['type']]} {published}."


def _positions(dispute: Record) -> Iterator[Record]:
    for number, says in enumerate(dispute["positions"], 1):
        taken = (c["id"] for c in dispute["sources"] if backs(c, f"positions.{number}"))
        yield {"says": says, "sources": list(dict.fromkeys(taken))}


def trust_of(record: Record, sources: dict[str, Record], open_disputes: set[str]) -> str:
    """How far to trust a reported record, worked out from what backs each sentence of its text.

    Disputed while a dispute about it is not fully settled; else official if a primary source,
    which speaks for itself alone, backs every sentence; else corroborated if two independent
    origins back each; else single source.
    """
    if open_disputes.intersection(record.get("disputed_by", ())):
        return "disputed"
    backing = [
        [(c, sources[c["id"]]) for c in record["sources"] if backs(c, f"text.{number}")]
        for number, _ in enumerate(record.get("sentences", [record["text"]]), 1)
    ]
    if all(any(c.get("type", s["type"]) == "primary" for c, s in each) for each in backing):
        return "official"
    # What several outlets relay of one body is one report.
    origins = (
        {c.get("origin") or s.get("origin") or s["publisher"] for c, s in each} for each in backing
    )
    return "corroborated" if all(len(each) > 1 for each in origins) else "single source"


def _meta_rows(root: dict[str, Any], records: list[Record]) -> Iterator[tuple[str, str]]:
    yield "made_with", __version__
    yield from ((f"data:{key}", str(value)) for key, value in root["meta"].items())
    yield from ((f"tally:{group}", str(number)) for group, number in _tallies(records).items())
    for withdrawn in root.get("withdrawn", ()):
        told = [withdrawn["why"], *withdrawn.get("replaced_by", ())]
        yield f"withdrawn:{withdrawn['id']}", "\n".join(told)
    for kind, cls in CLASSES.items():
        head, *rest = (f"{f.name}\t{f.heading}\t{f.type.form}" for f in cls.fields)
        asked = (f"{f.name}\t{f.heading}\t{f.type.asked}" for f in cls.fields if f.type.asked)
        yield f"fields:{kind}", "\n".join([head, "kind\tKind\ttext", *rest])
        yield f"asked:{kind}", "\n".join(asked).replace("|", " ")
        yield f"count:{kind}", str(len(root.get(kind, ())))


def _tallies(records: list[Record]) -> Counter[str]:
    """How many promises and deals are of each country, area and occasion, by their status.

    A part is counted with its whole alone, where that is of its kind; of a country that the whole
    is not of, and of an area where the whole has none, by itself. What concerns more than two
    countries is no country's own. Of promises those that are not the summit's are counted as
    others; of the summit's by themselves those that we read to be such, and those whose status is
    our reading.
    """
    tallies: Counter[str] = Counter()
    known = {record["id"]: record for record in records}
    for record in (one for one in records if one["kind"] in ("commitment", "deal")):
        occasion, countries = record.get("occasion", ""), record.get("countries", ())
        # Areas are the initiative's: what is older or later than the summit is not counted.
        areas = record.get("areas", ()) if occasion == "summit" else ()
        of = countries if len(countries) < 3 else ["several countries"]
        # No id has a blank.
        groups = {f"occasion {occasion}", *areas, *of}
        keys = [*record.get("counted_in", ()), record.get("part_of", "")]
        wholes = [known[key] for key in keys if known.get(key, {}).get("kind") == record["kind"]]
        if wholes:
            has_area = any("areas" in whole for whole in wholes)
            groups.intersection_update([*countries, *(() if has_area else areas)])
            groups.difference_update(*(whole.get("countries", ()) for whole in wholes))
        status, inferred = record.get("status", ""), record.get("inferred", ())
        is_other = occasion not in ("", "summit")
        for group in groups:
            tallies[f"{group}:{'other' if is_other else record['kind']}:{status}"] += 1
            for field in ("occasion", "status", "areas"):
                tallies[f"{group}:read {field}:{status}"] += field in inferred and not is_other
    # Without what is counted not once.
    return +tallies


def _tags(record: Record, host: str) -> Iterator[str]:
    """Under what a record is found: what it refers to, and what narrows lists."""
    countries, types = record.get("countries", ()), CLASSES[record["kind"]].types
    guests = [key for key in countries if key != host]
    if len(guests) == 1:
        yield f"alone:{guests[0]}"
    yield f"kind:{record['kind']}"
    for name, value in record.items():
        # The kind is no field.
        if type_ := types.get(name):
            if type_.narrows:
                yield f"{name}:{value}"
            if not type_.derived:
                yield from (f"{tag}:{key}" for tag in type_.tags for key in type_.links(value))
    yield from (f"source:{citation['id']}" for citation in record["sources"])
    if record["kind"] == "country":
        yield f"country:{record['id']}"
    if len(countries) > 2:
        yield "several"
