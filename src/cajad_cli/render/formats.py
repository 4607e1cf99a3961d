"""Writes records in the formats that programs read. Rich is not imported here.

Each writer takes the JSON of records, as the store holds it, and gives pieces of text as they are
ready, so that any number of records passes through little memory.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from types import SimpleNamespace
from typing import Any

from cajad_cli.model import KINDS
from cajad_cli.text.safe import is_visible, is_web_address, visible

# A cell that begins with one of these, also in full width, is run as a formula by spreadsheets. In
# many countries they part cells by semicolons, a file of tabs by commas as well, and take a quote
# behind one for their own.
FORMULA_STARTS = tuple("=+-@＝＋－＠")
_SIGN = f"[{re.escape(''.join(FORMULA_STARTS))}]"
# Compiled when they are first used: JSON and screens need none.
_IN_CSV, _IN_TSV = (rf'(^(?= *{_SIGN})|[{signs}](?=["\s]*{_SIGN}))' for signs in (";", ";,"))
_MARKDOWN_SIGNS = str.maketrans({sign: "\\" + sign for sign in "\\`*_[]|#~$^@{"} | {"<": "&lt;"})


def _parsed(records: Iterable[str]) -> Iterator[dict[str, Any]]:
    from json import loads

    return map(loads, records)


def write_json(records: Iterable[str], columns: list[str]) -> Iterator[str]:
    """A JSON array, one record a line."""
    lead, end = "[\n", "[]\n"
    for record in records:
        yield lead + record
        lead, end = ",\n", "\n]\n"
    yield end


def write_jsonl(records: Iterable[str], columns: list[str]) -> Iterator[str]:
    """A JSON object a line."""
    for record in records:
        yield record + "\n"


def _rows(records: Iterable[str], columns: list[str], formula: str) -> Iterator[list[str]]:
    """A header, then a row a record, without what a spreadsheet would run."""
    yield [_spreadsheet(column, formula) for column in columns]
    for record in _parsed(records):
        yield [_spreadsheet(record.get(column), formula) for column in columns]


def write_csv(records: Iterable[str], columns: list[str]) -> Iterator[str]:
    """RFC 4180, lines ended by CR LF."""
    from csv import writer

    # What it writes to says what `writerow` gives back.
    return map(writer(SimpleNamespace(write=str)).writerow, _rows(records, columns, _IN_CSV))


def write_csv_bom(records: Iterable[str], columns: list[str]) -> Iterator[str]:
    """The same behind a byte order mark, by which Excel knows UTF-8."""
    return chain(["\ufeff"], write_csv(records, columns))


def write_tsv(records: Iterable[str], columns: list[str]) -> Iterator[str]:
    """Cells parted by tabs; none holds a tab or a newline."""
    for row in _rows(records, columns, _IN_TSV):
        # Most readers of TSV take a quote that opens a cell for that of CSV.
        cells = ('"' + text.replace('"', '""') + '"' if text[:1] == '"' else text for text in row)
        yield "\t".join(cells) + "\n"


def write_markdown(records: Iterable[str], columns: list[str]) -> Iterator[str]:
    """One pipe table of GitHub's Markdown, without the columns that are empty throughout."""
    parsed = list(_parsed(records))
    used = [column for column in columns if any(column in record for record in parsed)]
    yield "| " + " | ".join(used) + " |\n|" + " --- |" * len(used) + "\n"
    for record in parsed:
        yield "| " + " | ".join(_markdown(column, record.get(column)) for column in used) + " |\n"


def listed(*kinds: str) -> list[str]:
    """The fields of some kinds that a table for people has."""
    fields = ["id", "kind"] if len(kinds) > 1 else ["id"]
    return list(dict.fromkeys(fields + " ".join(KINDS[kind].columns for kind in kinds).split()))


def write_document(
    records: list[tuple[str, str]], columns: list[str], whole: bool
) -> Iterator[str]:
    """Records of several kinds as a document of Markdown, a heading and a table for each: of one
    record all columns, a row each; of several those that a list shows, unless `whole`."""
    for kind in dict.fromkeys(kind for kind, _ in records):
        own = [json for of, json in records if of == kind]
        yield f"## {KINDS[kind].plural.capitalize()}\n\n"
        if len(own) == 1:
            (record,) = _parsed(own)
            yield "| Field | Value |\n| --- | --- |\n"
            told = ((name, record[name]) for name in columns if name in record)
            yield from (f"| {name} | {_markdown(name, value)} |\n" for name, value in told)
        else:
            yield from write_markdown(own, columns if whole else listed(kind))
        yield "\n"


def write_yaml(records: Iterable[str], columns: list[str]) -> Iterator[str]:
    """A YAML list of records."""
    from json import dumps

    import yaml

    class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
        """Puts into quotes what other readers take for more: 1e3 and 0o17, y, Ruby's :name."""

    pattern = re.compile(r"[-+]?(\.?[0-9][0-9.]*([eE][-+]?[0-9]+)?|0o[0-7]+)|[ynYN]$|:")
    Dumper.add_implicit_resolver("tag:yaml.org,2002:float", pattern, list("-+.0123456789ynYN:"))
    none = "[]\n"
    for record in _parsed(records):
        none = ""
        # In their own letters PyYAML writes bidirectional overrides out as they are.
        plain = all(map(is_visible, dumps(record, ensure_ascii=False)))
        yield yaml.dump([record], Dumper=Dumper, sort_keys=False, width=100, allow_unicode=plain)
    yield none


def cell(value: Any) -> str:
    """A field as one line of text."""
    match value:
        case None:
            return ""
        case list():
            return "; ".join(map(cell, value))
        case {"id": key, "locator": locator}:
            backs = f", for {', '.join(value['backs'])}" if value.get("backs") else ""
            return visible(f"{key} ({locator}{backs})")
        case {"says": claim, "sources": sources}:
            return visible(f"{claim} ({', '.join(sources)})" if sources else claim)
        case dict():
            return visible(", ".join(f"{key}={one}" for key, one in value.items()))
    return visible(str(value))


def _spreadsheet(value: Any, formula: str) -> str:
    text = cell(value)
    if is_web_address(text):
        # With an apostrophe it would lead elsewhere.
        return re.sub(formula, lambda sign: f"%{ord(sign[0]):X}", text)
    return text if isinstance(value, int | float) else re.sub(formula, r"\1'", text)


def _markdown(column: str, value: Any) -> str:
    text = cell(value)
    # Some readers take "&copy;" in an address for a sign, some do not.
    if column == "url" and is_web_address(text) and not re.search(r"[<>| ]|&#?\w+;", text):
        return f"<{text}>"
    return markdown_text(text)


def markdown_text(text: str) -> str:
    """A text that no Markdown renderer takes for anything but text."""
    escaped = text.lstrip(" ").replace("&", "&amp;").translate(_MARKDOWN_SIGNS)
    # GitHub makes links of addresses, and takes the escapes in them for a part of the address.
    # A word between colons is a picture to it, and "{%" a command to the makers of its pages.
    # Within a link some take what stands behind "](" for an address, escaped or not.
    links = r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=:[\w+-]+:)|(?<={)(?=%)|(?<=\\])(?=\()"
    escaped = re.sub(links, r"\\", escaped, flags=re.IGNORECASE)
    # At the start of a line some signs, and numbers before a dot, begin lists and quotes.
    return re.sub(r"^(\d+(?=[.)](?:\s|$))|(?=[-+>=]))", r"\1\\", escaped)


_ALL = (write_json, write_jsonl, write_csv, write_csv_bom, write_tsv, write_markdown, write_yaml)
WRITERS = {write.__name__[len("write_") :].replace("_", "-"): write for write in _ALL}
