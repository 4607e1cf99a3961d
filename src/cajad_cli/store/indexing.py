"""Writes what records are found by: names, words and their forms, synonyms, figures and days."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any
from unicodedata import normalize

from cajad_cli.ingest.reader import Progress
from cajad_cli.model.fields import fields_of
from cajad_cli.model.kinds import KINDS
from cajad_cli.model.records import CLASSES
from cajad_cli.model.vocabulary import CURRENCIES
from cajad_cli.store.layout import SOUND, TAG_SIGNS
from cajad_cli.text.dates import dates
from cajad_cli.text.figures import figures
from cajad_cli.text.sounds import sound_of
from cajad_cli.text.suggest import pieces
from cajad_cli.text.words import fold, fold_name, index_words, is_correctable, split, stem_of

Record = dict[str, Any]

# A record is found by the names of so many of its countries, lest a long list swell the index.
MOST_NAMED = 20
# The columns of the search index that hold words.
COLUMNS = ("names", "title", "keywords", "text", "more", "asked")
# The tags by which a search may be narrowed.
NARROWING = ("kind:", "country:", "area:", "trust:", "status:")
# What a word counts that means another one in part: an English one of like meaning, a capital or
# leader for the country.
ALIKE, RELATED = 0.7, 0.4


def write_index(
    records: list[Record],
    tags: list[dict[str, None]],
    database: sqlite3.Connection,
    progress: Progress | None,
) -> None:
    """Fill the tables by which the records are found."""
    called = _table("country_names.tsv")
    codes = {r["alpha_2"]: r for r in records if r["kind"] == "country"}
    names = {(fold_name(name), n) for n, r in enumerate(records, 1) for name in _names(r, called)}
    database.executemany("INSERT INTO name VALUES (?, ?)", sorted(one for one in names if one[0]))
    words: Counter[str] = Counter()
    database.executemany(
        f"INSERT INTO search (rowid, {', '.join(COLUMNS)}, tags) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        _search_rows(records, tags, words, progress),
    )
    known = sorted(words.items())
    database.executemany(
        "INSERT INTO word VALUES (?, ?, ?)",
        ((n, word, count) for n, (word, count) in enumerate(known, 1)),
    )
    keys = sorted({(key, n) for n, (word, _) in enumerate(known, 1) for key in pieces(word)})
    database.executemany("INSERT INTO piece VALUES (?, ?)", keys)
    meant = _Synonyms()
    for country in codes.values():
        meant.add_country(country, called)
    for record in records:
        if record["kind"] == "name":
            short = record.get("acronyms", ())
            meant.add([*record["names"].values(), *short], next(iter(short), record["title"]))
    for code, (english, *foreign) in called.items():
        if code not in codes and fold_name(english) in words:
            meant.add(foreign, english)
    for left, right in _table("glossary.tsv").items():
        meant.add_alike(left.split(), chain.from_iterable(map(str.split, right)))
    meant.add_sounds(words)
    database.executemany("INSERT INTO synonym VALUES (?, ?, ?)", meant.rows())
    asking = {name: fold(" ".join(lines)) for name, lines in _table("asking.tsv").items()}
    # These are compared with the words of a record as it is indexed.
    asking["light"] = " ".join(map(stem_of, asking["light"].split()))
    rows = ((f"asking:{name}", words) for name, words in asking.items())
    database.executemany("INSERT INTO meta VALUES (?, ?)", rows)
    database.executemany("INSERT OR REPLACE INTO figure VALUES (?, ?, ?, ?)", _figures(records))
    database.executemany("INSERT OR REPLACE INTO day VALUES (?, ?, ?)", _days(records))


def _table(name: str) -> dict[str, list[str]]:
    """A shipped table: the first cell of each line, and the others, of all lines that begin so."""
    lines = (files(__package__) / name).read_text(encoding="utf-8").splitlines()
    table: dict[str, list[str]] = {}
    for first, *others in (line.split("\t") for line in lines if not line.startswith("#")):
        table.setdefault(first, []).extend(others)
    return table


def _names(record: Record, called: dict[str, list[str]]) -> Iterator[str]:
    """The names that a record is called by."""
    yield record["title"]
    for field in fields_of(CLASSES[record["kind"]]):
        if field.type.names and field.name in record:
            yield from field.type.texts(record[field.name])
    if record["kind"] == "country":
        yield from called.get(record["alpha_2"], ())


# ---------------------------------------------------------------- words


def _search_rows(
    records: list[Record],
    tags: list[dict[str, None]],
    words: Counter[str],
    progress: Progress | None,
) -> Iterator[tuple[int | str, ...]]:
    """What each record is found by; it takes the most time, so it alone tells how far it is.

    Counts in how many records each word stands.
    """
    titles = {r["id"]: r["title"] for r in records if r["kind"] in ("country", "area")}
    for n, record in enumerate(records, 1):
        texts = _indexed_texts(record, titles)
        columns = [[_indexed(text) for text in texts[column]] for column in COLUMNS]
        words.update(set().union(*(plain for column in columns for plain, _ in column)))
        narrowing = (tag.translate(TAG_SIGNS) for tag in tags[n - 1] if tag.startswith(NARROWING))
        stems = (" ".join(stems for _, stems in column) for column in columns)
        yield n, *stems, " ".join(narrowing)
        if progress is not None and n % 1000 == 0:
            progress(n / len(records))


# Many records share their keywords.
@lru_cache(maxsize=10_000)
def _indexed(text: str) -> tuple[frozenset[str], str]:
    """The words of a text that a slip may be mended to, and the stems that it is indexed by."""
    words = index_words(text)
    return frozenset(filter(is_correctable, words)), " ".join(map(stem_of, words))


def _indexed_texts(record: Record, titles: dict[str, str]) -> dict[str, list[str]]:
    """The texts of a record by the column of the search index that they go to."""
    texts: dict[str, list[str]] = {column: [] for column in COLUMNS}
    # A country's number is its name when asked for, but no word to find it among others by.
    texts["names"] = [record["id"], record["title"]]
    texts["asked"] = [KINDS[record["kind"]].asked]
    for field in fields_of(CLASSES[record["kind"]]):
        if field.name in record and field.type.index:
            texts[field.type.index] += field.type.texts(record[field.name])
        if field.name in record:
            # "capital of Tajikistan" finds what has a capital.
            texts["asked"].append(field.type.asked)
    for field_name in ("countries", "areas"):
        texts["more"] += (titles[key] for key in record.get(field_name, ())[:MOST_NAMED])
    return texts


# ---------------------------------------------------------------- synonyms


class _Synonyms:
    """What words mean beside themselves. One that would mean two countries means none."""

    def __init__(self) -> None:
        self._countries: dict[str, dict[str, float]] = {}
        self._alike: dict[tuple[str, str], float] = {}

    def add(self, names: Iterable[str], meant: str, share: float = 1.0) -> None:
        """Let each name that is a word by itself mean another one."""
        meant = " ".join(map(stem_of, split(meant)))
        for name in names:
            words = split(name)
            if len(words) == 1 and meant and (len(words[0]) > 1) and stem_of(words[0]) != meant:
                self._countries.setdefault(stem_of(words[0]), {}).setdefault(meant, share)

    def add_country(self, country: Record, called: dict[str, list[str]]) -> None:
        """Let the words of a country's names, its capital and its leader mean it."""
        own, code = country["title"], country["alpha_2"]
        names = [*country.get("names", {}).values(), code, country["alpha_3"]]
        names += [*country.get("aliases", ()), country["official_name"]]
        self.add((word for name in names for word in split(name)), own)
        self.add(called.get(code, ()), own)
        cities = [country["capital"], *called.get(f"{code}/city", ())]
        self.add(cities, own, RELATED)
        self.add(cities, country["capital"])
        leader = split(country["leader"])
        spellings = [country["leader"], *country.get("leader_names", ())]
        words = [word for name in spellings for word in split(name)]
        self.add(words, leader[-1])
        self.add(words, own, RELATED)

    def add_alike(self, english: list[str], foreign: Iterable[str]) -> None:
        """Let English words mean each other, and foreign ones all of them."""
        stems = [" ".join(stem_of(word) for word in one.split("+")) for one in english]
        for one in stems:
            for other in stems:
                if one != other:
                    self._alike[one, other] = ALIKE
        for name in foreign:
            for word in split(name):
                for one in stems:
                    self._alike[stem_of(word), one] = 1.0

    def add_sounds(self, words: Iterable[str]) -> None:
        """Let what names of other scripts sound like mean the Latin words that sound so."""
        for word in words:
            if word.isascii() and (sound := sound_of(word)):
                self._alike[SOUND + sound, stem_of(word)] = 1.0

    def rows(self) -> list[tuple[str, str, float]]:
        """The rows of the table."""
        plain = {
            (word, meant): share
            for word, all_meant in self._countries.items()
            if sum(share == 1.0 for share in all_meant.values()) < 2
            for meant, share in all_meant.items()
        }
        return sorted(
            (word, meant, share) for (word, meant), share in (self._alike | plain).items()
        )


# ---------------------------------------------------------------- figures and days


def _said(record: Record) -> str:
    """What a record says in sentences, in small letters; a source says nothing itself."""
    if record["kind"] == "source":
        return ""
    texts = [record["title"], record["text"], record.get("assessment", "")]
    texts += (position["says"] for position in record.get("positions", ()))
    text = "\n".join(texts)
    return text.lower() if text.isascii() else normalize("NFKC", text).lower()


def _figures(records: list[Record]) -> Iterator[tuple[float, str, int, int]]:
    """The figures that records tell, their own last, so that they replace the same in the text."""
    for n, record in enumerate(records, 1):
        said = _said(record)
        taken = [(day.start, day.end) for day in dates(said, spelt=True)]
        for figure in figures(said):
            if not any(start <= figure.start < end for start, end in taken):
                yield figure.value, figure.unit, n, 0
        if "value" in record:
            unit = record["unit"]
            yield record["value"], unit if unit in (*CURRENCIES, "percent") else "", n, 1


def _days(records: list[Record]) -> Iterator[tuple[str, int, int]]:
    """The days that records are of or name, their own last."""
    for n, record in enumerate(records, 1):
        for day in dates(_said(record), spelt=True):
            yield from ((key, n, 0) for key in _day_keys(day.iso()))
        for end in record.get("date", "").split("/"):
            yield from ((key, n, 1) for key in _day_keys(end))


def _day_keys(day: str) -> Iterator[str]:
    """What a day is looked up by: itself, its month, and the day of any year."""
    if len(day) > 4:
        yield day
    if len(day) == 10:
        yield from (day[:7], day[5:])
