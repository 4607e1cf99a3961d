"""What a question is answered with beside hits: the very field asked for, and better commands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
_BY_MORE = ("summit", "initiative", "dispute")
_MAIN = ("country", *_BY_MORE)
# The field that a word of asking alone asks for.
_BARE = {"when": "date", "where": "place", "howmuch": "value"}
_OF_SEVERAL = "SELECT n FROM tag WHERE tag = 'several' AND n = ?"
# The commands that give a list, by the names of the words that ask for it; the first ones may be
# narrowed by country.
_BY_COUNTRY = "tracker deals commitments documents timeline statements disputes money".split()
_LISTS = [*_BY_COUNTRY, *"unknown targets areas countries sources analysis".split()]


def direct_answer(
    finder: "Finder", question: Question, hits: Sequence["Hit"], words: Collection[str]
) -> dict[str, str] | None:
    """The field of the first record that was asked for, with its value; None where that is a guess.

    It is one where two fields or two records compete, where the record lacks a word or its title
    holds too little but the `words` that were looked for, of a sum for several countries where one
    is named, and of what is denied or of another time.
    """
    store = finder.store
    first, kind = hits[0], hits[0].row.kind
    if first.share < SURE or first.missing or question.has_name:
        return None
    if question.says("denied") or question.says("except"):
        return None
    # What else is said may turn a question round; but why sums differ is asked in any words.
    plain = f" {store.meta['asking:plain']} "
    if question.is_status:
        plain += f"{store.meta['asking:plain status']} "
    sought = {word.typed for word in question.words}
    passed = [w for w in fold_name(" ".join(question.asked)).split() if w not in sought]
    passed = [word for word in passed if is_idle(word) or is_unspaced(word)]
    is_of_sums = kind == "dispute" and len(question.figures) > 1
    if not is_of_sums and not all(is_idle(word, plain) for word in passed):
        return None
    record = _fields(store, first.row.n)
    if not (told := _told(finder, question, first, record)):
        return None
    field, key, host = told["field"], told["id"], store.meta["host"]
    asked = set(map(stem_of, (*question.asked, *words)))
    is_guest = kind == "country" and key != host
    if is_guest and stem_of(host) in asked and not field.startswith("relations"):
        # Who represents Japan in Uzbekistan is no leader.
        return None
    if field == "leader" and question.says("another"):
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
        of_several = store.first(_OF_SEVERAL, (first.row.n,))
        # Of two countries either may give; it may be the sum of so many, or of a design.
        is_between = finder.named and (
            of_several or (is_sum and (stem_of(host) in asked or question.says("giver")))
        )
        parts = store.asking("parts")
        if is_between or any(stem.isdigit() or stem in parts for stem in more):
            return None
    is_named = kind in _MAIN or key in question.asked
    if not is_named and len(title) - len(more) < least * max(len(title), 1):
        return None
    # What is not known of it is told with the answer; no guest stands for the host.
    besides = ["unknown", "source", *["country"] * (key == host and not finder.named)]
    near = [hit for hit in hits[1:] if hit.row.kind not in besides]
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
    if field == "status":
        gaps = {row.n: row for row in store.tagged(f"link:{key}", "unknown")}
        for gap in [gaps[hit.row.n] for hit in hits if hit.row.n in gaps][:1]:
            told["text"] += f"; not known: {_small(_fields(store, gap.n)['title'])}"
    return told


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
        if kind == "summit" and question.says("founding"):
            fields = [field for field in fields if field[0] != "date"]
    name, heading, _ = fields[0] if len(fields) == 1 else ("", "", "")
    meant = chain(*finder.meant.values(), (read_as for _, read_as in finder.corrections))
    if kind == "summit" and name != "venue" and kind not in meant:
        # It may be asked of the dialogue, whose summit it is.
        return None
    # It may tell something else: stand for a part of what is asked for, or for who but spoke of it.
    is_sure = hit.subject >= RARE and (name != "speaker" or not hit.untitled)
    if name not in record or (name in ("speaker", "status") and not is_sure):
        return None
    if name == "relations" and record["id"] == store.meta["host"]:
        # They are with itself.
        return None
    if name == "relations_since" and not {"diplomatic", "relations", "ties"} & {*question.asked}:
        # Since when there is a country is another matter.
        return None
    value = record[name]
    text = str(value)
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
    light = finder.store.asking("dated")
    untitled = [stem for stem in map(stem_of, hit.untitled) if stem not in light]
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
            asked = set(map(stem_of, " ".join(words).split()))
            if all(map(asked.intersection, others)):
                return [n]
    return []


def _askable(finder: "Finder", record: Record) -> list[list[str]]:
    """The fields that may be asked for: name, heading, and the words that ask for it."""
    lines = finder.store.meta[f"asked:{record['kind']}"].split("\n")
    fields = [line.split("\t") for line in lines if line]
    # A leader may be asked for by his whole title: one minister is not the prime minister.
    title = [one for one in record.get("leader_title", "").lower().split() if not is_idle(one)]
    meant = chain.from_iterable(finder.meant.values())
    if {*map(stem_of, title)}.issubset(meant):
        for field in fields:
            field[2] += f" {' '.join(title)}" * (field[0] == "leader")
    return fields


def _fields(store: Store, n: int) -> Record:
    """A record. SQLite reads the JSON: to import Python's takes as long as a search."""
    query = "SELECT key, e.value FROM record, json_each(record.json) AS e WHERE n = ?"
    return dict(store.ask(query, (n,)))


def _small(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}"


def commands_for(
    store: Store, question: Question, synonyms: Mapping[str, Iterable[str]]
) -> list[str]:
    """The commands that give the list which a query asks for, if it asks for one.

    It does where nothing is named but a list, countries and years. `synonyms` are what its words
    mean beside themselves.
    """
    if question.figures or question.days:
        return []
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
    query = (
        "SELECT n, id, json_extract(json, '$.title'), lower(json_extract(json, '$.alpha_2'))"
        " FROM record WHERE kind = 'country' AND json_extract(json, '$.alpha_2')"
        " GLOB '[A-Z][A-Z]' ORDER BY n"
    )
    countries = {stem_of(title.lower()): (code, key) for _, key, title, code in store.keys(query)}
    named: dict[str, str] = {}
    years = []
    for word in question.words:
        means = [stem_of(word.typed), *synonyms.get(stem_of(word.typed), ())]
        country = next((countries[one] for one in means if one in countries), None)
        is_around = bool(around & {word.typed, means[0]})
        if country and not (lists and is_around):
            named[country[0]] = country[1]
        elif word.typed.isdigit() and len(word.typed) == 4:
            years.append(word.typed)
        elif not is_around:
            return []
    is_without = bool(asked & store.asking("except"))
    is_name = asked & store.asking("called") and (not lists or "say" in asked)
    if named and (is_name or {"how", "say"} <= asked):
        # How do you say Kazakhstan in Japanese: in the host's language most often.
        keys = [key for key in named.values() if key != store.meta["host"]] or named.values()
        return [f"cajad names {' '.join(keys)}"]
    span = ""
    if years:
        # From the first to the last, or open on one side.
        begin, end, year = f" --from {min(years)}", f" --to {max(years)}", int(years[0])
        sides = {
            "prior": f" --to {year - 1}",
            "until": end,
            "later": f" --from {year + 1}",
            "since": begin,
        }
        sided = [one for one in sides if asked & store.asking(one)]
        # Before one year or after another is no span, nor is after a summit after its year.
        is_span = not years[1:] or {"prior", "later"}.isdisjoint(sided)
        if not is_span or (sided and (is_without or "summit" in asked)):
            return []
        if sided and not lists:
            lists = ["timeline"]
        span = sides[sided[0]] if sided and not years[1:] else begin + end
    if named and is_without:
        return []
    if not lists and 1 < len(named) < 4:
        return [f"cajad {' '.join(named.values())}"]
    if not lists:
        return [f"cajad countries {code}" for code in named if asked & store.asking("everything")]
    narrowed = "".join(f" -c {code}" for code in named)
    options = dict.fromkeys(_BY_COUNTRY, narrowed)
    if years[1:] or not is_without:
        options["timeline"] += span
    return [f"cajad {name}{options.get(name, '')}" for name in lists[:2]]
