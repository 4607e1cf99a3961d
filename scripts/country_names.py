"""Writes the table of what countries are called, in all languages of CLDR, by Babel.

    python scripts/country_names.py

A line holds a code of ISO 3166-1, the English name, and after it every other name: of the country,
and for those of the Dialogue also of their first language, which people use for their things
("Uzbek", ウズベク). A line whose code ends with /city holds the names of the capital; the last one
the names of one word of all other countries, in English and Russian. Names are as CLDR writes them;
the compiler folds them.
"""

from __future__ import annotations

from pathlib import Path

from babel import Locale
from babel.localedata import locale_identifiers

TABLE = Path(__file__).parent.parent / "src" / "cajad_cli" / "store" / "country_names.tsv"
DIALOGUE = {"JP": "ja", "KZ": "kk", "KG": "ky", "TJ": "tg", "TM": "tk", "UZ": "uz"}
# Those that the Dialogue's countries have to do with; others' names would only make it larger.
OTHERS = "AE AF AM AZ BY CN DE EU FR GB GE IN IR IT KP KR MN PK RU SA TR TW UA UN US".split()
# The capitals, by the time zones that bear their names; Kazakhstan's bears that of none.
CAPITALS = {
    "JP": "Asia/Tokyo",
    "KG": "Asia/Bishkek",
    "TJ": "Asia/Dushanbe",
    "TM": "Asia/Ashgabat",
    "UZ": "Asia/Tashkent",
}
# The word for language, which stands at the end of a language's name.
LANGUAGE = ("語", "语", "語言", "어")


def table() -> str:
    """The content of the table."""
    locales = [Locale.parse(name) for name in sorted(locale_identifiers())]
    lines = []
    for code in (*DIALOGUE, *OTHERS):
        names = {Locale("en").territories[code]: None}
        for locale in locales:
            names[locale.territories.get(code, "")] = None
            called = locale.languages.get(DIALOGUE.get(code, ""), "")
            if " " not in called:
                for word in LANGUAGE:
                    called = called.removesuffix(word)
                names[called] = None
        lines.append("\t".join([code, *filter(None, names)]))
    for code, zone in CAPITALS.items():
        cities = {locale.time_zones.get(zone, {}).get("city", "") for locale in locales}
        lines.append("\t".join([f"{code}/city", *sorted(filter(None, cities))]))
    # What no record speaks of is to be found nowhere, and taken for no other word.
    known = {*DIALOGUE, *OTHERS}
    others = [
        name
        for code, english in Locale("en").territories.items()
        if len(code) == 2 and code.isalpha() and code not in {*known, "XA", "XB", "ZZ"}
        for name in (english, Locale("ru").territories[code])
        if name.isalpha() and len(name) > 3
    ]
    lines.append("\t".join(["elsewhere", *others]))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
