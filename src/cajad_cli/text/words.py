"""Turns text and queries into the same folded words, whatever their script or spelling.

The compiler indexes what `index_words` gives, the search asks for what `query_words` gives; both
fold alike, so case, accents, full width letters and apostrophes never matter.
"""

import re
from functools import cache, lru_cache
from itertools import chain, groupby
from typing import NamedTuple

from cajad_cli.text.languages import WORDS

# Patterns are compiled when they are first used: most queries need but one of them. The compiler of
# a dataset asks for them so often that the cache of `re` itself takes too long.
_compiled = cache(re.compile)
# Longer words and compounds are cut, so that what a word costs has an end.
_WORD = r"[^\W_]{1,64}(?:[-+&./][^\W_]{1,64}){0,15}"
# Latin letters beyond ASCII, and the marks that stand over letters.
_ACCENTED = "[\x80-\u036f]"
# Lookbehind after the comma, so that the engine scans for a literal comma.
_THOUSANDS = r",(?<=\d,)(?=\d{3})"
_DECIMAL = r"\.(?<=\d\.)(?=\d)"
# What a decimal sign is folded into, because a point holds a compound together.
_POINT = r"(?<=\d)d(?=\d)"
# The signs that hold a compound together.
_JOINTS = str.maketrans("-+&./", "     ")
# The signs of ASCII that part words wherever they stand.
_APART = str.maketrans(dict.fromkeys('\t\n\r"!#$%()*:;<=>?@[]^_{|}~', " "))
# No text of a record is as long. One that is may be made to take time: Unicode takes long to order
# more than a few marks on a letter, so only the first four signs in a row are kept.
_LONG = 1000
_FLOOD = r"(?<=[^\w\s!-~]{4})[^\w\s!-~]+"
# No letter of a script without spaces comes before this one. To look for all of them by a pattern
# would cost milliseconds whenever the program starts.
_FIRST_UNSPACED = "\u3040"
# Dashes that stand for a hyphen, signs that are apostrophes in the region's spellings, and the
# Russian and the Turkish letter that are mostly written as others.
_LEVELLED = {ord(c): "-" for c in "‐‑‒–—−・=＝"} | dict.fromkeys(map(ord, "'’ʻʼ‘`´"), None)
_LEVELLED |= {ord("ё"): "е", ord("ı"): "i"}
# The letters of Kazakh, Kyrgyz, Tajik and Uzbek that Russian lacks are read as those they are
# made of: so people type them on another keyboard, and so names are spelt in Russian.
_LEVELLED |= dict(zip(map(ord, "әғқңөұүһіҳҷӣўӯ"), "агкноуухихжиуу", strict=True))
# The vowels of Arabic and Hebrew, which mostly are not written, and what stretches an Arabic line.
_VOWELS = (*range(0x591, 0x5BE), 0x5BF, 0x5C1, 0x5C2, 0x5C7, *range(0x64B, 0x660), 0x670, 0x640)
_LEVELLED |= dict.fromkeys(_VOWELS, None)
# What web pages put within words and nobody sees: soft hyphens, joiners, marks of direction.
_LEVELLED |= dict.fromkeys((0xAD, 0x34F, 0x180E, *range(0x200B, 0x2010), 0xFEFF), None)
_LEVELLED |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2060, 0x2070)), None)
_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхцыэ", "abvgdeziyklmnoprstufhcye", strict=True))
    | dict(zip("жчшщюяьъ", ["zh", "ch", "sh", "sch", "yu", "ya", "", ""], strict=True))
)
# The blocks of scripts whose marks are vowels and parts of letters, from Hebrew to Meetei and the
# Brahmic scripts beyond, without their full stops.
_MARKS = (
    "\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711-\u07b0\u0816-\u082d"
    "\u08ca-\u0963\u0966-\u0df3\u0e30-\u0e4e\u0eb0-\u0ecd\u0f18-\u0f84\u0f86-\u0fbc\u102b-\u1049"
    "\u1050-\u109d\u135d-\u135f\u1712-\u1734\u1752-\u17d3\u180b-\u180f\u18a9-\u193b\u1a17-\u1a7f"
    "\u1ab0-\u1c3a\u1c40-\u1cfa\ua66f-\ua6f1\ua802-\uabed\U00010a01-\U00011fff"
)
# The words of asking and of grammar in the languages of the region: they tell no records apart, are
# never mended and never missed.
STOP_WORDS = frozenset(chain.from_iterable(WORDS["stop"].values()))
# Endings of Russian nouns, adjectives and verbs, longer ones first.
_ENDINGS = WORDS["ending"]["ru"]


def fold(text: str) -> str:
    """The text in its plainest letters: one width, one case, no accents, no apostrophes."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    from unicodedata import normalize

    if len(text) > _LONG:
        text = _compiled(_FLOOD).sub("", text)
    text = normalize("NFKC", text).casefold().translate(_LEVELLED)
    return _compiled(_ACCENTED).sub(_bare, text)


def with_marks(pattern: str, text: str) -> str:
    """A pattern of words in which marks count as letters, if the text is of a script with such.

    In Hindi or Burmese a mark may be a vowel, but Python counts none among the letters.
    """
    if max(text, default="") < "\u0483" or not _compiled(f"[{_MARKS}]").search(text):
        return pattern
    return pattern.replace(r"[^\W_]", rf"(?:(?!_)[\w{_MARKS}])")


def _bare(letter: re.Match[str]) -> str:
    """A Latin letter without its accents; elsewhere marks make other letters, as in й and ガ."""
    from unicodedata import combining, normalize

    return "".join(one for one in normalize("NFKD", letter.group()) if not combining(one))


def fold_name(text: str) -> str:
    """A name as it is looked up: folded, its words one space apart, other signs dropped."""
    return " ".join(split(text)).translate(_JOINTS)


def split(text: str) -> list[str]:
    """The folded words of a text as they are written, compounds and unspaced runs whole."""
    folded = fold(text)
    if folded.isascii():
        # Without a sign that may join words or figures, no pattern is needed.
        plain = folded.translate(_APART).split()
        if "".join(plain).isalnum() and len(max(plain, key=len)) <= 64:
            return plain
    folded = _compiled(_THOUSANDS).sub("", folded)
    folded = _compiled(_DECIMAL).sub("d", folded)
    words: list[str] = _compiled(with_marks(_WORD, folded)).findall(folded)
    return words if folded.isascii() else [run for word in words for run in _runs(word)]


def _runs(word: str) -> list[str]:
    """The word cut where its script changes to or from one that is written without spaces."""
    if word.isascii() or max(word) < _FIRST_UNSPACED:
        return [word]
    runs = ("".join(run).strip("-+&./") for _, run in groupby(word, _script))
    return [run for run in runs if run]


def _script(letter: str) -> str:
    """Which of the scripts without spaces a letter is of; "" for all others."""
    if "\u3040" <= letter <= "\u309f":
        return "hiragana"
    if "\u30a0" <= letter <= "\u30ff":
        return "katakana"
    if "\u3400" <= letter <= "\u9fff":
        return "ideographs"
    return "hangul" if "\uac00" <= letter <= "\ud7af" else ""


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script written without spaces."""
    return bool(_script(word[0]))


def index_words(text: str) -> list[str]:
    """The words under which the text is found: each by itself, then compounds joined.

    Scripts without spaces are indexed by their letters and by overlapping pairs of them.
    """
    words: list[str] = []
    joined: list[str] = []
    for word in split(text):
        if word.isascii() and word.isalnum():
            words.append(word)
        elif is_unspaced(word):
            words += [*word, *_pairs(word)]
        else:
            parts = word.translate(_JOINTS).split()
            words += parts
            joined += ["".join(parts)] if len(parts) > 1 else []
    return words + joined


def plain_letters(word: str) -> str:
    """A folded word of Russian letters in Latin ones, as names are mostly written in English."""
    return word if word.isascii() else in_latin(stem_of(word))


def in_latin(letters: str) -> str:
    """Folded Russian letters in Latin ones."""
    return letters.translate(_LATIN)


class QueryWord(NamedTuple):
    """One word of a query: as typed and folded, and the index words that it stands for."""

    typed: str
    parts: tuple[str, ...]
    joined: str | None = None


def query_words(text: str) -> list[QueryWord]:
    """The words of a query that can tell records apart, in order, none twice."""
    found: dict[str, QueryWord] = {}
    # IT and WHO are no words of asking, unless all is in capitals.
    kept = set() if text.isupper() else {w.lower() for w in text.split() if w.isupper()}
    written = split(text)
    # In Japanese, what is of hiragana alone is grammar, where there is anything else.
    content = [word for word in written if _script(word[0]) != "hiragana"]
    written = content or written
    for word in written:
        if word[0] in "何各同" and len(word) > 2:
            word = word[1:]
        if word in STOP_WORDS and (word not in kept or len(word) < 2):
            continue
        if is_unspaced(word):
            found[word] = QueryWord(word, tuple(_pairs(word) or [word]))
        else:
            parts = tuple(word.translate(_JOINTS).split())
            joined = "".join(parts) if len(parts) > 1 else None
            typed = re.sub(_POINT, ".", word) if "." in text else word
            found[word] = QueryWord(typed, parts, joined)
    return list(found.values())


def _pairs(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(len(word) - 1)]


@lru_cache(maxsize=100_000)
def stem_of(word: str) -> str:
    """The word without its ending, as it is indexed and looked for, if four letters are left.

    A light stemmer by plain rules, of English and of Russian: what people type in other forms, and
    in other languages, is found by its beginning.
    """
    if len(word) < 5 or not word.isalpha():
        return word
    if word.isascii():
        return _english_stem(word)
    if "\u0400" < word[0] < "\u0530":
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) > 3:
                return word[: -len(ending)]
    return word


def _english_stem(word: str) -> str:
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith(("ses", "xes", "zes", "ches", "shes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed", "ion", "er", "or", "e", "y"):
        # Of station more has to be left, lest it be a state.
        if word.endswith(ending) and len(word) - len(ending) > 3 + (ending == "ion"):
            word = word[: -len(ending)]
            if len(word) > 4 and word[-1] == word[-2] != "s" and ending in ("ing", "ed", "er"):
                word = word[:-1]
            break
    # cooperation, cooperated and cooperative: an a and a t are left of the ending.
    return word[:-2] if word.endswith("at") and len(word) > 6 else word


def is_correctable(word: str) -> bool:
    """Whether a slip of spelling in the word can be told: letters only, four or more."""
    return len(word) > 3 and word.isalpha() and not is_unspaced(word) and word not in STOP_WORDS
