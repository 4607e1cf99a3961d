"""What records are found by: names, words and their forms, synonyms, figures and days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any
from unicodedata import normalize

from cajad_cli.model import CURRENCIES, KINDS
from cajad_cli.model.records import CLASSES
from cajad_cli.store.store import SOUND, TAG_SIGNS
from cajad_cli.text import rows
from cajad_cli.text.numbers import dates, figures
from cajad_cli.text.suggest import sounds_of
from cajad_cli.text.words import fold, fold_name, index_words, is_correctable, split, stem_of

Record = dict[str, Any]
Table = Iterable[tuple[Any, ...]]

# A record is found by the names of so many of its countries, lest a long list swell the index.
MOST_NAMED = 20
# The columns of the search index that hold words.
COLUMNS = ("names", "title", "keywords", "text", "more", "asked")
# The tags by which a search may be narrowed.
NARROWING = ("kind:", "country:", "area:", "trust:", "status:")
# What a word counts that means another one in part: an English one of like meaning, a capital or
# leader for the country.
ALIKE, RELATED = 0.6, 0.4


def index(records: list[Record], tags: list[dict[str, None]]) -> Iterator[tuple[str, Table]]:
    """The tables by which the records are found, each with its rows, to be written one by one."""
    called = _table("country_names.tsv")
    glossary = _table("glossary.tsv")
    for record in (one for one in records if one["kind"] == "country"):
        # Not every capital is in that table.
        if spelt := " ".join(glossary.get(fold(record["capital"]), ())).split():
            called.setdefault(f"{record['alpha_2']}/city", []).extend(spelt)
    # What is elsewhere, and what is known by such a name, is taken for no other word.
    others = map(fold, called.pop("elsewhere"))
    names = {(fold_name(name), n) for n, r in enumerate(records, 1) for name in _names(r, called)}
    yield "name", sorted(one for one in names if one[0])
    here = {name for name, n in names if records[n - 1]["kind"] == "country"}
    elsewhere = [name for name in others if name not in here]
    # Russian declines them; short stems are those of other words as well.
    ours = set(map(stem_of, here))
    stems = [stem_of(one) for one in elsewhere if not one.isascii() and stem_of(one) not in ours]
    asking = _table("asking.tsv")
    nations = [name for english, *_ in called.values() for name in english.split(" ")]
    asking["nations"] = nations + asking.pop("regions")
    asking["elsewhere"] = [*elsewhere, *(stem for stem in stems if len(stem) > 4)]
    for name, lines in asking.items():
        # What is meant, makes a part, is done, or may stand around lists, is compared with stems.
        read = _stems if name.startswith(("means ", "parts", "given", "dated", "around")) else fold
        yield "meta", [(f"asking:{name}", read(" ".join(lines)))]
    words: Counter[str] = Counter()
    # They count the words as they are written.
    yield f"search (rowid, {', '.join(COLUMNS)}, tags)", _search_rows(records, tags, words)
    known = sorted(filter(is_correctable, words))
    yield "word", [(word, words[word]) for word in known]
    yield "synonym", _synonyms(_meanings(records, called, set(known)), known, glossary)
    yield from _figures_and_days(records)


def _table(name: str) -> dict[str, list[str]]:
    """A shipped table: the first cell of each line, and the others, of all lines that begin so."""
    table: dict[str, list[str]] = {}
    for first, *others in rows(f"store/{name}"):
        table.setdefault(first, []).extend(others)
    return table


def _names(record: Record, called: dict[str, list[str]]) -> Iterator[str]:
    """The names that a record is called by."""
    yield record["title"]
    for name, type_ in CLASSES[record["kind"]].types.items():
        if type_.index == "names" and name in record:
            yield from type_.texts(record[name])
    if record["kind"] == "country":
        # Its capital, which is one of its names, as other languages have it.
        for code in (record["alpha_2"], f"{record['alpha_2']}/city"):
            yield from called.get(code, ())


def _search_rows(
    records: list[Record], tags: list[dict[str, None]], words: Counter[str]
) -> Iterator[tuple[int | str, ...]]:
    """What each record is found by. Counts in how many records each word stands."""
    titles = {r["id"]: r["title"] for r in records if r["kind"] in ("country", "area")}
    for n, record in enumerate(records, 1):
        texts = _indexed_texts(record, titles)
        columns = [list(map(_indexed, texts[column])) for column in COLUMNS]
        words.update(set().union(*(held for column in columns for held, _ in column)))
        narrowing = "\n".join(tag for tag in tags[n - 1] if tag.startswith(NARROWING))
        stems = (" ".join(stems for _, stems in column) for column in columns)
        yield n, *stems, narrowing.translate(TAG_SIGNS)


# Many records share their keywords.
@lru_cache(maxsize=10_000)
def _indexed(text: str) -> tuple[list[str], str]:
    """The words of a text, and the stems that it is indexed by."""
    words = index_words(text)
    return words, " ".join(map(stem_of, words))


def _indexed_texts(record: Record, titles: dict[str, str]) -> dict[str, list[str]]:
    """The texts of a record by the column of the search index that they go to."""
    texts: dict[str, list[str]] = {column: [] for column in COLUMNS}
    # A country's number is its name when asked for, but no word to find it among others by.
    texts["names"] = [record["id"], record["title"]]
    texts["asked"] = [KINDS[record["kind"]].asked]
    types = CLASSES[record["kind"]].types
    # They stand in canonical order, after the kind.
    for name, value in record.items():
        if type_ := types.get(name):
            # "capital of Tajikistan" finds what has a capital.
            if type_.asked:
                texts["asked"].append(type_.asked.partition("|")[0])
            if type_.index:
                texts[type_.index] += type_.texts(value)
    for field_name in ("countries", "areas"):
        texts["more"] += (titles[key] for key in record.get(field_name, ())[:MOST_NAMED])
    return texts


def _meanings(
    records: list[Record], called: dict[str, list[str]], words: Container[str]
) -> Iterator[tuple[Iterable[str], str, float]]:
    """Names, what those mean that are words by themselves, and what share of it they count."""
    codes = set()
    for record in records:
        if record["kind"] == "country":
            own, code, capital = record["title"], record["alpha_2"], record["capital"]
            codes.add(code)
            names = [*record["names"].values(), code, record["alpha_3"]]
            names += [*record.get("aliases", ()), record["official_name"]]
            yield chain.from_iterable(map(split, names)), own, 1.0
            yield called.get(code, ()), own, 1.0
            for name in record.get("aliases", ()):
                if fold_name(name) in words:
                    yield [own], name, ALIKE
            cities = [capital, *called.get(f"{code}/city", ())]
            yield cities, own, RELATED
            yield cities, capital, 1.0
            spellings = [record["leader"], *record.get("leader_names", ())]
            leader = list(chain.from_iterable(map(split, spellings)))
            yield leader, "".join(split(record["leader"])[-1:]), 1.0
            yield leader, own, RELATED
        elif record["kind"] == "name":
            short = record.get("acronyms", ())
            yield [*record["names"].values(), *short], next(iter(short), record["title"]), 1.0
    for code, (english, *foreign) in called.items():
        if code not in codes and fold_name(english) in words:
            yield foreign, english, 1.0


def _synonyms(
    meanings: Iterable[tuple[Iterable[str], str, float]],
    known: Iterable[str],
    glossary: dict[str, list[str]],
) -> Table:
    """What words mean beside themselves, and what sounds mean of the known words.

    One that would mean two countries means none.
    """
    meant: dict[str, dict[str, float]] = {}
    for names, meaning, share in meanings:
        stems = _stems(meaning)
        for name in names:
            words = split(name)
            if len(words) == 1 and stems and len(words[0]) > 1 and stem_of(words[0]) != stems:
                meant.setdefault(stem_of(words[0]), {}).setdefault(stems, share)
    rows: dict[str, dict[str, float]] = {}
    for left, right in glossary.items():
        # Its English words mean each other, and foreign ones all of them.
        same = {" ".join(map(stem_of, words.split("+"))): 1.0 for words in left.split()}
        for word in same:
            rows.setdefault(word, {}).update({one: ALIKE for one in same if one != word})
        for word in chain.from_iterable(map(split, right)):
            rows.setdefault(stem_of(word), {}).update(same)
    for word, sound in sounds_of([word for word in known if word.isascii()]).items():
        rows.setdefault(SOUND + sound, {})[stem_of(word)] = 1.0
    clear = {word: m for word, m in meant.items() if list(m.values()).count(1.0) < 2}
    sounds = sounds_of([word for word, shares in clear.items() if RELATED in shares.values()])
    heard = ((SOUND + sound, clear[word]) for word, sound in sounds.items())
    for word, shares in chain(clear.items(), heard):
        rows.setdefault(word, {}).update(shares)
    return [(word, meant, rows[word][meant]) for word in sorted(rows) for meant in rows[word]]


def _stems(text: str) -> str:
    return " ".join(map(stem_of, split(text)))


def _figures_and_days(records: list[Record]) -> Iterator[tuple[str, Table]]:
    """What the figures that records tell are looked up by, and the days that they name."""
    figured: dict[tuple[float, str, int], int] = {}
    dated: dict[tuple[str, int], int] = {}
    for n, record in enumerate(records, 1):
        own = "\n".join([record["title"], record["text"], record.get("assessment", "")])
        # The caveat and claims, which may be many, stand by themselves: a day is compared with all
        # of its text. A source says nothing itself.
        claims = (position["says"] for position in record.get("positions", ()))
        told = [own, record.get("note", ""), *claims] if record["kind"] != "source" else []
        named: list[tuple[str, int]] = []
        for text in told:
            said = normalize("NFKC", text).lower()
            days = dates(said, spelt=True)
            named += [(day.iso(), 0) for day in days]
            for figure in figures(said):
                if not any(day.start <= figure.start < day.end for day in days):
                    figured[figure.value, figure.unit, n] = 0
        # Those of its own stand last, so that they replace the same in the text.
        if "value" in record:
            unit = record["unit"] if record["unit"] in (*CURRENCIES, "percent") else ""
            figured[record["value"], unit, n] = 1
        named += [(end, 1) for end in record.get("date", "").split("/")]
        for day, main in (*named, (record.get("relations_since", ""), 0)):
            # A day stands by its month and as the day of any year as well.
            forms = (day, day[:7], day[5:]) if len(day) == 10 else (day,)
            dated |= {(form, n): main for form in forms if len(day) > 4}
    yield "figure", sorted((*figure, main) for figure, main in figured.items())
    yield "day", sorted((*day, main) for day, main in dated.items())
