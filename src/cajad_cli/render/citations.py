"""Writes sources as citations: for an article, a web page, LaTeX and reference managers.

A source is cited by its publisher, because authors are not on record. It was last looked at on the
day of the dataset, by others than who cites it: so it says "as read on", not "accessed".
"""

import re
from collections.abc import Iterable, Iterator
from types import SimpleNamespace

from cajad_cli.model import LANGUAGES, has_own_title
from cajad_cli.query import Record
from cajad_cli.render.formats import markdown_text
from cajad_cli.text.amounts import day_in_words
from cajad_cli.text.safe import escaped, visible

# An escaped brace still counts for BibTeX when it looks for the end of a field; < and > print as
# other signs in old encodings of fonts, and a bar written by its name Pandoc does not know.
_NAMED = "backslash braceleft braceright asciitilde asciicircum less greater".split()
_TEX = {sign: f"\\text{name}{{}}" for sign, name in zip("\\{}~^<>", _NAMED, strict=True)}
# Behind a question mark a backtick would be one upside down.
_TEX |= {"`": "{}`"} | {sign: "\\" + sign for sign in "&%$#_"}
_NOT_READ = "not read by cajad"


def _each(sources: Iterable[Record], accessed: str) -> Iterator[SimpleNamespace]:
    """Of each source what the styles tell of it, in words; of what is not known nothing."""
    for source in sources:
        passages, date, title = source.get("passages", ()), source.get("date", ""), source["title"]
        is_foreign, is_own = source["language"] != "en", has_own_title(source)
        language = LANGUAGES.get(source["language"]) or str(source["language"])
        said = "several languages" if source["language"] == "mul" else language
        after = _after(source)
        # Where in the source what is cited stands, if that was asked for.
        locators = "; ".join(dict.fromkeys(one["locator"] for one in passages))
        places = "; ".join(dict.fromkeys(map(_place, passages)))
        is_unread = source.get("read") == "unread"
        ours = "" if is_own else f"title {'in English ' * is_foreign}by cajad"
        day = "" if is_unread or "url" not in source else accessed
        yield SimpleNamespace(
            id=source["id"],
            publisher=source["publisher"],
            # In brackets where it is ours, and not that of the page.
            title=title if is_own else f"[{title}]",
            quoted=f"“{title}”" if is_own else f"[{title}]",
            date=date,
            code=source["language"],
            language=language,
            # English goes without saying.
            particulars=[*filter(None, [spoken(date), f"in {said}" * is_foreign, after, places])],
            # For which sentence of ours a place is would mean nothing where styles print it.
            note="; ".join(filter(None, [locators, after, ours, _NOT_READ * is_unread])),
            more=places if places != locators else "",
            url=source.get("url", ""),
            link=linked(source)[0],
            day=day,
            read=f"as read {'on' if day[7:] else 'in'} {spoken(day)}" if day else _NOT_READ,
        )


def _after(relay: Record) -> str:
    """Of whom a source or a passage of it is a report at second hand."""
    return f"after {relay['origin']}" if "origin" in relay else ""


def _place(citation: Record) -> str:
    """Where a passage stands, and what it is for, if it holds but a part of what is told."""
    backs = citation.get("backs", ["text"])
    sentences = [name.removeprefix("text.") for name in backs if name.startswith("text.")]
    told = f"for sentence {', '.join(sentences)}" if len(sentences) == len(backs) else ""
    told = "for the caveat" if backs == ["note"] else told
    beside = "; ".join(filter(None, [_after(citation), told]))
    return f"{citation['locator']} ({beside})" if beside else str(citation["locator"])


def linked(source: Record) -> tuple[str, str]:
    """Its address, opened at the first passage that is found there, and the words of that."""
    own = {"link": source.get("url", "")}
    found = next((one for one in source.get("passages", ()) if "link" in one), own)
    return found["link"], found.get("phrase", "")


def spoken(date: str) -> str:
    """A date as English writes it: 20 December 2025, December 2025, 2025, or n.d."""
    return day_in_words(date, " – ") if date else "n.d."


def write_text(sources: Iterable[Record], accessed: str) -> Iterator[str]:
    """A line of plain text for each source, numbered where there are several."""
    every = [*_each(sources, accessed)]
    for number, one in enumerate(every, 1):
        parts = [one.publisher, one.quoted, *one.particulars]
        parts += [f"{one.link} ({one.read})"] * bool(one.url)
        lead = f"[{number}] " if len(every) > 1 else ""
        yield lead + visible(", ".join(parts)).rstrip(".") + ".\n"


def write_markdown(sources: Iterable[Record], accessed: str) -> Iterator[str]:
    """A list item of Markdown for each source, its title the link."""
    for one in _each(sources, accessed):
        told = [one.publisher, one.title, *one.particulars, *[one.read] * bool(one.url)]
        parts = [markdown_text(visible(part)) for part in told]
        if one.url:
            address = _plain_url(one.link).replace("&", "&amp;")
            parts[1] = f"[{parts[1]}](<{address}>)"
        yield f"- {', '.join(parts).rstrip('.')}.\n"


def _plain_url(url: str) -> str:
    """The address with what would end a field or a link written as the web's own escapes."""
    return re.sub(r"[{}\\<>]", lambda sign: f"%{ord(sign.group()):02X}", visible(url))


def write_bibtex(sources: Iterable[Record], accessed: str) -> Iterator[str]:
    """An entry for each source, for BibTeX, biblatex and what imports their files. What has no date
    has no field for one, and each style says so in its own words."""
    for one in _each(sources, accessed):
        # Without a date biblatex would take the year of `urldate` for it; of these it does not.
        day = _tex(one.day)
        parts = dict(zip(("urlyear", "urlmonth", "urlday"), day.split("-"), strict=False))
        fields = {
            # Braces around the whole keep styles from parsing a name and changing capitals.
            "author": f"{{{_tex(one.publisher)}}}",
            "title": f"{{{_tex(one.title)}}}",
            "language": _tex(one.language),
            "note": _tex(one.note),
            # What styles do not print.
            "annotation": _tex(one.more),
            # BibTeX's own styles know but the year.
            "date": _tex(one.date),
            "year": _tex(one.date[:4]),
            "url": _plain_url(one.url),
        } | ({"urldate": day} if one.date else parts)
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        yield f"@{'online' if one.url else 'misc'}{{{_tex(one.id)},\n{lines}}}\n"


def _tex(text: str) -> str:
    # Two hyphens would be a dash.
    return "".join(_TEX.get(char, char) for char in visible(text)).replace("--", "-{}-{}")


def write_ris(sources: Iterable[Record], accessed: str) -> Iterator[str]:
    """A record of tags for each source, as reference managers exchange them."""
    for one in _each(sources, accessed):
        tags = {"TY": "ELEC" if one.url else "GEN", "ID": one.id, "AU": one.publisher}
        tags |= {"TI": one.title, "PB": one.publisher, "PY": one.date[:4]}
        tags |= {"DA": _ris_date(one.date), "LA": one.language, "N1": one.note}
        tags |= {"UR": one.url, "Y2": _ris_date(one.day)}
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
    for one in _each(sources, accessed):
        item = {"id": one.id, "type": "webpage" if one.url else "document", "title": one.title}
        item |= {"author": [{"literal": one.publisher}], "publisher": one.publisher}
        item |= {"language": one.code, "note": one.note, "annote": one.more}
        item |= {"issued": _csl_date(one.date), "URL": one.url, "accessed": _csl_date(one.day)}
        items.append({name: value for name, value in item.items() if value})
    # JSON's own escapes for what could act on a terminal.
    yield escaped(dumps(items, ensure_ascii=False, indent=2)) + "\n"


def _csl_date(date: str) -> dict[str, list[list[int]]]:
    ends = [[int(part) for part in end.split("-")] for end in date.split("/") if end]
    return {"date-parts": ends} if ends else {}


WRITERS = {"text": write_text, "markdown": write_markdown, "bibtex": write_bibtex}
WRITERS |= {"latex": write_bibtex, "ris": write_ris, "csl-json": write_csl_json}
