"""What a type of field is, and those with a single value that is no free text.

A type alone knows its values: what is wrong with one, its JSON Schema, the texts and ids in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

from cajad_cli.model import is_date
from cajad_cli.text.safe import visible
from cajad_cli.text.suggest import suggestion

SEE = "see CONTRIBUTING for what may stand here"

# Where a value stands: section, number in it, field, number in the field, and so on.
Path = tuple[str | int, ...]
# What is wrong with a value and what to do about it; and the same after the path to it.
Fault = tuple[str, str]
Finding = tuple[Path, str, str]
Schema = dict[str, Any]

_DAY = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"


class Problem(NamedTuple):
    """One breach of a rule in a data file, addressed so that an editor can jump to it."""

    file: str
    line: int
    column: int
    field: str
    message: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.field}: {self.message}; {self.cure}"


class Field(NamedTuple):
    """A field of a class: its name, its type, and whether it must be there."""

    name: str
    type: FieldType
    required: bool

    @property
    def heading(self) -> str:
        """What it is called on screens."""
        return self.type.heading or self.name.replace("_", " ").capitalize()


class FieldType:
    """What a field may hold. A field may set any of the plain attributes as an option."""

    # What screens are told of it, and its heading there if that is not its name.
    form: ClassVar[str] = "text"
    heading = ""
    # The column of the search index that its texts go to: those in `names` name the record.
    index = "more"
    # The plain words by which people ask for it; after who, when, where or howmuch, only in a
    # question of that sort. Behind a bar those that are too common to find records by.
    asked = ""
    # The kinds of record that it may refer to, or all, and the tags under which these lead to one.
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    # Whether lists may be narrowed to its values.
    narrows = False
    # Whether a source must back it, and the field whose backing is its own.
    fact = True
    backed_with = ""
    # Whether the compiler works it out, so that it may not stand in the file.
    derived = False

    def __init__(self, doc: str, **options: Any) -> None:
        self.doc = doc
        for name, value in options.items():
            if not hasattr(self, name):
                raise TypeError(f"fields have no option {name}")
            setattr(self, name, value)
        self.fact = self.fact and not self.derived

    def must(self) -> Any:
        """A field of a class that must be there."""
        return Field("", self, True)

    def maybe(self) -> Any:
        """A field of a class that may be left out."""
        return Field("", self, False)

    def findings(self, value: Any, path: Path) -> Iterable[Finding]:
        """Whatever is wrong with a value that stands at a path."""
        fault = _fault(self, value) if type(value) is str else next(self.faults(value), None)
        return [(path, *fault)] if fault else []

    def faults(self, value: Any) -> Iterator[Fault]:
        """What is wrong with a value without parts; each thing presumes that none came before."""
        raise NotImplementedError

    def schema(self) -> Schema:
        """The JSON Schema of its values."""
        raise NotImplementedError

    def texts(self, value: Any) -> Iterator[str]:
        """The texts of a value, to be searched."""
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | dict):
            for part in value.values() if isinstance(value, dict) else value:
                yield from self.texts(part)

    def links(self, value: Any) -> Iterator[str]:
        """The ids of records that a value refers to."""
        return self.texts(value) if self.form.startswith("reference") else iter(())


@lru_cache(maxsize=10_000)
def _fault(type_: FieldType, value: str) -> Fault | None:
    """What is first wrong with a text: most stand in a file again and again."""
    return next(type_.faults(value), None)


class Choice(FieldType):
    """One word out of a closed set."""

    form = "choice"
    narrows = True

    def __init__(self, doc: str, choices: Collection[str], **options: Any) -> None:
        super().__init__(doc, **options)
        self.choices = choices

    def faults(self, value: Any) -> Iterator[Fault]:
        word = value if isinstance(value, str) else ""
        if word not in self.choices:
            yield f"{shown(value)} is not known", suggestion(word, self.choices, SEE)

    def schema(self) -> Schema:
        return {"enum": list(self.choices)}


class Day(FieldType):
    """An ISO 8601 date that is no interval: a day, a month or a year."""

    form = "date"
    # How many dates may stand in it, with a slash between.
    most, cure, pattern = 1, "write 2025-12-20, 2025-12 or 2025", f"^{_DAY}$"

    def faults(self, value: Any) -> Iterator[Fault]:
        ends = value.split("/") if isinstance(value, str) else [value]
        # A year stands in a file as a number.
        if len(ends) > self.most or not all(is_date(str(end)) for end in ends):
            yield f"{shown(value)} is not a date", self.cure
        if ends[1:] and ends[0] >= ends[1]:
            yield "does not end later than it begins", "put the earlier first, or write one date"

    def schema(self) -> Schema:
        year = {"type": "integer", "minimum": 1000, "maximum": 9999}
        return {"anyOf": [{"type": "string", "pattern": self.pattern}, year]}


class Date(Day):
    """An ISO 8601 date: a day, a month, a year, or an interval of two with a slash between."""

    most, pattern = 2, f"^{_DAY}(/{_DAY})?$"
    cure = "write 2025-12-20, 2025-12, 2025, or two of them with a slash between"


class Number(FieldType):
    """A figure, in full."""

    form = "number"

    def faults(self, value: Any) -> Iterator[Fault]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            cure = "write a number in full, of at most 15 digits, 9 of them decimals"
            yield f"is {word_for(value)}, not a number", cure

    def schema(self) -> Schema:
        return {"type": "number"}


class Unseen(FieldType):
    """The mark of a passage that could not be seen: false, and nothing else."""

    form = "flag"

    def faults(self, value: Any) -> Iterator[Fault]:
        if value is not False:
            yield f"is {word_for(value)}", "write false, or a phrase of the page in its place"

    def schema(self) -> Schema:
        return {"const": False}


def shown(value: Any) -> str:
    """A text in quotes, safe on a terminal; of anything else only what it is."""
    return f"'{visible(value, 60)}'" if isinstance(value, str) else word_for(value)


def word_for(value: Any) -> str:
    """What a value is, as a sentence calls it."""
    called = {bool: "true or false", dict: "a mapping", list: "a list", type(None): "nothing"}
    return "a number" if type(value) in (int, float) else called.get(type(value), "text")
