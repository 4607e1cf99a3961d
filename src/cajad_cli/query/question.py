"""Reads what was typed: words, figures, dates, phrases, what to leave out, and what is asked."""

import re
from itertools import chain
from typing import TYPE_CHECKING

from cajad_cli.store.store import Store
from cajad_cli.text.safe import DASHES
from cajad_cli.text.words import (
    WORDS,
    QueryWord,
    fold,
    fold_name,
    is_idle,
    is_unspaced,
    query_words,
    rewritten,
    split,
    stem_of,
)

if TYPE_CHECKING:
    from cajad_cli.text.numbers import Day, Figure

MOST_LETTERS = 2000  # Figures and dates are looked for in so many letters: time must stay linear
_NEAR = 40  # So many letters beside a date are looked at
MOST_LEFT_OUT = 40  # Of more that is to be left out only the first is
# Quotation marks, and what is pasted for a minus.
_QUOTES = str.maketrans(
    dict.fromkeys("“”„«»「」『』｢｣《》‹›〝〟＂", '"') | dict.fromkeys(DASHES, "-")
)
_ARTICLE = r"(?i)\b(?:[cdjlmnst]|qu)['\u2019](?=([^\W\d_]{2,}))|-t-(?:ils?|elles?|on)\b"
# A phrase or word that is to be left out, or a phrase.
_OPERATORS = r'(?:(?<!\S)-(?=["\w])(?!\d)|(?<=\S )NOT )(?:"([^"]*)"|(\S+))|"([^"]*)"'
# What is written as an initial and is none; a leader's initial, and one of a patronymic.
_NONE = r"(?!(?i:u\.s|e\.u|a\.i|u\.n|u\.k)\.)"
_INITIAL = rf"(?<![.\w-])(?:\w\.-)?{_NONE}(?:[^\W\d_]|[A-ZА-Я][a-zа-я])\. ?(?:[^\W\d_]\. ?)?"
_INITIAL += rf"(?=[^\W\d_]{{3}})|(?<=[^\W\d_]{{3}}) {_NONE}(?:[^\W\d_]\.){{1,2}}(?!\w)"
_HELD = r"(?i) t(?:ake|akes|ook|aken|aking) place\b"
_FEW = 10  # Figures below this without a unit are words: three areas, C5
# What asks for larger and smaller sums: as SQL and English have it, and each as it is denied.
BOUNDS = {sign: words.partition("|")[0] for sign, words in WORDS["bound"].items()}
_DENIED = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}
_NOT, _IS_NOT = (" not ", " no ", "n't ", "n’t ", " не ", " nicht ", " pas "), "ではない"
_LED = {f" {word} ": sign for sign, words in WORDS["bound"].items() for word in words.split("|")}
# Where words have no blanks between them, anything may follow.
_FOLLOWED = {
    f"{word}{'' if is_unspaced(word) else ' '}": sign
    for sign, words in WORDS["bound behind"].items()
    for word in words.split("|")
}
# What is had over a sum, which is none beyond it.
_HAD_OVER = tuple(f"{it} {over} " for over, its in WORDS["had"].items() for it in its.split(" "))
_OPEN = ("what", "how", "why")  # A question that begins so is answered with more than yes or no
# What may be asked for, as the fields that answer it have it among their plain names.
ASKS = ("who", "when", "where", "howmuch")


class Question:
    """A query, read."""

    def __init__(self, store: Store, query: str) -> None:
        # What is pasted has line breaks.
        query = " ".join(query.split())
        if "where" not in query.lower():
            # What takes place is held, and asks for no place.
            query = rewritten(query, [(" place", _HELD, " held")])
        self.asked = split(query)  # All words that were typed, those of asking too
        text, self.phrases, left_out = _operators(store, query)
        unwanted = {word.typed: word for word in left_out}
        self.excluded = list(unwanted.values())[:MOST_LEFT_OUT]  # What is to be left out
        self.figures, self.days, rest = _values(text)
        self.rest = split(rest)  # The words of it without figures and dates
        is_number = re.search(r"(?<!\S)-\d", text) if "-" in text else None
        self.remarks = ["a minus before a number leaves nothing out"] if is_number else []
        """What is to be said of the query itself."""
        if len(unwanted) > MOST_LEFT_OUT:
            self.remarks.append(f"only the first {MOST_LEFT_OUT} words to leave out are left out")
        words = set(self.asked)
        self._store = store
        english = f" {WORDS['stop']['en']} "
        idle = [f" {word} " in english for word in words if is_idle(word)]
        is_foreign = len(idle) > 2 * sum(idle)
        # WHO is no "who", and in English the UN no French "un".
        capitals = [] if query.isupper() else filter(str.isupper, query.split())
        is_capital = any(is_idle(word.lower()) for word in capitals if len(word) > 1)
        self.has_name = is_capital or (len(idle) > sum(idle) and not is_foreign)
        """Whether a word of asking may be a name."""
        if is_foreign and words & WORDS["foreign"].keys():
            # In German war is no war.
            rest = " ".join(WORDS["foreign"].get(word, word) for word in split(rest))
        self.words = [word for word in query_words(rest) if word.typed not in unwanted]
        small = filter(str.islower, query.split() if is_foreign else ())
        self.foreign = frozenset(chain.from_iterable(map(split, small)))
        """The words of one in another language than English, but those that may be names."""
        # In Japanese they run together with others: はどこで.
        runs = " ".join(filter(is_unspaced, self.asked))
        words.update(run for sort in ASKS for run in store.asking(sort) if runs and run in runs)
        self.asks = [sort for sort in ASKS if words & store.asking(sort)]  # Which of ASKS it asks
        told = self.says("status") and self.asked[0] not in _OPEN
        # Whether it is asked how far something has come.
        self.is_status = told and not {"who", "when", "where"} & {*self.asks}
        told = told or bool(set(self.asked[:1]) & store.asking("begins whether"))
        # Whether it is asked if something is so, which may be what nobody knows.
        self.is_whether = told or self.says("whether")

    def says(self, name: str) -> bool:
        """Whether one of the words that were typed is of a sort of question."""
        return not self._store.asking(name).isdisjoint(self.asked)


def _operators(store: Store, query: str) -> tuple[str, list[list[str]], list[QueryWord]]:
    """The query without phrases in quotation marks and words that are to be left out, and these."""

    def unjoined(article: re.Match[str]) -> str:
        joined = fold(f"{article[0]}{article[1] or ''}")
        return article[0] if store.first("SELECT 1 FROM word WHERE word = ?", (joined,)) else " "

    rules = (
        # A minus as a Japanese keyboard has it, and single quotation marks behind one.
        ("ー", r"(?<!\S)ー(?=[^\Wー])", "-"),
        ("-", r"(?<=-)[‘'’]([^‘'’]+)['’]", r'"\1"'),
        # French articles and pronouns are joined to their words: l'accord, s'intéresse-t-il; but
        # Côte d'Ivoire is a name where records hold it.
        ("'|’", _ARTICLE, unjoined),
        # The participle is no union: quand a eu lieu le sommet.
        (" eu lieu", " eu lieu", " lieu"),
        (".", _INITIAL, ""),
        # A patronymic between two names.
        ("вич ", r"(?<=[а-я] )[А-Я][а-я]+[ое]вич(?= [А-Я])", ""),
    )
    text = rewritten(query.translate(_QUOTES), rules)
    phrases: list[list[str]] = []
    left_out: list[QueryWord] = []
    if set('"-').isdisjoint(text) and "NOT" not in text:
        return text, phrases, left_out

    def take(part: re.Match[str]) -> str:
        words = split(part[1] or part[3] or "")
        # Where no blanks part words, letters stand between them in the index.
        is_apart = any(map(is_unspaced, words))
        if part[3] is None:
            stems: tuple[str, ...] = (" ".join(map(stem_of, fold_name(part[1] or "").split())),)
            if is_apart:
                stems = tuple(chain.from_iterable(word.parts for word in query_words(part[1])))
            whole = [QueryWord(" ".join(words), stems)]
            left_out.extend(whole if len(words) > 1 else query_words(part[2] or part[1]))
            return ""
        if len(words) < 2 or is_apart:
            return str(part[3])
        phrases.append(list(words))
        return " "

    return re.sub(_OPERATORS, take, " ".join(text.split())), phrases, left_out


def _values(text: str) -> tuple[list["Figure"], list["Day"], str]:
    """The figures and dates of a text, and what it is without them."""
    if not (any(map(str.isnumeric, text)) or "illi" in text):
        return [], [], text
    from cajad_cli.text.numbers import dates, figures, plain

    head = plain(text[:MOST_LETTERS])
    days = dates(head)
    for day in days:
        # It may be asked for what was before or after it, by a word or two beside it.
        day.led = split(head[max(0, day.start - _NEAR) : day.start])
        day.followed = split(head[day.end : day.end + _NEAR])
    for day in reversed(days):
        # A month of any year is one of the words of texts.
        word = "" if day.year or day.day else WORDS["month"][str(day.month)].split(" ")[0]
        head = f"{head[: day.start]} {word} {head[day.end :]}"
    found = [
        figure
        for figure in figures(head)
        if (figure.unit or figure.slack or figure.value >= _FEW)
        and not (figure.value in range(1900, 2101) and figure.end - figure.start == 4)
    ]
    for n in reversed(range(len(found) - 1)):
        low, high = found[n : n + 2]
        between, before = head[low.end : high.start].strip(), f" {head[: low.start]}"
        is_range = low.unit == high.unit != "" and low.value < high.value
        for begins, words in WORDS["range"].items() if is_range else ():
            if before.endswith(f" {begins}" * bool(begins)) and between in words.split("|"):
                start, slack = low.start - len(begins), high.value - low.value
                found[n : n + 2] = [low.but(bound="-", slack=slack, start=start, end=high.end)]
                break
    for n, figure in reversed([*enumerate(found)]):
        before, behind = head[: figure.start], head[figure.end :]
        if figure.unit and not (figure.bound or before.endswith(_HAD_OVER)):
            found[n], before, behind = _bounded(figure, before, behind)
        head = f"{before} {behind}"
    return found, [day for day in days if day.year or day.day], head + text[MOST_LETTERS:]


def _bounded(figure: "Figure", before: str, behind: str) -> tuple["Figure", str, str]:
    """A figure with the bound that words around it make of it, and the text without these."""
    led, followed = f" {before}", f"{behind.lstrip()} "
    ahead = next(filter(led.endswith, _LED), "")
    after = "" if ahead else next(filter(followed.startswith, _FOLLOWED), "")
    if not (ahead or after):
        return figure, before, behind
    led, followed = led.removesuffix(ahead[1:]), followed.removeprefix(after)
    denied = next(filter(led.endswith, _NOT), "")
    bound = _LED[ahead] if ahead else _FOLLOWED[after]
    if denied or followed.startswith(_IS_NOT):
        bound = _DENIED[bound]
    return figure.but(bound=bound), led.removesuffix(denied)[1:], followed.removeprefix(_IS_NOT)
