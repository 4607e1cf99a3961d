"""What a question is answered with above the hits: the very field that is asked for."""

from collections.abc import Collection, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from cajad_cli.model import KINDS
from cajad_cli.query import Record
from cajad_cli.query.question import ASKS, Question
from cajad_cli.store.store import Store
from cajad_cli.text.amounts import amount, day_in_words
from cajad_cli.text.words import WORDS, fold_name, is_idle, is_unspaced, stem_of

if TYPE_CHECKING:
    from cajad_cli.query.terms import Finder, Hit

# A record answers by itself if it holds this share of the query, and if its score surpasses so
# far that of another one which gives another answer.
SURE, AHEAD, AS_NEAR = 0.6, 1.15, 1.02
# Who said it, how it stands and, where no field is named, its sum are told only of a record with a
# word as rare as this in its names or title: some twentieth of all records hold one.
RARE = 3.0
# So much of its title a question must hold to be of that record and not of what it tells of beside
# others: for its sum or number, for another field, and for what is not known; but of what there is
# few of.
ITS_SUM, ITS_COUNT, ITS_OWN, ITS_GAP = 0.2, 0.7, 0.4, 0.6
# Of these more is asked in other words than their titles.
_MAIN = ("country", "summit", "initiative", "dispute")
_MAKERS = ("by", "speaker", "parties")
# With words of `asking.tsv` of such names a field is asked for something else than it tells.
_BESIDE = {
    "leader": ("besides held", "besides leader"),
    **dict.fromkeys(("capital", "currency"), ("besides held",)),
    **dict.fromkeys(_MAKERS, ("besides made",)),
    "value": ("besides value",),
    "status": ("besides status",),
}
# With such words it is asked for what was still to be, for who of a country it was, or for a part.
_TURNS = ("to be", "to take", "to have", "has to", "have to", "had to", "who in ", "much of")
# The field that a word of asking alone asks for.
_BARE = {"when": "date", "where": "place", "howmuch": "value"}


def direct_answer(
    finder: "Finder", question: Question, hits: Sequence["Hit"], words: Collection[str]
) -> dict[str, str] | None:
    """The field of the first record that was asked for, with its value; None where that is a guess.

    It is one where two fields or two records compete, where the record lacks a word or its title
    holds too little but the `words` that were looked for, of a sum for several countries where one
    is named, of another time, and where a word of asking may turn the question round.
    """
    store = finder.store
    first, kind = hits[0], hits[0].row.kind
    if first.share < SURE or first.missing or question.has_name:
        return None
    record = _fields(store, first.row.n)
    if not (told := _told(finder, question, first, record)):
        return None
    field, key, host = told["field"], told["id"], store.meta["host"]
    # Why sums differ is asked in any words.
    if field != "assessment" and _is_turned(store, question, field, record):
        return None
    asked = set(map(stem_of, (*question.asked, *words)))
    is_of_host = stem_of(host) in asked
    if kind == "country" and key != host and is_of_host and not field.startswith("relations"):
        # Who represents Japan in Uzbekistan is no leader.
        return None
    title = [stem_of(word) for word in fold_name(record["title"]).split() if not is_idle(word)]
    more = [stem for stem in title if stem not in asked]
    least = ITS_GAP if kind == "unknown" else ITS_OWN
    if field in ("date", "place"):
        # Of what is told beside others one is a plan or proposal, another one of several.
        least = 1.0
    elif field == "value":
        is_sum = record["unit"].isupper()
        # A number of things is of those alone.
        least = ITS_SUM if is_sum else ITS_COUNT
        # Of two countries either may give; it may be the sum of so many, or of a design.
        is_between = finder.named and is_sum and (is_of_host or question.says("giver"))
        if is_between or any(map(str.isdigit, more)):
            return None
    if others := {"value": "parts", "status": "given"}.get(field):
        # It may be asked of a thing of which this is a part, or for which something is given.
        several = "SELECT n FROM tag WHERE tag = 'several' AND n = ?"
        is_of_several = finder.named and store.first(several, (first.row.n,))
        if is_of_several or not store.asking(others).isdisjoint(more):
            return None
    is_named = kind in _MAIN or key in question.asked
    if not is_named and len(title) - len(more) < least * max(len(title), 1):
        return None
    # What is not known of it is told with the answer.
    near = [hit for hit in hits[1:] if hit.row.kind not in ("unknown", "source")]
    is_status = field == "status"
    gaps = [row.n for row in store.tagged(f"link:{key}", "unknown")] if is_status else []
    unknown = [hit for hit in hits[1:] if hit.row.kind == "unknown" and hit.row.n not in gaps]
    if is_status and any(not hit.missing and hit.share >= 1 for hit in unknown):
        return None
    for other in (hit for hit in near if hit.score * AHEAD >= first.score):
        theirs = _fields(store, other.row.n)
        rival = _told(finder, question, other, theirs)
        if rival and rival["text"] != told["text"]:
            return None
        # It need not be surely meant to compete; as near, it does even if it does not tell.
        is_as_near = other.row.kind == kind and other.score * AS_NEAR >= first.score
        differs = theirs.get(field) != record.get(field) and field != "title"
        if differs and (field in theirs or is_as_near):
            return None
    for gap in [hit.row.n for hit in hits if hit.row.n in gaps][:1]:
        told["text"] += f"; not known: {_small(_fields(store, gap)['title'])}"
    return told


def _is_turned(store: Store, question: Question, field: str, record: Record) -> bool:
    """Whether a question is of another time, or holds a word that may turn it round."""
    topic = "status" if question.is_status else field
    typed = " ".join(question.asked)
    own = [record["title"]]
    if topic != "status":
        if any(turn in typed for turn in _TURNS):
            return True
        own += filter(None, record.get("date", "").split("/"))
    times = [day.iso() for day in question.days] + [w for w in question.rest if w.isdigit()]
    if not all(any(time in one or one in time for one in own) for time in times):
        return True
    plain = " ".join(store.meta.get(f"asking:plain{of}", "") for of in ("", f" {topic}"))
    passed = set(fold_name(typed).split()).difference(word.typed for word in question.words)
    passed = {word for word in passed if is_idle(word) or is_unspaced(word)}
    return not all(is_idle(word, f" {plain} ") for word in passed)


def _told(
    finder: "Finder", question: Question, hit: "Hit", record: Record
) -> dict[str, str] | None:
    """The one field of a record that is asked for, with its value as it is told."""
    store, kind = finder.store, hit.row.kind
    fields = _askable(finder, record)
    if kind == "dispute" and len(question.figures) > 1:
        fields = [["assessment", "Our verdict", ""]]
    elif question.is_status and kind == "unknown":
        fields = [["title", "Not known", ""]]
    elif question.is_status:
        fields = [field for field in fields if field[0] == "status"]
    else:
        fields = _asked(finder, fields, question, hit)
    if len(fields) != 1 or fields[0][0] not in record:
        return None
    name, heading, _ = fields[0]
    value = record[name]
    text = str(value)
    said = {*chain(*finder.meant.values()), *(stem_of(read) for _, read in finder.corrections)}
    if kind == "country" and not _stems(record["title"]) <= said:
        # Its capital or leader may be meant.
        return None
    if kind == "summit" and name != "venue" and kind not in said:
        # It may be asked of the dialogue, whose summit it is, and which has no venue.
        return None
    if any(map(question.says, _BESIDE.get(name, ()))):
        return None
    if name in _MAKERS and record["id"] not in question.asked and said & _stems(text):
        # Who else, or with whom, is asked.
        return None
    # It may tell something else: stand for a part of what is asked for, or for who but spoke of it.
    is_sure = hit.subject >= RARE and (name != "speaker" or not hit.untitled)
    if name in ("speaker", "status") and not is_sure:
        return None
    if name == "relations" and record["id"] == store.meta["host"]:
        # They are with itself.
        return None
    if name == "relations_since" and not {"diplomatic", "relations", "ties"} & {*question.asked}:
        # Since when there is a country is another matter.
        return None
    if name == "value":
        unit = record["unit"]
        # In most languages how much and how many are one word; a number is of what is named.
        is_sum = "much" in question.asked or question.says("cajad money")
        is_sum = is_sum and unit.isupper() and "many" not in question.asked
        things = {stem_of(word.typed) for word in question.words}
        if question.figures or not (is_sum or stem_of(unit.split(" ")[0]) in things):
            return None
        # What it is in another currency is another figure.
        others = (words.split() for one, words in WORDS["unit"].items() if one != unit)
        if any(map(set(question.asked).intersection, others)):
            return None
        text = amount(value, unit, record["qualifier"])
        if not unit.isupper():
            # Of whom it is a number.
            text += f": {record['title']}"
    elif name in ("date", "relations_since"):
        text = day_in_words(text)
    elif name == "parties":
        text = "; ".join(store.first("SELECT value FROM json_each(?)", (text,)))
    # A list is where one of its items is.
    inferred = store.first("SELECT key FROM json_each(?)", (record.get("inferred", "{}"),))
    if any(key.split(".")[0] == name for key in inferred):
        text += " (our reading)"
    if name == "status" or kind == "unknown":
        text += f", as of {day_in_words(record['as_of'])}"
    elif kind == "country":
        text += f", {_small(heading).removesuffix(' since')} of {record['title']}"
        # Others may lead it by now.
        text += " at the summit" * (name == "leader")
    return {"id": record["id"], "field": name, "heading": heading, "text": text}


def _asked(
    finder: "Finder", fields: list[list[str]], question: Question, hit: "Hit"
) -> list[list[str]]:
    """The fields that the words name; else those that only such a word as "when" asks for."""
    # Of one thing among others the question may say no more than its title.
    known = {hit.row.kind, *finder.store.asking("dated")}
    untitled = [stem for stem in map(stem_of, hit.untitled) if stem not in known]
    asked = [finder.meant.get(stem, {stem}) for stem in set(map(stem_of, question.asked))]
    # How much money is no matter of the currency, nor where he is one of the leader.
    fields = [field for field in fields if {*question.asks}.issubset(field[2].split())]
    named: dict[int, list[list[str]]] = {}
    for field in fields:
        words = field[2].split()
        if words[0] not in ASKS or words[0] in question.asks:
            own = set(map(stem_of, words)).difference(map(stem_of, ASKS))
            count = sum(not own.isdisjoint(means) for means in asked)
            named.setdefault(count, []).append(field)
    if most := max(named, default=0):
        # What its names and title lack may be no more than what names the field.
        named_by = {stem_of(word) for field in named[most] for word in field[2].split()}
        is_named = all(named_by & finder.meant.get(stem, {stem}) for stem in untitled)
        return named[most] if is_named else []
    if untitled:
        return []
    bare = {_BARE[ask] for ask in question.asks if ask in _BARE}
    if hit.subject < RARE and finder.store.count(hit.row.kind) > 1:
        bare -= {"value"}
    if hit.share < 1:
        bare &= {"value"}
    return [field for field in named.get(0, ()) if field[0] in bare]


def subject_of(finder: "Finder") -> list[int]:
    """The number of the record of which a query names nothing but itself and fields that it has.

    So the host and the only one of a kind, as the summit, are found before what tells of them.
    """
    store = finder.store
    only = [kind for kind in KINDS.values() if store.count(kind.name) == 1]
    subjects = [(kind.asked, kind.name, "kind = ?") for kind in only]
    for called, key, condition in [*subjects, (store.meta["host"], store.meta["host"], "id = ?")]:
        others = [means for means in finder.meant.values() if stem_of(called) not in means]
        if len(others) < len(finder.meant):
            [n] = store.first(f"SELECT n FROM record WHERE {condition}", (key,))
            record = _fields(store, n)
            words = (words for name, _, words in _askable(finder, record) if name in record)
            asked = _stems(" ".join([*words, record["title"], "held"]))
            if all(map(asked.intersection, others)):
                return [n]
    return []


def _askable(finder: "Finder", record: Record) -> list[list[str]]:
    """The fields that may be asked for: name, heading, and the words that ask for it."""
    lines = finder.store.meta[f"asked:{record['kind']}"].split("\n")
    fields = [line.split("\t") for line in lines if line]
    # A leader is asked for by the whole office: no minister is the prime minister.
    office = fold_name(record.get("leader_title", "").partition(" of ")[0])
    is_said = _stems(office).issubset(chain.from_iterable(finder.meant.values()))
    for field in (one for one in fields if one[0] == "leader"):
        field[2] = field[2].replace(" president", "") + f" {office}" * is_said
    return fields


def _fields(store: Store, n: int) -> Record:
    """A record. SQLite reads the JSON: to import Python's takes as long as a search."""
    query = "SELECT key, e.value FROM record, json_each(record.json) AS e WHERE n = ?"
    return dict(store.ask(query, (n,)))


def _stems(text: str) -> set[str]:
    return set(map(stem_of, fold_name(text).split()))


def _small(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}"
