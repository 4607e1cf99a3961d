"""Writes sources as citations: for an article, a web page, LaTeX and reference managers.

A source is cited by its publisher, because authors are not on record. It was last looked at on the
day of the dataset, by others than who cites it: so it says "as read on", not "accessed".
"""

import re
from collections.abc import Iterable, Iterator

from cajad_cli.model import LANGUAGES, has_own_title
from cajad_cli.query import Record
from cajad_cli.render.formats import markdown_text
from cajad_cli.text.amounts import day_in_words
from cajad_cli.text.safe import escaped, visible

_TEX = {
    "\\": r"\textbackslash{}",
    # An escaped brace still counts for BibTeX when it looks for the end of a field.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # Behind a question mark it would be one upside down.
    "`": "{}`",
    # What old encodings of fonts print as other signs; a bar so written Pandoc does not know.
    "<": r"\textless{}",
    ">": r"\textgreater{}",
} | {sign: "\\" + sign for sign in "&%$#_"}

_NOT_READ = "not read by cajad"


def write_text(sources: Iterable[Record], accessed: str) -> Iterator[str]:
    """A line of plain text for each source, numbered where there are several."""
    every = list(sources)
    for number, source in enumerate(every, 1):
        parts = [source["publisher"], _title(source, "“”"), *_particulars(source)]
        if "url" in source:
            parts.append(f"{linked(source)[0]} ({_as_read(source, accessed)})")
        lead = f"[{number}] " if len(every) > 1 else ""
        yield lead + visible(", ".join(parts)).rstrip(".") + ".\n"


def write_markdown(sources: Iterable[Record], accessed: str) -> Iterator[str]:
    """A list item of Markdown for each source, its title the link."""
    for source in sources:
        told = [source["publisher"], _title(source), *_particulars(source)]
        read = [_as_read(source, accessed)] if "url" in source else []
        parts = [markdown_text(visible(part)) for part in told + read]
        if read:
            address = _plain_url(linked(source)[0]).replace("&", "&amp;")
            parts[1] = f"[{parts[1]}](<{address}>)"
        yield f"- {', '.join(parts).rstrip('.')}.\n"


def _particulars(source: Record) -> list[str]:
    """Date, language, origin and place, as a citation words them; English goes without saying."""
    language = "several languages" if source["language"] == "mul" else _language(source)
    said = [spoken(source.get("date", "")), f"in {language}" * (source["language"] != "en")]
    return [part for part in (*said, _after(source), _place(source)) if part]


def _after(relay: Record) -> str:
    """Of whom a source or a passage of it is a report at second hand."""
    return f"after {relay['origin']}" if "origin" in relay else ""


def _place(source: Record) -> str:
    """Where in the source what is cited stands, if that was asked for."""
    return "; ".join(dict.fromkeys(map(_passage, source.get("passages", ()))))


def _passage(citation: Record) -> str:
    """Where it stands, and what it is for, if it holds but a part of what is told."""
    backs = citation.get("backs", ["text"])
    sentences = [name.removeprefix("text.") for name in backs if name.startswith("text.")]
    told = f"for sentence {', '.join(sentences)}" if len(sentences) == len(backs) else ""
    told = "for the caveat" if backs == ["note"] else told
    beside = "; ".join(filter(None, [_after(citation), told]))
    return f"{citation['locator']} ({beside})" if beside else str(citation["locator"])


def _title(source: Record, signs: str = "") -> str:
    """Its title between two signs; in brackets where it is ours, and not that of the page."""
    signs = signs if has_own_title(source) else "[]"
    return f"{signs[:1]}{source['title']}{signs[1:]}"


def _note(source: Record) -> str:
    """Where in the source what is cited stands, whether its title is ours and it was not read.

    Styles print it as it is: for which sentence of ours a place is would mean nothing there.
    """
    english = "in English " * (source["language"] != "en")
    ours = "" if has_own_title(source) else f"title {english}by cajad"
    unread = _NOT_READ if source.get("read") == "unread" else ""
    return "; ".join(filter(None, [*_locators(source), _after(source), ours, unread]))


def _told_of(source: Record) -> str:
    """For what each place is, if some hold but a part of what is told."""
    place = _place(source)
    return place if place != "; ".join(_locators(source)) else ""


def _locators(source: Record) -> list[str]:
    return list(dict.fromkeys(passage["locator"] for passage in source.get("passages", ())))


def _read_on(source: Record, accessed: str) -> str:
    """The day on which its page was read; none where it has no page, or nobody could read it."""
    return accessed if "url" in source and source.get("read") != "unread" else ""


def _as_read(source: Record, accessed: str) -> str:
    day = _read_on(source, accessed)
    return f"as read {'on' if day[7:] else 'in'} {spoken(day)}" if day else _NOT_READ


def linked(source: Record) -> tuple[str, str]:
    """Its address, opened at the first passage that is found there, and the words of that."""
    own = {"link": source.get("url", "")}
    found = next((one for one in source.get("passages", ()) if "link" in one), own)
    return found["link"], found.get("phrase", "")


def _language(source: Record) -> str:
    return LANGUAGES.get(source["language"]) or str(source["language"])


def spoken(date: str) -> str:
    """A date as English writes it: 20 December 2025, December 2025, 2025, or n.d."""
    return day_in_words(date, " – ") if date else "n.d."


def write_bibtex(sources: Iterable[Record], accessed: str) -> Iterator[str]:
    """An entry for each source, for BibTeX, biblatex and what imports their files.

    What has no date has no field for one, and each style says so in its own words.
    """
    for source in sources:
        date, url, day = source.get("date", ""), source.get("url", ""), _read_on(source, accessed)
        # Without a date biblatex would take the year of `urldate` for it; of these it does not.
        parts = dict(zip(("urlyear", "urlmonth", "urlday"), day.split("-"), strict=False))
        read = {"urldate": day} if date else parts
        fields = {
            # Braces around the whole keep styles from parsing a name and changing capitals.
            "author": f"{{{_tex(source['publisher'])}}}",
            "title": f"{{{_tex(_title(source))}}}",
            "language": _tex(_language(source)),
            "note": _tex(_note(source)),
            # What styles do not print.
            "annotation": _tex(_told_of(source)),
            # BibTeX's own styles know but the year.
            "date": _tex(date),
            "year": _tex(date[:4]),
            "url": _plain_url(url),
        } | {name: _tex(value) for name, value in read.items()}
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        yield f"@{'online' if url else 'misc'}{{{_tex(source['id'])},\n{lines}}}\n"


def _tex(text: str) -> str:
    # Two hyphens would be a dash.
    return "".join(_TEX.get(char, char) for char in visible(text)).replace("--", "-{}-{}")


def _plain_url(url: str) -> str:
    """The address with what would end a field or a link written as the web's own escapes."""
    return re.sub(r"[{}\\<>]", lambda sign: f"%{ord(sign.group()):02X}", visible(url))


def write_ris(sources: Iterable[Record], accessed: str) -> Iterator[str]:
    """A record of tags for each source, as reference managers exchange them."""
    for source in sources:
        date, url, who = source.get("date", ""), source.get("url", ""), source["publisher"]
        tags = {"TY": "ELEC" if url else "GEN", "ID": source["id"], "AU": who}
        tags |= {"TI": _title(source), "PB": who, "PY": date[:4], "DA": _ris_date(date)}
        tags |= {"LA": _language(source), "N1": _note(source), "UR": url}
        tags["Y2"] = _ris_date(_read_on(source, accessed))
        lines = (f"{tag}  - {visible(value)}\r\n" for tag, value in tags.items() if value)
        yield "".join(lines) + "ER  - \r\n\r\n"


def _ris_date(date: str) -> str:
    """Year, month and day, as far as known, and an empty rest; of an interval its first day."""
    known = date.partition("/")[0].split("-")
    return "/".join([*known, "", "", ""][:3]) + "/" if date else ""


def write_csl_json(sources: Iterable[Record], accessed: str) -> Iterator[str]:
    """An array of CSL-JSON items, as citeproc, Pandoc and Zotero read it."""
    from json import dumps

    items = []
    for source in sources:
        date, url, who = source.get("date", ""), source.get("url", ""), source["publisher"]
        item = {
            "id": source["id"],
            "type": "webpage" if url else "document",
            "title": _title(source),
            "author": [{"literal": who}],
            "publisher": who,
            "language": source["language"],
            "note": _note(source),
            "annote": _told_of(source),
            "issued": _csl_date(date),
            "URL": url,
            "accessed": _csl_date(_read_on(source, accessed)),
        }
        items.append({name: value for name, value in item.items() if value})
    # JSON's own escapes for what could act on a terminal.
    yield escaped(dumps(items, ensure_ascii=False, indent=2)) + "\n"


def _csl_date(date: str) -> dict[str, list[list[int]]]:
    ends = [[int(part) for part in end.split("-")] for end in date.split("/") if end]
    return {"date-parts": ends} if ends else {}


WRITERS = {
    "text": write_text,
    "markdown": write_markdown,
    "bibtex": write_bibtex,
    "latex": write_bibtex,
    "ris": write_ris,
    "csl-json": write_csl_json,
}
