"""The footnotes of a screen: each source of a page numbered once, by publisher and date."""

from typing import Any

from rich.text import Text

from cajad_cli.query.view import Gathered
from cajad_cli.render.layout import Page, joined, plain
from cajad_cli.render.wording import source

Record = dict[str, Any]

# So many notes stand at a passage, and so many sources beneath a screen; more are counted.
_MOST_MARKS = 3
_MOST_SOURCES = 12


class Notes:
    """The sources of a page, numbered in the order in which they are first named."""

    def __init__(self, shown: Gathered) -> None:
        self._shown = shown
        self._numbers: dict[str, int] = {}
        self._citations: list[Record] = []

    def mark(self, record: Record, *parts: str, every: bool = False) -> Text:
        """The numbers of what backs parts of a record, such as `text.2`; or else its text."""
        wanted = parts or tuple(parts_of(record, "text"))
        cited = [c for c in record["sources"] if any(backs(c, part) for part in wanted)]
        for citation in cited:
            if citation["id"] not in self._numbers:
                self._numbers[citation["id"]] = len(self._numbers) + 1
                self._citations.append(citation)
        numbers = sorted({self._numbers[citation["id"]] for citation in cited})
        return plain(_ranges(numbers if every else numbers[:_MOST_MARKS], len(numbers)))

    def number(self, key: str) -> int:
        """The number of a source; one that was not named on the page comes last."""
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def write(self, page: Page) -> None:
        """The sources, each with its number."""
        if self._citations:
            page.section("Sources", str(len(self._citations)))
            told = [
                joined([f"[{number}]", source(citation, self._shown.others)])
                for number, citation in enumerate(self._citations[:_MOST_SOURCES], 1)
            ]
            more = len(self._citations) - len(told)
            page.flow([*told, plain(f"and {more} more")] if more else told)


def parts_of(record: Record, field: str) -> list[str]:
    """The parts of a field that are backed by themselves: text.1, text.2; names.ja; date."""
    value = record.get("sentences", [record["text"]]) if field == "text" else record.get(field)
    if isinstance(value, dict):
        return [f"{field}.{key}" for key in value]
    if isinstance(value, list):
        return [f"{field}.{number}" for number, _ in enumerate(value, 1)]
    return [field] if value is not None else []


def backs(citation: Record, part: str) -> bool:
    """Whether a citation backs a part of its record; without `backs` it backs all of it."""
    named = citation.get("backs")
    return named is None or part in named or part.partition(".")[0] in named


def _ranges(numbers: list[int], total: int) -> str:
    """Numbers in brackets, runs of them as ranges, and how many more there are: [1-3,7 +2]."""
    if not numbers:
        return ""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = ",".join(f"{r[0]}-{r[-1]}" if len(r) > 2 else ",".join(map(str, r)) for r in runs)
    more = f" +{total - len(numbers)}" if total > len(numbers) else ""
    return f"[{told}{more}]"
