"""Turns text and queries into the same folded words, whatever their script or spelling.

The compiler indexes what `index_words` gives, the search asks for what `query_words` gives; both
fold alike, so case, accents, full width letters and apostrophes never matter.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain, groupby

from cajad_cli.text import rows

# The words by which texts and queries are read: of each topic, by their meaning or language.
WORDS: dict[str, dict[str, str]] = {}
for _topic, _meaning, _words in rows("text/languages.tsv"):
    WORDS.setdefault(_topic, {})[_meaning] = _words
# Patterns are compiled when they are first used. The compiler of a dataset asks for them so often
# that the cache of `re` itself takes too long.
compiled = cache(re.compile)
# Longer words and compounds are cut, so that what a word costs has an end; and longer runs of a
# script without spaces are more than words of asking.
_LONGEST_WORD, _LONGEST_IDLE = 64, 8
_LETTERS = rf"[^\W_]{{1,{_LONGEST_WORD}}}+"
# The outer repeat gives nothing back either; Python before 3.11.5 is wrong where it says so.
_WORD = rf"{_LETTERS}(?:[-+&./]{_LETTERS}){{0,15}}"
# Lookbehind after the comma, so that the engine scans for a literal comma.
_THOUSANDS, _DECIMAL = r",(?<=\d,)(?=\d{3})", r"\.(?<=\d\.)(?=\d)"
# What a decimal sign is folded into, because a point holds a compound together; what else does.
_POINT, _JOINT = r"(?<=\d)d(?=\d)", "[-+&./]"
# No text of a record is as long. Unicode takes long to order more than a few marks on a letter, so
# only the first four signs in a row are kept.
_LONG, _FLOOD = 1000, r"(?<=[^\w\s!-~]{4})[^\w\s!-~]+"
# The scripts without spaces by their first and last letters, from hiragana to hangul.
_UNSPACED = ("\u3040\u309f", "\u30a0\u30ff", "\u3400\u9fff", "\uac00\ud7af")
# The signs of which one must stand in a text, a pattern, and what is written for what it finds.
Rule = tuple[str, str, str | Callable[[re.Match[str]], str]]
# Dashes that stand for a hyphen, signs that are apostrophes in the region's spellings, what
# stretches an Arabic line, letters that are mostly written as others.
_LEVELLED = (
    dict.fromkeys("‐‑‒–—−・=＝", "-")
    | dict.fromkeys("'’ʻʼ‘`´ـ", "")
    | {"ё": "е", "ı": "i", "髙": "高", "﨑": "崎"}
)
# The letters of Kazakh, Kyrgyz, Tajik and Uzbek that Russian lacks are read as those they are
# made of: so people type them on another keyboard, and so names are spelt in Russian.
_LEVELLED |= dict(zip("әғқңөұүһіҳҷӣўӯ", "агкноуухихжиуу", strict=True))
# Folded Russian letters in Latin ones.
LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхцыэ", "abvgdeziyklmnoprstufhcye", strict=True))
    | dict(zip("жчшщюяьъ", ["zh", "ch", "sh", "sch", "yu", "ya", "", ""], strict=True))
)
# The endings of Russian nouns, adjectives and verbs. The longest is cut that leaves four letters;
# of some five, lest Грузия be груз.
_RUSSIAN = frozenset(WORDS["ending"]["ru"].split(" "))
_OF_FIVE = ("ия", "ии", "ию")


def fold(text: str) -> str:
    """The text in its plainest letters: one width, one case, no accents, marks or apostrophes."""
    if "'s" in text or "’s" in text:
        # EU's is a form of EU, but the o's of o'sish is none.
        text = compiled(r"(?<=\w)['’]s\b").sub("", text)
    if "US dollar" in text:
        # A currency is no country.
        text = text.replace("US dollar", "dollar")
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    from unicodedata import normalize

    if len(text) > _LONG:
        text = compiled(_FLOOD).sub("", text)
    # Of an acute that stands for an apostrophe NFKC makes a blank.
    return normalize("NFKC", text.replace("´", "'")).casefold().translate(_BARE)


def without_unseen(text: str) -> str:
    """The text of a query without joiners and marks of direction, as pages and tables have them."""
    if text.isascii():
        return text
    from unicodedata import category

    return "".join(letter for letter in text if category(letter) != "Cf")


class _Bare(dict[int, str]):
    """Letters without what adorns them; a mark is nothing, as vowels of Hindi or Arabic are."""

    def __missing__(self, code: int) -> str:
        from unicodedata import category, normalize

        letter = chr(code)
        # Beyond Latin marks make other letters, as in й and ガ.
        parts = normalize("NFKD", letter) if "\x7f" < letter < "\u0370" else letter
        # Accents, vowel signs, joiners, soft hyphens and marks of direction.
        dropped = ("Mn", "Mc", "Me", "Cf")
        self[code] = "".join(part for part in parts if category(part) not in dropped)
        return self[code]


_BARE = _Bare(str.maketrans(_LEVELLED))


def rewritten(text: str, rules: Iterable[Rule]) -> str:
    """The text with what patterns find written in another way, where one of its signs stands."""
    for signs, pattern, instead in rules:
        if any(sign in text for sign in signs.split("|")):
            text = compiled(pattern).sub(instead, text)
    return text


def fold_name(text: str) -> str:
    """A name as it is looked up: folded, its words one space apart, other signs dropped."""
    return " ".join(chain.from_iterable(map(_parts, split(text))))


def _parts(word: str) -> list[str]:
    """A word, or the parts of a compound."""
    return [word] if word.isalnum() else compiled(_JOINT).split(word)


@lru_cache(maxsize=20_000)
def split(text: str) -> tuple[str, ...]:
    """The folded words of a text as they are written, compounds and unspaced runs whole."""
    folded = fold(text)
    words = folded.split()
    # Most are short ones without signs, for which no pattern is needed.
    if len(folded) > _LONGEST_WORD or not all(map(str.isalnum, words)):
        folded = compiled(_THOUSANDS).sub("", folded) if "," in folded else folded
        folded = compiled(_DECIMAL).sub("d", folded) if "." in folded else folded
        words = compiled(_WORD).findall(folded)
    if not folded.isascii():
        # A word is cut where its script changes to or from one that is written without spaces.
        runs = (("".join(run) for _, run in groupby(word, _script)) for word in words)
        words = list(filter(None, (run.strip("-+&./") for run in chain.from_iterable(runs))))
    return tuple(words)


def _script(letter: str) -> str:
    """Which of the scripts without spaces a letter is of; "" for all others."""
    if letter < _UNSPACED[0]:
        return ""
    return next((one for one in _UNSPACED if one[0] <= letter <= one[1]), "")


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script written without spaces."""
    return bool(_script(word[0]))


def index_words(text: str) -> list[str]:
    """The words under which the text is found: each by itself, then compounds joined."""
    words = list(split(text))
    compounds = [_parts(word) for word in words if not word.isalnum()]
    if compounds:
        words = fold_name(text).split()
    if not "".join(words).isascii():
        # Scripts without spaces are indexed by their letters and by overlapping pairs of them.
        pairs = ([*word, *_pairs(word)] if is_unspaced(word) else [word] for word in words)
        words = list(chain.from_iterable(pairs))
    return words + list(map("".join, compounds))


def plain_letters(word: str) -> str:
    """A folded word of Russian letters in Latin ones, as names are mostly written in English."""
    return word if word.isascii() else stem_of(word).translate(LATIN)


class QueryWord:
    """One word of a query: as typed and folded, and the index words that it stands for."""

    def __init__(self, typed: str, parts: tuple[str, ...], joined: str | None = None) -> None:
        self.typed, self.parts, self.joined = typed, parts, joined


def query_words(text: str) -> list[QueryWord]:
    """The words of a query that can tell records apart, in order, none twice."""
    found: dict[str, QueryWord] = {}
    # IT and WHO are no words of asking, unless all is in capitals; UN alone is no article.
    kept = {w.lower() for w in text.split() if w.isupper()}
    if text.isupper():
        kept = kept.difference(WORDS["stop"]["en"].split()) if len(kept) == 1 else set()
    written = split(text)
    # In Japanese, what is of hiragana alone is grammar, where there is anything else.
    content = [word for word in written if _script(word[0]) != _UNSPACED[0]]
    for word in content or written:
        if word[0] in "何各同" and len(word) > 2:
            word = word[1:]
        if is_idle(word) and (word not in kept or len(word) < 2):
            continue
        parts = tuple(_pairs(word) or [word]) if is_unspaced(word) else tuple(_parts(word))
        is_compound = len(parts) > 1 and not is_unspaced(word)
        if is_compound and word.replace(".", "").isalpha() and max(map(len, parts)) == 1:
            # Letters with points behind them, as in A.I., are one word.
            word = "".join(parts)
            parts, is_compound = (word,), False
        elif is_compound and all(map(is_idle, parts)):
            continue
        typed = re.sub(_POINT, ".", word) if "." in text else word
        found[word] = QueryWord(typed, parts, "".join(parts) if is_compound else None)
    return list(found.values())


@cache
def stop_words(latin: bool) -> str:
    """The words of asking and of grammar, of languages in Latin letters or of all others."""
    # To make a set of them takes longer than to look for the few words of a query.
    lists = [words for words in WORDS["stop"].values() if words.isascii() == latin]
    return f" {' '.join(lists)} "


def is_idle(word: str, listed: str = "") -> bool:
    """Whether a folded word is one of asking and grammar, or run together of such.

    Or one of those that are `listed` alone, with blanks around each.
    """
    if f" {word} " in (listed or stop_words(word.isascii())):
        return True
    if not is_unspaced(word) or len(word) > _LONGEST_IDLE:
        return False
    # A syllable of Korean before others is no ending.
    ends = range(1 + (_script(word[0]) == _UNSPACED[-1]), len(word))
    return any(is_idle(word[end:], listed) and is_idle(word[:end], listed) for end in ends)


def without_idle_ends(word: str) -> str:
    """What is left of a word of a script without spaces between idle words; it may be nothing."""
    start = next((n for n in range(len(word), 0, -1) if is_idle(word[:n])), 0)
    end = next((n for n in range(start, len(word)) if is_idle(word[n:])), len(word))
    return word[start:end]


def _pairs(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(len(word) - 1)]


@lru_cache(maxsize=100_000)
def stem_of(word: str) -> str:
    """The word without its ending, as it is indexed and looked for, if four letters are left.

    Of a plural three are enough. A light stemmer by plain rules, of English and of Russian.
    """
    if len(word) < 4 or not word.isalpha():
        return word
    if "\u0400" < word[0] < "\u0530":
        least = 4 + (len(word) > 5 and word.endswith(_OF_FIVE))
        return next((word[:n] for n in range(least, len(word)) if word[n:] in _RUSSIAN), word)
    if not word.isascii():
        return word
    # American spellings: organize and neighbor.
    word = word.replace("iz", "is").replace("yz", "ys")
    if len(word) > 5 and "our" in word:
        word = compiled("our(?=s?$|ed$|ing$|able$|hood$)").sub("or", word)
    if word in ("days", "news"):
        # A date is no length of time, and what is new no report.
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("ses", "xes", "zes", "ches", "shes")) and len(word) > 4:
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed", "ion", "er", "or", "e", "y"):
        # Of station more has to be left, lest it be a state.
        if word.endswith(ending) and len(word) - len(ending) > 3 + (ending == "ion"):
            word = word[: -len(ending)]
            if len(word) > 4 and word[-1] == word[-2] != "s" and ending in ("ing", "ed", "er"):
                word = word[:-1]
            if ending in ("ing", "ed") and word.endswith(("er", "or")) and len(word) > 5:
                # Neighbouring, as neighbour.
                word = word[:-2]
            break
    # cooperation, cooperated and cooperative: an a and a t are left of the ending.
    return word[:-2] if word.endswith("at") and len(word) > 6 else word


def is_correctable(word: str) -> bool:
    """Whether a slip of spelling in the word can be told: letters only, four or more."""
    return len(word) > 3 and word.isalpha() and not is_unspaced(word) and not is_idle(word)


def marked(text: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where in a text stand words that the query's words find, from its beginning on."""
    # Each letter stays one, lest places be others.
    letters = (one if len(one := fold(letter)) == 1 else letter for letter in text)
    plain = (text if text.isascii() else "".join(letters)).lower()
    # What a word of the query means is a stem already.
    stems = {form for word in words if word for form in (word, stem_of(word))}
    places = {place for stem in stems for place in _places(plain, stem)}
    last = 0
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if start >= last:
            yield start, end
            last = end


def _places(text: str, stem: str) -> Iterator[tuple[int, int]]:
    """Where words of a stem stand; in scripts without spaces, where it stands itself."""
    start = text.find(stem)
    while start >= 0:
        end = start + len(stem)
        if is_unspaced(stem):
            yield start, end
        elif not (start and text[start - 1].isalnum()):
            while end < len(text) and text[end].isalnum():
                end += 1
            if end - start == len(stem) or stem_of(text[start:end]) == stem:
                yield start, end
        start = text.find(stem, max(end, start + 1))
