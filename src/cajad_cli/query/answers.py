"""What a question is answered with beside hits: the very field asked for, and better commands."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

from cajad_cli.query.question import ASKS, Question
from cajad_cli.store.store import Store
from cajad_cli.text.amounts import amount, day_in_words
from cajad_cli.text.words import WORDS, fold_name, is_idle, stem_of

if TYPE_CHECKING:
    from cajad_cli.query.terms import Hit

# A record answers by itself if it holds this share of the query, and if its score surpasses so
# far that of another one which gives another answer.
SURE, AHEAD, AS_NEAR = 0.6, 1.15, 1.02
# Where no field is named, a word as rare as this must stand in its names or title: some twentieth
# of all records hold one. Then these are asked for, dates only of what has one of its own.
RARE = 3.0
# So much of its title a question must hold to be of that record and not of what it tells of beside
# others: for its sum or number, for another field, and for what is not known; but of what there is
# few of.
ITS_SUM, ITS_COUNT, ITS_OWN, ITS_GAP = 0.2, 0.7, 0.4, 0.6
_MAIN = ("country", "summit", "initiative", "dispute")
_BARE = {"when": "date", "where": "place", "howmuch": "value"}
# The commands that give a list, by the names of the words that ask for it; the first ones may be
# narrowed by country.
_BY_COUNTRY = "tracker deals commitments documents timeline statements disputes money".split()
_LISTS = [*_BY_COUNTRY, *"unknown targets areas countries sources analysis".split()]


def direct_answer(
    store: Store,
    question: Question,
    hits: Sequence["Hit"],
    named: Sequence[str],
    searched: Collection[str],
) -> dict[str, str] | None:
    """The field of the first record that was asked for, with its value; None where that is a guess.

    It is one where two fields or two records compete, where the record lacks a word or its title
    holds too little but the words that were `searched`, of a sum for several countries where
    `named` has one of them, and of what is denied or of another time.
    """
    if store.asking("denied") & set(question.asked):
        return None
    first = hits[0]
    is_near = first.share < SURE or first.missing
    told = None if is_near else _field_of(store, question, first)
    if not told:
        return None
    asked = set(map(stem_of, (*question.asked, *searched)))
    host = store.meta["host"]
    is_guest = first.row.kind == "country" and told["id"] != host
    if is_guest and stem_of(host) in asked and not told["field"].startswith("relations"):
        # Who represents Japan in Uzbekistan is no leader.
        return None
    is_named = first.row.kind in _MAIN or told["id"] in question.asked
    words = fold_name(_field(store, first.row.n, "title")).split()
    title = [stem_of(word) for word in words if not is_idle(word)]
    more = [stem for stem in title if stem not in asked]
    own = 1.0 if is_named else 1 - len(more) / max(len(title), 1)
    least = ITS_GAP if first.row.kind == "unknown" else ITS_OWN
    if told["field"] in ("date", "place"):
        # Of what is told beside others one is a plan or proposal, another one of several.
        least = 1.0
    if told["field"] == "value":
        of_money = _field(store, first.row.n, "unit").isupper()
        # A number of things is of those alone.
        least = ITS_SUM if of_money else ITS_COUNT
        shared = store.first("SELECT n FROM tag WHERE tag = 'several' AND n = ?", (first.row.n,))
        # Of two countries either may give.
        is_between = named and (shared or (of_money and stem_of(host) in asked))
        # It may be that of so many, or of a design.
        parts = store.asking("parts")
        if is_between or any(stem.isdigit() or stem in parts for stem in more):
            return None
    if own < least:
        return None
    # What is not known of it is told with the answer.
    near = [hit for hit in hits[1:] if hit.row.kind not in ("unknown", "source")]
    for other in (hit for hit in near if hit.score * AHEAD >= first.score):
        rival = _field_of(store, question, other)
        if rival and rival["text"] != told["text"]:
            return None
        # It need not be surely meant to compete; as near, it does even if it does not tell.
        theirs, its = (_field(store, one.row.n, told["field"]) for one in (other, first))
        is_as_near = other.row.kind == first.row.kind and other.score * AS_NEAR >= first.score
        differs = theirs != its and told["field"] != "title"
        if differs and (theirs is not None or is_as_near):
            return None
    if told["field"] == "status":
        tagged = {row.n for row in store.tagged(f"link:{told['id']}", "unknown")}
        for n in [hit.row.n for hit in hits if hit.row.n in tagged][:1]:
            told["text"] += f"; not known: {_small(_field(store, n, 'title'))}"
    return told


def _field_of(store: Store, question: Question, hit: "Hit") -> dict[str, str] | None:
    kind, n = hit.row.kind, hit.row.n
    fields = [line.split("\t") for line in store.meta[f"asked:{kind}"].split("\n") if line]
    if kind == "dispute" and len(question.figures) > 1:
        fields = [["assessment", "Our verdict", ""]]
    elif question.is_status and kind == "unknown":
        fields = [["title", "Not known", ""]]
    elif question.is_status:
        fields = [field for field in fields if field[0] == "status"]
    else:
        # Of one thing among others the question may say no more than its title.
        light = store.asking("means light" if kind in _MAIN else "dated")
        fields = _asked(fields, question, hit, store.count(kind) == 1, light)
        if kind == "summit" and store.asking("founding") & set(question.asked):
            fields = [field for field in fields if field[0] != "date"]
    name, heading, _ = fields[0] if len(fields) == 1 else ("", "", "")
    # It may tell something else: stand for a part of what is asked for, or for who but spoke of it.
    is_sure = hit.subject >= RARE and (name != "speaker" or not hit.untitled)
    if name in ("speaker", "status") and not is_sure:
        return None
    value = _field(store, n, name) if name else None
    if value is None:
        return None
    text = str(value)
    if name == "value":
        unit = _field(store, n, "unit")
        if not _is_of_unit(store, unit, question):
            return None
        text = amount(float(value), unit, _field(store, n, "qualifier"))
        if not unit.isupper():
            # Of whom it is a number.
            text += f": {_field(store, n, 'title')}"
    elif name in ("date", "relations_since"):
        text = day_in_words(text)
    elif name == "parties":
        text = "; ".join(store.first("SELECT value FROM json_each(?)", (text,)))
    # A list is where one of its items is.
    inferred = store.first("SELECT key FROM json_each(?)", (_field(store, n, "inferred") or "{}",))
    if any(key.split(".")[0] == name for key in inferred):
        text += " (our reading)"
    if name == "status" or kind == "unknown":
        text += f", as of {day_in_words(_field(store, n, 'as_of'))}"
    elif kind == "country":
        text += f", {_small(heading).removesuffix(' since')} of {_field(store, n, 'title')}"
    return {"id": _field(store, n, "id"), "field": name, "heading": heading, "text": text}


def _is_of_unit(store: Store, unit: str, question: Question) -> bool:
    """Whether a value of it is what is asked for: money, or things that the question names."""
    # In most languages how much and how many are one word.
    asked = set(question.asked)
    of_money = "much" in asked or store.asking("cajad money") & asked
    money = unit.isupper() and "many" not in asked and of_money
    things = {stem_of(word.typed) for word in question.words}
    if any(
        asked.intersection(words.split()) for one, words in WORDS["unit"].items() if one != unit
    ):
        # What it is in another currency.
        return False
    return not question.figures and bool(money or stem_of(unit.split(" ")[0]) in things)


def _asked(
    fields: list[list[str]], question: Question, hit: "Hit", alone: bool, light: Container[str]
) -> list[list[str]]:
    """The fields that the words name; else those that only such a word as "when" asks for."""
    untitled = [stem for stem in map(stem_of, hit.untitled) if stem not in light]
    stems = set(map(stem_of, question.asked))
    if "howmuch" in question.asks:
        # How much money is no matter of the currency.
        fields = [field for field in fields if "howmuch" in field[2]]
    named: dict[int, list[list[str]]] = {}
    for field in fields:
        words = field[2].split()
        if words[0] not in ASKS or words[0] in question.asks:
            count = len(stems & set(map(stem_of, words)) - set(ASKS))
            named.setdefault(count, []).append(field)
    most = max(named, default=0)
    if most:
        # What its names and title lack may be no more than what names the field.
        named_by = {stem_of(word) for field in named[most] for word in field[2].split()}
        return named[most] if named_by.issuperset(untitled) else []
    bare = {_BARE[ask] for ask in question.asks if ask in _BARE}
    if hit.subject < RARE and not alone:
        bare -= {"value"}
    if untitled:
        return []
    if hit.share < 1:
        bare &= {"value"}
    return [field for field in named.get(0, ()) if field[0] in bare]


def _field(store: Store, n: int, name: str) -> Any:
    """A field of a record. SQLite reads the JSON: to import Python's takes as long as a search."""
    query = "SELECT json_extract(json, '$.' || ?) FROM record WHERE n = ?"
    return store.first(query, (name, n))[0]


def _small(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}"


def commands_for(
    store: Store, question: Question, synonyms: Mapping[str, Iterable[str]]
) -> list[str]:
    """The commands that give the list which a query asks for, if it asks for one.

    It does where nothing is named but a list, countries and years. `synonyms` are what its words
    mean beside themselves.
    """
    asked = set(question.asked)
    words = {name: store.asking(f"cajad {name}") for name in _LISTS}
    around = store.asking("around").union(*words.values())
    if asked & store.asking("most"):
        # The largest loan is one of the loans.
        stems = set(map(stem_of, asked)) - around
        # English alone: to find the stem of a Russian word takes a while.
        same = {one: stem_of(one) for of in words.values() for one in of if one.isascii()}
        asked |= {one for one, stem in same.items() if stem in stems}
        around |= stems & set(same.values())
    lists = [name for name in _LISTS if asked & words[name]]
    if "tracker" in lists and "commitments" in lists:
        # What became of the promises is told with each of them.
        lists.remove("commitments")
    if question.figures or question.days:
        return []
    query = (
        "SELECT n, id, json_extract(json, '$.title'), lower(json_extract(json, '$.alpha_2'))"
        " FROM record WHERE kind = 'country' ORDER BY n"
    )
    countries = {stem_of(title.lower()): (code, key) for _, key, title, code in store.keys(query)}
    named: dict[str, str] = {}
    years = []
    for word in question.words:
        means = [stem_of(word.typed), *synonyms.get(stem_of(word.typed), ())]
        country = next((countries[one] for one in means if one in countries), None)
        if country and not (lists and around & {word.typed, means[0]}):
            named[country[0]] = country[1]
        elif word.typed.isdigit() and len(word.typed) == 4:
            years.append(word.typed)
        elif not around & {word.typed, means[0]}:
            return []
    if named and asked & store.asking("called") and (not lists or "say" in asked):
        # How do you say Kazakhstan in Japanese: in the host's language most often.
        keys = [key for key in named.values() if key != store.meta["host"]] or named.values()
        return [f"cajad names {' '.join(keys)}"]
    if not lists and 1 < len(named) < 4:
        return [f"cajad {' '.join(named.values())}"]
    if not lists:
        return [f"cajad countries {code}" for code in named if asked & store.asking("everything")]
    if named and asked & store.asking("except"):
        return []
    narrowed = "".join(f" -c {code}" for code in named)
    options = dict.fromkeys(_BY_COUNTRY, narrowed)
    options["timeline"] = narrowed + _period(store, sorted(years), asked)
    return [f"cajad {name}{options.get(name, '')}" for name in lists[:2]]


def _period(store: Store, years: list[str], asked: Set[str]) -> str:
    """The options of the time that years mean: from the first to the last, or open on one side."""
    begin, end = (f" --from {years[0]}", f" --to {years[-1]}") if years else ("", "")
    if len(years) != 1 or asked & store.asking("except"):
        return begin + end if years[1:] else ""
    if asked & store.asking("prior"):
        return f" --to {int(years[0]) - 1}"
    if asked & store.asking("until"):
        return end
    return begin if asked & store.asking("since") else begin + end
