"""The footnotes of a screen: each source of a page numbered once, by publisher and date."""

from rich.text import Text

from cajad_cli.render.layout import Cell, plain
from cajad_cli.render.wording import Record, ours

# So many notes stand at a passage; more are counted.
_MOST_MARKS = 3


class Notes:
    """The sources of a page, numbered in the order in which they are first named."""

    def __init__(self, every: bool = False) -> None:
        self.cited: dict[str, Record] = {}
        """The first citation of each source, by its id."""
        self._every = every

    def number(self, citation: Record) -> int:
        """The number of a cited source: the next, if it was not named before."""
        self.cited.setdefault(citation["id"], citation)
        return list(self.cited).index(citation["id"]) + 1

    def mark(self, record: Record, *parts: str) -> Text:
        """The numbers of what backs parts of a record, such as `text.2`; or else its text."""
        wanted = parts or parts_of(record, "text")
        backing = [c for c in record["sources"] if any(backs(c, part) for part in wanted)]
        cited = list({citation["id"]: citation for citation in backing}.values())
        # Those that have a number are taken first, so that few sources stand beneath a screen.
        told = sorted(cited, key=lambda citation: citation["id"] not in self.cited)
        numbers = map(self.number, told if self._every else told[:_MOST_MARKS])
        return plain(_ranges(sorted(numbers), len(cited)))

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
        if not runs or number != runs[-1][-1] + 1:
            runs.append([])
        runs[-1].append(number)
    told = ",".join(f"{r[0]}-{r[-1]}" if len(r) > 2 else ",".join(map(str, r)) for r in runs)
    more = f" +{total - len(numbers)}" if total > len(numbers) else ""
    return f"[{told}{more}]"
