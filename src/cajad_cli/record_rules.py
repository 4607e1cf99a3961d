"""The rules that a record of a data file keeps by itself: its fields, their forms and limits.

A rule looks at one value and yields what is wrong with it and what to do; none changes anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from cajad_cli.models import (
    KINDS,
    Citation,
    Field,
    Meta,
    Position,
    Rule,
    fields_of,
)
from cajad_cli.reader import MAX_RECORDS, Path
from cajad_cli.terminal import inert
from cajad_cli.vocabulary import CURRENCIES, is_date

MAX_ITEMS = 500
# Among more words than this, near ones are looked for only where they begin alike.
MANY_WORDS = 100
# Of words of at least so many letters only these few are compared.
LONG_WORD, FEW_WORDS = 24, 10

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")
_CURRENCY = re.compile(r"[A-Z]{3}")
# Controls, line and paragraph separators, lone surrogates: no text needs them.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_URL = re.compile(r"https?://[^\s/?#]+\S*")
_BARE_START = re.compile(r"(?:He|She|It|They|This|These|Those)\b")
_BARE_TIME = re.compile(
    r"\b(?:[Rr]ecently|[Tt]oday|[Nn]ow|[Cc]urrently|[Nn]owadays|[Yy]esterday|[Tt]omorrow"
    r"|[Ll]ast year|[Tt]his year|[Nn]ext year)\b"
)
_CODES = {
    2: (re.compile(r"[A-Z]{2}"), "write 2 capitals"),
    3: (re.compile(r"[A-Z]{3}|[0-9]{3}"), "write 3 capitals, or digits in quotes"),
}

_SENTENCE_ENDS = '.?!…"”»)。！？؟।။'
# What is wrong with a value and what to do about it.
Fault = tuple[str, str]
# A fault and the path to it.
Finding = tuple[Path, str, str]


def near(word: str, words: Iterable[str]) -> str:
    """A cure that offers the nearest of the words, or lists them where they are few."""
    from difflib import get_close_matches

    words = list(words)
    are_many = len(words) > MANY_WORDS
    if are_many:
        alike = (one for one in words if one[:2] == word[:2])
        # Comparing costs by length times length.
        words = list(islice(alike, MANY_WORDS if len(word) < LONG_WORD else FEW_WORDS))
    # What is longer than any word resembles none, and comparing it costs by its length.
    close = get_close_matches(word, words, n=3, cutoff=0.6) if len(word) <= 64 else []
    if close:
        return "did you mean " + " or ".join(inert(one, 80) for one in close) + "?"
    if 0 < len(words) <= 15 and not are_many:
        return "choose one of: " + ", ".join(inert(one, 80) for one in words)
    return "see CONTRIBUTING for what may stand here"


def broken_records(root: dict[str, Any]) -> Iterator[Finding]:
    """Whatever is wrong with a dataset's heading, its sections and each record by itself."""
    yield from _check_meta(root)
    yield from _check_sections(root)


def _check_meta(root: dict[str, Any]) -> Iterator[Finding]:
    meta = root.get("meta")
    if not isinstance(meta, dict):
        yield ("meta",), "is missing or not a mapping", "begin the file with title, version, as_of"
        return
    yield from _check_fields(meta, "meta", ("meta",))


def _check_sections(root: dict[str, Any]) -> Iterator[Finding]:
    count = 0
    for section, records in root.items():
        if section == "meta":
            continue
        if section not in KINDS:
            yield (section,), "is not a kind of record", near(section, list(KINDS))
        elif not isinstance(records, list):
            yield (section,), "is not a list of records", "begin each record with '- id:'"
        else:
            count += len(records)
            if count > MAX_RECORDS:
                yield (section,), f"brings the file above {MAX_RECORDS:,} records", "split the file"
                return
            for number, record in enumerate(records):
                if isinstance(record, dict):
                    yield from _check_fields(record, section, (section, number))
                    yield from _check_figure(record, (section, number))
                else:
                    yield (section, number), "is not a record", "begin it with '- id:'"
    if not count:
        yield (), "holds no records", "add a list of records under one of the kinds"


def _check_fields(value: dict[str, Any], kind: str, path: Path) -> Iterator[Finding]:
    fields = FIELDS[kind]
    for name, item in value.items():
        field = fields.get(name)
        if field is None:
            known = [f.name for f in fields.values() if not f.rule.derived]
            yield (*path, name), "is not a field of this kind", near(name, known)
        elif field.rule.derived:
            yield (*path, name), "is worked out by cajad", "remove it"
        elif not item and item in (None, [], {}):
            yield (*path, name), "is empty", "give it a value or leave the field out"
        else:
            yield from _CHECKS[field.rule.form](item, field.rule, (*path, name))
    if not _REQUIRED[kind] <= value.keys():
        for name in fields:
            if name in _REQUIRED[kind] and name not in value:
                yield (*path, name), "is missing", f"give it: {fields[name].rule.doc}"


def _check_figure(record: dict[str, Any], path: Path) -> Iterator[Finding]:
    present = [name for name in ("value", "unit", "qualifier") if name in record]
    if present and len(present) < 3:
        yield (*path, present[0]), "stands alone", "give value, unit and qualifier together"
    if "sum_of" in record and "value" not in record:
        yield (*path, "sum_of"), "adds up to no value", "give value, unit and qualifier"
    if "status" in record and "as_of" not in record:
        yield (*path, "status"), "stands alone", "give as_of, the day for which it is true"


def _check_line(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    fault = _line_fault(value, rule.length)
    if fault:
        yield path, *fault


def _line_fault(value: Any, length: int) -> Fault | None:
    if not isinstance(value, str):
        return f"is {_word_for(value)}, not text", "put it in quotes if it is meant as text"
    if len(value) > length:
        return f"has {len(value):,} characters, more than {length:,}", "shorten it"
    if not value or value.isspace():
        return "is blank", "give it a value or leave the field out"
    if "  " in value or value[0] == " " or value[-1] == " ":
        return "has a space too many", "keep one space between words and none at the ends"
    if not value.isprintable() and (control := _CONTROL.search(value)):
        return f"holds the control character {inert(control.group())}", "remove it"
    if not value.isascii() and not unicodedata.is_normalized("NFC", value):
        return "is not in Unicode's composed form (NFC)", "type its letters as one character"
    return None


def _check_prose(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    fault = _line_fault(value, rule.length)
    if fault:
        yield path, *fault
    elif value[-1] not in _SENTENCE_ENDS:
        yield path, "does not end as a sentence does", "end it with a full stop"
    elif _BARE_START.match(value):
        yield (
            path,
            f"begins with {inert(value.split()[0], 60)!r}",
            "name the subject, so that it stands alone",
        )
    elif word := _BARE_TIME.search(value):
        yield path, f"says {word.group()!r} without a date", "give the date"


def _check_lines(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    yield from _check_list(value, rule, path, lambda item: _line_fault(item, rule.length))


def _check_list(
    value: Any, rule: Rule, path: Path, fault_of: Callable[[Any], Fault | None]
) -> Iterator[Finding]:
    fault = _list_fault(value)
    if fault:
        yield path, *fault
        return
    seen = set()
    for number, item in enumerate(value):
        fault = fault_of(item)
        if fault:
            yield (*path, number), *fault
        elif item in seen:
            yield (*path, number), f"{_shown(item)} stands twice", "remove one of them"
        else:
            seen.add(item)


def _list_fault(value: Any) -> Fault | None:
    if not isinstance(value, list):
        return f"is {_word_for(value)}, not a list", "begin each item with '- '"
    if len(value) > MAX_ITEMS:
        return f"has {len(value):,} items, more than {MAX_ITEMS}", "shorten the list"
    return None


def _check_id(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    fault = _id_fault(value, rule.length)
    if fault:
        yield path, *fault


def _id_fault(value: Any, length: int = 64) -> Fault | None:
    if isinstance(value, int):
        return f"{_shown(value)} is not an id", "put it in quotes"
    if not isinstance(value, str):
        return f"{_shown(value)} is not an id", "write small letters, digits and hyphens"
    if len(value) > length:
        return f"has {len(value):,} characters, more than {length:,}", "shorten it"
    if not _ID.fullmatch(value):
        return f"{_shown(value)} is not an id", "write small letters, digits and hyphens"
    return None


def _check_reference(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    fault = _id_fault(value)
    if fault:
        yield path, *fault


def _check_references(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    yield from _check_list(value, rule, path, _id_fault)


def _check_choice(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    if value not in rule.choices:
        yield (
            path,
            f"{_shown(value)} is not known",
            near(value if isinstance(value, str) else "", rule.choices),
        )


def _check_date(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    ends = value.split("/") if isinstance(value, str) else [value]
    if len(ends) > 2 or not all(map(_is_day, ends)):
        cure = "write 2025-12-20, 2025-12, 2025, or two of them with a slash between"
        yield path, f"{_shown(value)} is not a date", cure
    elif len(ends) == 2 and ends[0] >= ends[1]:
        yield path, "does not end later than it begins", "put the earlier date first"


def _check_day(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    if not _is_day(value):
        yield path, f"{_shown(value)} is not a date", "write 2025-12-20, 2025-12 or 2025"


def _is_day(value: Any) -> bool:
    """Whether it is a date, or a year, which stands in a file as a number."""
    if isinstance(value, int):
        return 1000 <= value <= 9999
    return isinstance(value, str) and is_date(value)


def _check_number(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield (
            path,
            f"is {_word_for(value)}, not a number",
            "write a number in full, of at most 15 digits, 9 of them decimals",
        )


def _check_unit(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    fault = _line_fault(value, 60)
    if fault:
        yield path, *fault
    elif _CURRENCY.fullmatch(value) and value not in CURRENCIES:
        yield path, f"{value!r} is not a currency of this record", near(value, CURRENCIES)


def _check_code(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    code, cure = _CODES[rule.length]
    if not isinstance(value, str) or not code.fullmatch(value):
        yield path, f"{_shown(value)} is not an ISO code", cure


def _check_language(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z]{2,3}", value):
        yield path, f"{_shown(value)} is not a language code", "write two or three small letters"


def _check_url(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    fault = _line_fault(value, rule.length)
    if fault:
        yield path, *fault
    elif not value.startswith(("http://", "https://")):
        yield path, f"{_shown(value)} is not a web address", "begin it with https://"
    elif not _URL.fullmatch(value) or not value.isprintable():
        cure = "name a host, and leave out spaces and characters that cannot be seen"
        yield path, f"{_shown(value)} is not a web address", cure


def _check_version(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    if not isinstance(value, str) or not _VERSION.fullmatch(value):
        yield path, f"{_shown(value)} is not a version", "write three numbers: 1.0.0"


def _check_names(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield path, f"is {_word_for(value)}, not a mapping", "write a language code and a name"
        return
    for code, name in value.items():
        yield from _check_language(code, rule, (*path, code))
        yield from _check_line(name, rule, (*path, code))


def _check_mappings(value: Any, kind: str, path: Path) -> Iterator[Finding]:
    fault = _list_fault(value)
    if fault:
        yield path, *fault
        return
    for number, item in enumerate(value):
        if isinstance(item, dict):
            yield from _check_fields(item, kind, (*path, number))
        else:
            yield (*path, number), f"is {_word_for(item)}, not a mapping", "write 'key: value'"


def _check_citations(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    yield from _check_mappings(value, "citation", path)


def _check_positions(value: Any, rule: Rule, path: Path) -> Iterator[Finding]:
    yield from _check_mappings(value, "position", path)


def _shown(value: Any) -> str:
    """A text in quotes, safe on a terminal; of anything else only what it is."""
    return f"'{inert(value, 60)}'" if isinstance(value, str) else _word_for(value)


def _word_for(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    words = {int: "a number", float: "a number", dict: "a mapping", list: "a list"}
    return words.get(type(value), "nothing" if value is None else "text")


_CHECKS: dict[str, Callable[[Any, Rule, Path], Iterator[Finding]]] = {
    "line": _check_line,
    "prose": _check_prose,
    "lines": _check_lines,
    "fields": _check_lines,
    "id": _check_id,
    "reference": _check_reference,
    "references": _check_references,
    "choice": _check_choice,
    "date": _check_date,
    "day": _check_day,
    "number": _check_number,
    "unit": _check_unit,
    "code": _check_code,
    "language": _check_language,
    "url": _check_url,
    "version": _check_version,
    "names": _check_names,
    "citations": _check_citations,
    "positions": _check_positions,
}
_CLASSES: dict[str, type] = {**KINDS, "meta": Meta, "citation": Citation, "position": Position}
# The fields of each kind of record, and of what stands within records, by name.
FIELDS: dict[str, dict[str, Field]] = {
    name: {field.name: field for field in fields_of(cls)} for name, cls in _CLASSES.items()
}
_REQUIRED = {
    kind: {field.name for field in fields.values() if field.required and not field.rule.derived}
    for kind, fields in FIELDS.items()
}
