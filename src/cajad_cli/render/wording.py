"""How figures, dates, names, states, counts and footnotes are said on screens."""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from typing import Any

from rich.text import Text

from cajad_cli.model import LANGUAGES, backs, has_own_title
from cajad_cli.render import TIE
from cajad_cli.render.looks import Cell, joined, link, plain, sign, signed
from cajad_cli.text import amounts
from cajad_cli.text.safe import counted

# A record as the store has it.
Record = dict[str, Any]

_SCALES = {"trillion": "trn", "billion": "bn", "million": "m"}
# Why no sum of sums is told.
NOT_ADDED = "Never added up: ceilings, portfolios and contracts differ; sums lie within sums."


def number(value: float) -> str:
    """A value with its scale in short; never rounded."""
    digits, _, scale = amounts.number(value).partition(" ")
    return f"{digits} {_SCALES[scale]}" if scale else digits


def amount(record: Record, sign: Callable[[str], str] = sign) -> str:
    """The figure of a record as a list shows it: `more than $3.7 bn`."""
    if "value" not in record:
        return ""
    unit, figure = record["unit"], number(record["value"])
    told = f"{sign(unit)}{figure}" if unit.isupper() and sign(unit) else f"{figure} {unit}"
    qualifier = record.get("qualifier", "")
    return told if qualifier in ("", "stated", "exactly") else f"{qualifier} {told}"


def day(date: str) -> str:
    """A date as people write it: 20 Dec 2025, Dec 2025, 17-20 Dec 2025."""
    begin, _, end = amounts.day_in_words(date, "/", letters=3).partition("/")
    if not end:
        return begin
    # The month and the year, or the year, are said once where both ends share them.
    begin = begin.removesuffix(f" {end.partition(' ')[2]}").removesuffix(f" {end[-4:]}")
    between = f" {sign('range')} " if " " in begin else sign("range")
    return f"{begin}{between}{end}"


def ours(record: Record, *fields: str, name: str = "") -> Text:
    """That one of these fields is our reading; `name` is of one that does not stand beside it."""
    is_ours = not record.get("inferred", {}).keys().isdisjoint(fields)
    told = f"{name}: our reading" if name else "(our reading)"
    return plain(told if is_ours else "", "our reading", unbroken=True)


def dated(record: Record) -> str:
    """The date of a record; of a promise it is not that of what is promised, and says so."""
    date = day(record.get("date", ""))
    return f"promised {date}" if date and record["kind"] == "commitment" else date


def when(record: Record) -> Text:
    """The date of a record; one that no source gives says so."""
    return joined([dated(record), ours(record, "date")])


def sum_told(record: Record) -> Text:
    """The figure of a record as a list shows it; one that no source gives says so."""
    return joined([amount(record), ours(record, "value")])


def as_of(record: Record) -> str:
    """The day for which the status of a record is true."""
    return f"as of {day(record['as_of'])}" if "as_of" in record else ""


def titled(record: Record) -> str:
    """A title; in brackets that of a source that is cajad's, and not its page's."""
    is_ours = record["kind"] == "source" and not has_own_title(record)
    return f"[{record['title']}]" if is_ours else str(record["title"])


def title(record: Record) -> Text:
    """A title, as the heading of its record."""
    return plain(titled(record), "heading")


def verdict(record: Record, style: str = "") -> list[Cell]:
    """Our verdict on a dispute, which says that it is ours."""
    return ["Our verdict:", plain(record["assessment"], style)]


def read(source: Record) -> Text:
    """How much of a source could be read, where that is on record."""
    told = source.get("read", "")
    return plain("not read" if told == "unread" else told and f"read: {told}", unbroken=True)


def trust(record: Record) -> Text:
    """The trust of a record, with its sign where it warns; nothing for what reports no fact."""
    word = record.get("trust", "")
    return signed("disputed") if word == "disputed" else plain(word, word, unbroken=True)


def status(record: Record) -> Text:
    """A status with its sign."""
    return signed(record["status"]) if "status" in record else Text()


def remarks(record: Record, is_dated: bool = False) -> list[Text]:
    """What must not be missed of a record: our reading of its status, or of a date that is told,
    and what is planned, older or later."""
    told = planned(record)
    if not is_dated and "status" in record.get("inferred", {}):
        told.insert(0, plain("our reading", "our reading"))
    if record.get("occasion") == "before":
        told.append(plain(f"older {record.get('date', '')[:4]}".strip(), "older", unbroken=True))
    if record.get("occasion") == "after":
        told.append(plain("later", "later"))
    return [*told, ours(record, "date", name="date")] if is_dated else told


def planned(record: Record) -> list[Text]:
    """That an event was planned, and no source reports that it took place."""
    return [signed("planned")] * (record["kind"] == "event" and record["type"] == "plan")


def occasion(record: Record) -> Text:
    """That a promise was made at the summit, before or after is our reading, if it is."""
    told = {"before": "older", "after": "later"}.get(record.get("occasion", ""), "summit")
    return ours(record, "occasion", name=told)


def leader(country: Record) -> str:
    """The leader of a country with the office, which need not name the country as well."""
    office, _, of = country["leader_title"].partition(" of ")
    is_its = of.removeprefix("the ") in (country["title"], country["official_name"])
    return f"{country['leader']}, {office if is_its else country['leader_title']}"


def code(country: Record) -> str:
    """Its code, as it stands in commands that people copy; its id where that is none."""
    is_one = re.fullmatch("[A-Z]{2}", country["alpha_2"])
    return country["alpha_2"].lower() if is_one else str(country["id"])


def givers(record: Record, others: dict[str, Record]) -> Iterator[str]:
    """The titles of those of its countries that a promise is said to be by."""
    by = record["by"]
    titles = (others[key]["title"] for key in record.get("countries", ()))
    # The longest first, lest the promise of South Sudan be one of Sudan.
    for title in sorted(titles, key=len, reverse=True):
        by, found = re.subn(rf"(?<!\w){re.escape(title)}(?!\w)", "", by)
        if found:
            yield title


def short(body: str) -> str:
    """The name of a body in few words: without through whom it came, and what explains it."""
    return re.split(r" via | \(|; ", body)[0].replace("Ministry of Foreign Affairs of", "MOFA")


def source(citation: Record, others: dict[str, Record], dated: bool = True) -> Text:
    """A source by its publisher and date, linked to the passage."""
    found = others[citation["id"]]
    date = day(found.get("date", "")) if dated else ""
    return link(joined([short(found["publisher"]), date], ", "), citation.get("link", ""))


def first_sources(record: Record, others: dict[str, Record]) -> Text:
    """The publisher of a first source, a primary one if there is any, and how many more; where
    there is a figure it is one that holds this, linked there."""
    cited = record["sources"]
    told = [citation for citation in cited if "value" in record and backs(citation, "value")]
    ranked = sorted(told or cited, key=lambda one: others[one["id"]]["type"] != "primary")
    more = len({citation["id"] for citation in cited}) - 1
    named = (source(first, others, dated=False) for first in ranked[:1])
    return joined([*named, f"+{more}" if more > 0 else ""], TIE)


def language(code: str) -> str:
    """A language in English."""
    return "several languages" if code == "mul" else LANGUAGES.get(code, code)


def spelt(country: Record) -> Text:
    """Spellings of a leader, those in another script than ours behind what that is called."""
    from unicodedata import name as unicode_name

    # Japanese is written in the characters of Chinese.
    chinese = "Japanese" if country.get("alpha_2") == "JP" else "Chinese or Japanese"
    known = {"CYRILLIC": "Cyrillic", "HANGUL": "Korean", "CJK": chinese}
    known |= {"KATAKANA": "Japanese", "HIRAGANA": "Japanese"}
    scripts: dict[str, list[str]] = {}
    for name in country.get("leader_names", ()):
        script = unicode_name(name[0], "").partition(" ")[0]
        scripts.setdefault(known.get(script, ""), []).append(name)
    return joined((f"{script} {', '.join(told)}".strip() for script, told in scripts.items()), "; ")


def names(keys: Iterable[str], others: dict[str, Record]) -> str:
    """What countries, areas and other records of these ids are called."""
    return ", ".join(others[key]["title"] if key in others else key for key in keys)


def codes(record: Record, others: dict[str, Record]) -> str:
    """The countries of a record in two letters each, or how many where they are many."""
    countries = record.get("countries", ())
    if len(countries) > 2:
        return f"{len(countries)} countries"
    return " ".join(others[key]["alpha_2"] for key in countries if key in others)


def kind(record: Record) -> str:
    """What a kind of record is called for people."""
    told: str = record["kind"]
    return {"commitment": "promise", "unknown": "not known"}.get(told, told)


def sort(record: Record) -> str:
    """What sort of its kind a record is, in a word."""
    told: str = record.get("type") or kind(record)
    if told == "other":
        return "paper" if record["kind"] == "document" else kind(record)
    return "number" if told == "count" else told


def unsettled(records: Iterable[Record]) -> list[Record]:
    """The disputes among records that are not fully settled."""
    return [one for one in records if one.get("settled", "fully") != "fully"]


def settled(record: Record) -> Cell:
    """How far a dispute is settled, with its sign."""
    if record["settled"] == "fully":
        return signed("settled")
    return signed("disputed", "open" if record["settled"] == "open" else "partly open")


def inferred(records: list[Record], field: str) -> int:
    """Of how many records a field is our reading."""
    return sum(field in record.get("inferred", {}) for record in records)


def is_shared(record: Record) -> bool:
    """Whether a record concerns more than two countries."""
    return len(record.get("countries", ())) > 2


def by_reading(told: str, read: int) -> str:
    """How many are counted to an occasion, and how many of them by our reading."""
    return f"{told}, {read} counted so by our reading" if read else told


def of(shown: int, every: int) -> str:
    """How many are shown, and of how many, if these are more."""
    return f"{shown} of {every:,}" if shown < every else str(shown)


def whole_of(record: Record, ids: Container[str]) -> str:
    """The one of some records that a record is a part of and is counted with, or nothing."""
    wholes = [*record.get("counted_in", ()), record.get("part_of", "")]
    return next((key for key in wholes if key in ids), "")


def wholes(records: list[Record], among: Container[str] = ()) -> list[Record]:
    """Records without the parts of sums of others, which may be those of the ids `among`."""
    own = {record["id"] for record in records}
    return [one for one in records if not whole_of(one, own) and not whole_of(one, among)]


def number_of(records: list[Record], among: Container[str] = ()) -> str:
    """How many records there are, parts apart; wholes may be those of the ids `among`."""
    whole = len(wholes(records, among))
    parts = f" (and {counted(len(records) - whole, 'part')})" if whole < len(records) else ""
    return f"{whole:,}{parts}"


class Notes:
    """The footnotes of a page: its sources, numbered in the order in which they are first named."""

    def __init__(self, others: dict[str, Record], most: int | None = None) -> None:
        self.cited: dict[str, Record] = {}
        """The first citation of each source that has a number, by its id."""
        self.backing: set[str] = set()
        """The sources of all that bears a note, also those without a number."""
        self._others, self._most = others, most

    def mark(self, record: Record, *parts: str) -> Text:
        """The numbers of what backs parts of a record, such as `text.2`; or else its text.

        Nothing backs a part that is not there.
        """
        wanted = parts_of(record, "text")
        if parts:
            wanted = [part for part in parts if part.partition(".")[0] in record]
        backing = [c for c in record["sources"] if any(backs(c, part) for part in wanted)]
        cited = {citation["id"]: citation for citation in backing}
        self.backing.update(cited)
        # Primary sources are taken first, then what has a number, so that few are listed.
        rank = {
            key: (self._others[key]["type"] != "primary", key not in self.cited) for key in cited
        }
        taken = sorted(cited, key=rank.__getitem__)[: self._most]
        self.cited |= {key: cited[key] for key in taken if key not in self.cited}
        numbers = [number for number, key in enumerate(self.cited, 1) if key in taken]
        more = f" +{len(cited) - len(numbers)}" if len(cited) > len(numbers) else ""
        return plain(f"[{_ranges(numbers)}{more}]" if numbers else "")

    def sentences(self, record: Record) -> list[Cell]:
        """The text of a record, a footnote behind each sentence."""
        told: list[Cell] = []
        texts = record.get("sentences", [record["text"]])
        for text, part in zip(texts, parts_of(record, "text"), strict=True):
            told += [text, self.mark(record, part), ours(record, part, "text")]
        return told


def parts_of(record: Record, field: str) -> list[str]:
    """The parts of a field that are backed by themselves: text.1, text.2; names.ja; date."""
    value = record.get("sentences", [record["text"]]) if field == "text" else record.get(field)
    if isinstance(value, dict):
        return [f"{field}.{key}" for key in value]
    if isinstance(value, list):
        return [f"{field}.{number}" for number, _ in enumerate(value, 1)]
    return [field] if value is not None else []


def _ranges(numbers: list[int]) -> str:
    """Numbers in order, runs of three and more as ranges: 1-3,7."""
    runs: list[list[int]] = []
    for number in numbers:
        if not runs or number != runs[-1][-1] + 1:
            runs.append([])
        runs[-1].append(number)
    return ",".join(f"{r[0]}-{r[-1]}" if len(r) > 2 else ",".join(map(str, r)) for r in runs)
