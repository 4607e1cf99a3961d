"""Reads what was typed: words, figures, dates, phrases, what to leave out, and what is asked."""

from typing import TYPE_CHECKING

from cajad_cli.text.words import QueryWord, query_words, split

if TYPE_CHECKING:
    from cajad_cli.text.dates import Day
    from cajad_cli.text.figures import Figure

# Figures and dates are looked for in so many letters: time must stay linear.
MOST_LETTERS = 2000
_QUOTES = str.maketrans("“”„«»「」『』", '"""""""""')
# Figures below this without a unit are words: three areas, C5.
_FEW = 10
_SCRIPT_NUMBERS = "兆億万円亿"

# What kind of question it is, by the words that ask it.
STATUS = frozenset(
    "yet still already status progress became started begun ratified finished completed delivered"
    " opened happened implemented force running stalled going уже ещё еще статус".split()
)
# The kinds of record that are rather meant, and by how much, by the words that say so.
LIFTS = {
    "dispute": (1.3, "contested disputed contradict conflicting disagree correct wrong"),
    "analysis": (
        1.25,
        "critics critic criticism think thinks view views opinion analysts experts why argue"
        " interpretation commentators editorial",
    ),
    "statement": (
        1.2,
        "said say says propose proposed proposal proposals proposes suggest suggested call called"
        " told offer offered speech remark warn warned предложил предложила сказал 提案 発言",
    ),
}
# What is asked for, as the fields that answer it have it among their plain names.
ASKS = {
    "who": "who whom whose кто кем кого 誰 kim ким ким ки",
    "when": "when когда いつ qachon кашан качан kay кай hacan",
    "where": "where где куда どこ qayerda кайда кайда кужо",
    "howmuch": "much many amount cost сколько いくら qancha канша канча чанд",
}


class Question:
    """A query, read."""

    def __init__(self, query: str) -> None:
        self.asked = split(query)
        """All words that were typed, those of asking too."""
        text, self.phrases, self.excluded = _operators(query)
        self.figures, self.days, rest = _values(text)
        self.words = [word for word in query_words(rest) if word not in self.excluded]
        words = set(self.asked)
        self.asks = [sort for sort, forms in ASKS.items() if words & set(forms.split())]
        """Which of ASKS it asks."""
        if {"what", "time"} <= words and "when" not in self.asks:
            self.asks.append("when")
        self.is_status = bool(words & STATUS) and not {"what", "how", "why"} & set(self.asked[:1])
        """Whether it is asked how far something has come."""

    def lifts(self) -> dict[str, float]:
        """The kinds of record that such a question is rather after, and by how much."""
        words = set(self.asked)
        # Who types more than its name is rarely after all that there is of a country.
        lifts = {"country": 0.8} if len(self.words) > 2 else {}
        lifts |= {
            kind: lift for kind, (lift, asking) in LIFTS.items() if words & set(asking.split())
        }
        if self.is_status:
            lifts |= {"unknown": 1.4, "commitment": 1.2, "target": 1.2}
        if words & {"or", "или"} and len(self.figures) > 1:
            lifts["dispute"] = 2.0
        return lifts


def _operators(query: str) -> tuple[str, list[list[str]], list[QueryWord]]:
    """The query without phrases in quotation marks and words that are to be left out, and these."""
    text = query.translate(_QUOTES)
    phrases = []
    if text.count('"') > 1:
        *pairs, rest = text.split('"')
        if len(pairs) % 2:
            pairs.append(rest)
            rest = ""
        phrases = [words for part in pairs[1::2] if len(words := split(part)) > 1]
        single = [part for part in pairs[1::2] if len(split(part)) <= 1]
        text = " ".join([*pairs[::2], *single, rest])
    if "-" not in text and "NOT" not in text:
        return text, phrases, []
    kept: list[str] = []
    left_out: list[str] = []
    negated = False
    for part in text.split():
        if part == "NOT" and kept:
            negated = True
        elif negated or (part[0] == "-" and part[1:2].isalpha()):
            left_out.append(part)
            negated = False
        else:
            kept.append(part)
    return " ".join(kept), phrases, query_words(" ".join(left_out)) if left_out else []


def _values(text: str) -> tuple[list["Figure"], list["Day"], str]:
    """The figures and dates of a text, and what it is without them."""
    if not (any(map(str.isdigit, text)) or "illion" in text or set(text) & set(_SCRIPT_NUMBERS)):
        return [], [], text
    from unicodedata import normalize

    from cajad_cli.text.dates import dates
    from cajad_cli.text.figures import figures, plain

    head = plain(normalize("NFKC", text[:MOST_LETTERS]).lower())
    days = dates(head)
    found = [
        figure
        for figure in figures(head)
        if not any(day.start <= figure.start < day.end for day in days)
        and (figure.unit or figure.slack or figure.value >= _FEW)
        and not (figure.value in range(1900, 2101) and figure.end - figure.start == 4)
    ]
    spans = [(day.start, day.end) for day in days] + [(one.start, one.end) for one in found]
    for start, end in sorted(spans, reverse=True):
        head = f"{head[:start]} {head[end:]}"
    return found, days, head + text[MOST_LETTERS:]
