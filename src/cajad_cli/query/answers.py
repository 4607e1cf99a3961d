"""What a question is answered with beside hits: the very field asked for, and better commands."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cajad_cli.query.question import ASKS, Question, is_status
from cajad_cli.store.store import Store
from cajad_cli.text.amounts import amount, day_in_words
from cajad_cli.text.words import stem_of

# How good a record must be to answer by itself: the share of the query that it holds, and by how
# much its score must surpass that of another one which gives another answer.
SURE, AHEAD = 0.6, 1.15
# How rare a word of the question must stand in the names or title of a record to be about it,
# where the question names no field: some twentieth of all records hold one.
RARE = 3.0
# A bare "who", "when" or "how much" asks for these only, in records that hold all of the query.
_BARE = {"when": "date", "where": "place", "howmuch": "value"}
_HELD_ON = ("summit", "initiative", "document", "deal", "event", "statement")
_MONEY = frozenset(
    "money yen dollar dollars usd jpy euro euros cost costs worth sum amount".split()
)

# The words that ask for a list, and the command that gives it.
LISTS = {
    "deals": "deals contracts сделки контракты 契約",
    "commitments": "commitments promises pledges undertakings обязательства 約束",
    "documents": "documents papers treaties agreements документы соглашения 文書",
    "timeline": "timeline history chronology events newest latest recent история хронология 年表",
    "statements": "statements speeches remarks proposals заявления предложения 発言 提案",
    "disputes": "disputes contradictions disagreements contested disputed споры",
    "unknown": "unknown unknowns gaps unanswered",
    "targets": "targets goals цели 目標",
    "areas": "areas priorities приоритеты 分野",
    "countries": "countries participants members страны участники 参加国",
    "sources": "sources references источники 出典",
    "analysis": "analyses opinions views critics interpretations мнения",
    "money": "money grants loans sums amounts funds investments гранты кредиты деньги 資金",
    "tracker": "progress tracker implementation followup ход 進捗",
}
_NARROWED = ("deals", "commitments", "documents", "timeline", "statements", "disputes", "money")
# Words that a list may be asked with and that name no subject.
_AROUND = frozenset(
    "most biggest largest highest number total country signed made list overview all every complete"
    " full compare comparison versus vs open japanese japan summit between".split()
)
_SINCE = frozenset("since from after с после から".split())


class Candidate(NamedTuple):
    """A record that may answer."""

    n: int
    kind: str
    score: float
    share: float
    """The share of the query that it holds."""
    headed: float
    """How rare the rarest word of the query is that its names or title hold."""


def direct_answer(
    store: Store, question: Question, best: Sequence[Candidate]
) -> dict[str, str] | None:
    """The field of the first record that was asked for, with its value; None where that is a guess.

    It is one where two fields or two records compete.
    """
    first, *others = best
    if first.share < SURE:
        return None
    told = _field_of(store, question, first)
    if told is None:
        return None
    if told["field"] == "status":
        told["text"] += _not_known(store, told["id"], best)
    for other in others[:2]:
        if other.score * AHEAD >= first.score:
            rival = _field_of(store, question, other)
            if rival and rival["text"] != told["text"]:
                return None
    return told


def _field_of(store: Store, question: Question, record: Candidate) -> dict[str, str] | None:
    stems = {stem_of(word) for word in question.asked}
    fields = [line.split("\t") for line in store.meta[f"asked:{record.kind}"].split("\n") if line]
    if record.kind == "dispute" and len(question.figures) + len(question.asks) > 1:
        return _told(store, record, "assessment", "Our verdict")
    if is_status(question.asked):
        if record.kind == "unknown":
            return _told(store, record, "title", "Not known")
        wanted = [field for field in fields if field[0] == "status"]
    else:
        wanted = _best_fields(store, fields, stems, question, record)
    if len(wanted) != 1 or (wanted[0][0] == "value" and question.figures):
        return None
    told = _told(store, record, wanted[0][0], wanted[0][1])
    if told and told["field"] == "value" and not _counts(told["text"], question):
        return None
    return told


def _counts(amount: str, question: Question) -> bool:
    """Whether an amount is of what a question counts: how much is money, how many things."""
    unit = amount.split(" ")[-1]
    things = {stem_of(word.typed) for word in question.words}
    return (unit.isupper() and "many" not in question.asked) or stem_of(unit) in things


def _best_fields(
    store: Store, fields: list[list[str]], stems: set[str], question: Question, record: Candidate
) -> list[list[str]]:
    """The fields that the words ask for; those that only such a word as "when" asks for last."""
    named = {}
    for name, _, words in fields:
        asked = words.split()
        if asked[0] not in ASKS or asked[0] in question.asks:
            named[name] = len(stems & set(map(stem_of, asked)) - set(ASKS))
    fields = [field for field in fields if field[0] in named]
    most = max(named.values(), default=0)
    if most:
        return [field for field in fields if named[field[0]] == most]
    bare = [_BARE[ask] for ask in question.asks if ask in _BARE]
    if record.headed < RARE and store.count(record.kind) > 1:
        return []
    if record.share < 1 or record.kind not in _HELD_ON:
        bare = [name for name in bare if name == "value"]
    return [field for field in fields if field[0] in bare]


def _told(store: Store, record: Candidate, field: str, heading: str) -> dict[str, str] | None:
    """A field of a record as an answer, if the record has it."""
    # SQLite reads the JSON: to import Python's takes as long as a search.
    names = [field, "id", "title", "unit", "qualifier", "as_of"]
    paths = ", ".join(f"json_extract(json, '$.{name}')" for name in names)
    ((value, key, title, unit, qualifier, as_of),) = store.ask(
        f"SELECT {paths} FROM record WHERE n = ?", (record.n,)
    )
    if value is None:
        return None
    text = str(value)
    if field == "value":
        text = amount(value, unit, qualifier)
    elif field in ("date", "relations_since"):
        text = day_in_words(text)
    elif field == "parties":
        items = store.first("SELECT value FROM json_each(?)", (value,))
        text = "; ".join(items)
    elif field == "status" or record.kind == "unknown":
        text = f"{text}, as of {day_in_words(as_of)}"
    elif record.kind == "country":
        text = f"{text}, {heading[0].lower()}{heading[1:]} of {title}"
    return {"id": key, "field": field, "heading": heading, "text": text}


def _not_known(store: Store, key: str, best: Sequence[Candidate]) -> str:
    """What is not known of a record, as far as another hit says so."""
    linked = store.first("SELECT n FROM tag WHERE tag = ? ORDER BY n", (f"link:{key}",))
    for other in best:
        if other.kind == "unknown" and other.n in linked:
            query = "SELECT json_extract(json, '$.title') FROM record WHERE n = ?"
            (title,) = store.first(query, (other.n,))
            return f"; not known: {title[0].lower()}{title[1:]}"
    return ""


def commands_for(
    store: Store, question: Question, meanings: Mapping[str, Iterable[str]]
) -> list[str]:
    """The commands that give the list which a query asks for, if it asks for one.

    It does where nothing is named but a list, countries and years. `meanings` are what its words
    mean beside themselves.
    """
    if question.figures or question.days or question.phrases:
        return []
    lists = [
        name for name, words in LISTS.items() if not set(words.split()).isdisjoint(question.asked)
    ]
    if not lists and len(question.words) > 3:
        return []
    codes = {
        stem_of(title.lower()): (code.lower(), key)
        for title, code, key in store.ask(
            "SELECT json_extract(json, '$.title'), json_extract(json, '$.alpha_2'), id FROM record"
            " WHERE kind = 'country' ORDER BY n"
        )
    }
    named: dict[str, str] = {}
    for word in question.words:
        means = [word.typed, *meanings.get(stem_of(word.typed), ())]
        country = next((codes[stem_of(one)] for one in means if stem_of(one) in codes), None)
        if country and not (word.typed in _AROUND and lists):
            named[country[0]] = country[1]
        elif not (word.typed in _AROUND or word.typed.isdigit() or _asks_list(word.typed)):
            return []
    if not lists:
        compared = [f"cajad {' '.join(named.values())}"] if 1 < len(named) < 4 else []
        about = {"everything", "anything", "overview", "все", "всё"} & set(question.asked)
        return compared or [f"cajad countries {code}" for code in named if about]
    options = "".join(f" -c {code}" for code in named)
    years = [word.typed for word in question.words if word.typed.isdigit() and len(word.typed) == 4]
    found = []
    for name in lists[:2]:
        narrowing = options if name in _NARROWED else ""
        if name == "timeline" and years:
            narrowing += f" --from {years[0]}"
            narrowing += "" if _SINCE & set(question.asked) else f" --to {years[-1]}"
        found.append(f"cajad {name}{narrowing}")
    return found


def _asks_list(word: str) -> bool:
    return any(word in words.split() for words in LISTS.values())
