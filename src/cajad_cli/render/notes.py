"""The footnotes of a screen: what backs each sentence and field, by the numbers of its sources."""

from rich.text import Text

from cajad_cli.model import backs
from cajad_cli.render import wording
from cajad_cli.render.looks import Cell, plain
from cajad_cli.render.wording import Record


class Notes:
    """The footnotes of a page: its sources, numbered in the order in which they are first named."""

    def __init__(self, others: dict[str, Record], most: int | None = None) -> None:
        self.cited: dict[str, Record] = {}
        """The first citation of each source that has a number, by its id."""
        self.backing: set[str] = set()
        """The sources of all that bears a note, also those without a number."""
        self._others, self._most = others, most
        self._numbers: dict[str, int] = {}

    def number(self, citation: Record) -> int:
        """The number of a cited source: the next, if it was not named before."""
        self.cited.setdefault(citation["id"], citation)
        return self._numbers.setdefault(citation["id"], len(self.cited))

    def mark(self, record: Record, *parts: str) -> Text:
        """The numbers of what backs parts of a record, such as `text.2`; or else its text.

        Nothing backs a part that is not there.
        """
        wanted = parts_of(record, "text")
        if parts:
            wanted = [part for part in parts if part.partition(".")[0] in record]
        backing = [c for c in record["sources"] if any(backs(c, part) for part in wanted)]
        cited = list({citation["id"]: citation for citation in backing}.values())
        self.backing.update(citation["id"] for citation in cited)
        numbers = sorted(map(self.number, sorted(cited, key=self._rank)[: self._most]))
        more = f" +{len(cited) - len(numbers)}" if len(cited) > len(numbers) else ""
        return plain(f"[{_ranges(numbers)}{more}]" if numbers else "")

    def _rank(self, citation: Record) -> tuple[bool, bool]:
        """Primary sources are taken first, then what has a number, so that few are listed."""
        key = citation["id"]
        return self._others[key]["type"] != "primary", key not in self.cited

    def sentences(self, record: Record) -> list[Cell]:
        """The text of a record, a footnote behind each sentence."""
        told: list[Cell] = []
        texts = record.get("sentences", [record["text"]])
        for text, part in zip(texts, parts_of(record, "text"), strict=True):
            told += [text, self.mark(record, part), wording.ours(record, part, "text")]
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
