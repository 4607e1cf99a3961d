"""What the charts of a page show, as plain numbers: where things stand is the template's."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log10
from typing import NamedTuple

from cajad_cli.html.gathering import Record
from cajad_cli.model.vocabulary import CURRENCIES, STATUSES

SEVERAL, NO_COUNTRY, NOT_STATED = "Several countries", "No country named", "Area not stated"
# Rows of the matrix; whoever promised less shares the last one.
_MOST_PROMISERS = 16
_OTHERS = "Others"
# Kinds whose sums are told: an event is mostly the signing of what is told already.
_PAID = ("target", "document", "commitment", "deal", "statement")


class Sum(NamedTuple):
    """An amount of money of a record, and where it stands on a scale of powers of ten."""

    record: Record
    power: float
    is_part: bool


class Charts:
    """The numbers of every chart of a page; a chart of nothing is empty."""

    def __init__(self, records: Iterable[Record], everything: dict[str, Record]) -> None:
        self._everything = everything
        self._records = list(records)
        self.commitments = sorted(
            (record for record in self._records if record["kind"] == "commitment"),
            key=lambda record: list(STATUSES).index(record["status"]),
        )
        # The host is a party to most of what was promised, and so tells nothing of it.
        parties = Counter(
            key
            for record in everything.values()
            if record["kind"] == "commitment"
            for key in record.get("countries", ())
        )
        self._host = parties.most_common(1)[0][0] if parties else ""

    def _title(self, key: str) -> str:
        return str(self._everything[key]["title"])

    def _partner(self, record: Record) -> str:
        """The country that a record concerns beside the host; of several, that they are."""
        countries = record.get("countries", [])
        others = [key for key in countries if key != self._host] or countries
        if not others:
            return NO_COUNTRY
        return self._title(others[0]) if len(others) == 1 else SEVERAL

    def by_country(self) -> dict[str, list[Record]]:
        """Commitments by the country they concern."""
        return _grouped((self._partner(record), record) for record in self.commitments)

    def by_area(self) -> dict[str, list[Record]]:
        """Commitments by priority area."""
        return _grouped(
            (name, record)
            for record in self.commitments
            for name in [self._title(key) for key in record.get("areas", ())] or [NOT_STATED]
        )

    def timeline(self) -> dict[int, list[list[Record]]]:
        """Events by year, and in each by month; the first of 13 holds those of no known month."""
        years: dict[int, list[list[Record]]] = {}
        for record in self._records:
            if record["kind"] == "event":
                year, _, rest = record["date"].partition("/")[0].partition("-")
                months = years.setdefault(int(year), [[] for _ in range(13)])
                months[int(rest[:2] or 0)].append(record)
        if not years:
            return {}
        quiet: list[list[Record]] = [[] for _ in range(13)]
        return {year: years.get(year, quiet) for year in range(min(years), max(years) + 1)}

    def matrix(self) -> tuple[list[str], dict[str, dict[str, list[Record]]]]:
        """To whom, and by whom to whom what was promised."""
        promisers = Counter(record["by"] for record in self.commitments).most_common()
        named = [by for by, _ in promisers]
        if len(named) > _MOST_PROMISERS:
            named = named[: _MOST_PROMISERS - 1]
        cells: dict[str, dict[str, list[Record]]] = {by: {} for by in named}
        for record in self.commitments:
            by = record["by"] if record["by"] in named else _OTHERS
            cells.setdefault(by, {}).setdefault(self._promised_to(record), []).append(record)
        found = {to for row in cells.values() for to in row}
        return sorted(found, key=lambda to: (to in (SEVERAL, NO_COUNTRY), to)), cells

    def _promised_to(self, record: Record) -> str:
        """The country that a promise is to: the party that is not said to have made it."""
        countries = record.get("countries", [])
        others = [key for key in countries if self._title(key) not in record["by"]]
        return self._title(others[0]) if len(others) == 1 else self._partner(record)

    def money(self) -> dict[str, dict[str, list[Sum]]]:
        """Sums by currency and country, larger ones first, parts under their wholes."""
        paid = [
            record
            for record in self._records
            if record["kind"] in _PAID and record.get("unit") in CURRENCIES and record["value"] > 0
        ]
        paid.sort(key=lambda record: -record["value"])
        by_id = {record["id"]: record for record in paid}
        parts: dict[str, list[Record]] = {}
        for record in paid:
            for key in (record.get("part_of", ""), *record.get("counted_in", ())):
                # A part in another currency stands by itself: no scale holds both.
                if key in by_id and by_id[key]["unit"] == record["unit"]:
                    parts.setdefault(key, []).append(record)
        found: dict[str, dict[str, list[Sum]]] = {}
        under = {part["id"] for some in parts.values() for part in some}
        for record in paid:
            if record["id"] not in under:
                group = found.setdefault(record["unit"], {}).setdefault(self._partner(record), [])
                group.append(Sum(record, log10(record["value"]), False))
                group += [Sum(p, log10(p["value"]), True) for p in parts.get(record["id"], ())]
        return {unit: dict(sorted(rows.items(), key=_last)) for unit, rows in found.items()}


def _grouped(pairs: Iterable[tuple[str, Record]]) -> dict[str, list[Record]]:
    groups: dict[str, list[Record]] = {}
    for name, record in pairs:
        groups.setdefault(name, []).append(record)
    return dict(sorted(groups.items(), key=_last))


def _last(row: tuple[str, Sequence[object] | dict[str, list[Sum]]]) -> tuple[bool, str]:
    """Sorts what is of no one group behind the others."""
    return row[0] in (SEVERAL, NO_COUNTRY, NOT_STATED), row[0]
