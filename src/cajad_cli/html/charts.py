"""What the charts of a page show, as plain numbers: where things stand is the template's."""

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from cajad_cli.html.gathering import Branch, Record, trees
from cajad_cli.model.vocabulary import CURRENCIES, OCCASIONS, STATUSES, is_date
from cajad_cli.render.screen import wholes

# Groups of what is of no one country or area stand last.
SEVERAL, NO_COUNTRY, NOT_STATED = "Several countries", "No country named", "Area not stated"
# Kinds whose sums are told: an event is mostly the signing of what is told already.
_PAID = ("target", "document", "commitment", "deal", "statement")
_MOST_YEARS = 100  # In a longer span, years without events are left out.
_Value = TypeVar("_Value")


class Charts:
    """The numbers of every chart of a page; a chart of nothing is empty."""

    def __init__(self, records: Iterable[Record], everything: dict[str, Record]) -> None:
        self._titles = {key: str(record["title"]) for key, record in everything.items()}
        self._records = list(records)
        # As on every screen, parts are counted with their sum.
        self.commitments = wholes([r for r in self._records if r["kind"] == "commitment"])
        self.commitments.sort(key=lambda record: list(STATUSES).index(record["status"]))
        self.of_summit = [r for r in self.commitments if r["occasion"] == "summit"]
        # The host is a party to most of what was promised, and so tells nothing of it.
        promises = [r for r in everything.values() if r["kind"] == "commitment"]
        parties = Counter(key for r in promises for key in r.get("countries", ()))
        self._host = max(parties, key=parties.__getitem__, default="")

    def _partner(self, record: Record) -> str:
        """The country that a record concerns beside the host; of several, that they are."""
        countries = record.get("countries", [])
        others = [key for key in countries if key != self._host] or countries
        if len(others) == 1:
            return self._titles[others[0]]
        return SEVERAL if others else NO_COUNTRY

    def trackers(self) -> dict[str, dict[str, list[Record]]]:
        """Commitments by when they were made; those of the summit by country and by area."""
        by_area = (
            (name, record)
            for record in self.of_summit
            for name in [self._titles[key] for key in record.get("areas", ())] or [NOT_STATED]
        )
        by_country = ((self._partner(record), record) for record in self.of_summit)
        some = {
            told: [record for record in self.commitments if record["occasion"] == occasion]
            for occasion, told in OCCASIONS.items()
        }
        return {
            "When they were made": {told: made for told, made in some.items() if made},
            "Of the summit, by country": _grouped(by_country),
            "Of the summit, by priority area": _grouped(by_area),
        }

    def timeline(self) -> dict[int, list[list[Record]]]:
        """Events by year, and in each by month; the first of 13 holds those of no known month.

        Raises ValueError for what is no date.
        """
        years: dict[int, list[list[Record]]] = {}
        for record in self._records:
            if record["kind"] == "event":
                date = record["date"].partition("/")[0]
                if not is_date(date):
                    raise ValueError("the date of an event is none")
                year, _, rest = date.partition("-")
                months = years.setdefault(int(year), [[] for _ in range(13)])
                months[int(rest[:2] or 0)].append(record)
        span = range(min(years, default=0), max(years, default=-1) + 1)
        shown = span if len(span) <= _MOST_YEARS else sorted(years)
        return {year: years.get(year, [[]] * 13) for year in shown}

    def matrix(self) -> tuple[list[str], dict[str, dict[str, list[Record]]]]:
        """To whom, and by whom to whom what was promised; who promised most comes first."""
        rows: dict[str, list[tuple[str, Record]]] = {}
        for record in self.commitments:
            # A promise is to the party that is not said to have made it.
            countries = record.get("countries", ())
            others = [key for key in countries if self._titles[key] not in record["by"]]
            to = self._titles[others[0]] if len(others) == 1 else self._partner(record)
            rows.setdefault(record["by"], []).append((to, record))
        cells = {by: _grouped(rows[by]) for by in sorted(rows, key=lambda by: -len(rows[by]))}
        return list(_grouped((to, to) for row in cells.values() for to in row)), cells

    def money(self) -> dict[str, dict[str, list[Branch]]]:
        """Sums by currency and country, larger ones first, parts under their wholes.

        A part in another currency stands by itself, because no scale holds both.
        """
        paid = [r for r in self._records if r["kind"] in _PAID and r.get("unit") in CURRENCIES]
        paid.sort(key=lambda record: -record["value"])
        units = _grouped((str(record["unit"]), record) for record in paid if record["value"] > 0)
        return {
            unit: _grouped((self._partner(tree.record), tree) for tree in trees(records))
            for unit, records in units.items()
        }


def _grouped(pairs: Iterable[tuple[str, _Value]]) -> dict[str, list[_Value]]:
    groups: dict[str, list[_Value]] = {}
    for name, value in pairs:
        groups.setdefault(name, []).append(value)
    last = (SEVERAL, NO_COUNTRY, NOT_STATED)
    return {name: groups[name] for name in sorted(groups, key=lambda name: (name in last, name))}
