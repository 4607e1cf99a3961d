"""Which commands give the list that a query asks for."""

from collections.abc import Iterable, Mapping, Sequence

from cajad_cli.model import is_date
from cajad_cli.query.question import Question
from cajad_cli.store.store import Store
from cajad_cli.text.words import stem_of

# The commands that give a list, by the names of the words that ask for it; all but the last two may
# be narrowed by country.
_LISTS = "tracker deals commitments documents timeline statements disputes money unknown".split()
_LISTS += "targets sources analysis areas countries".split()
# How far from a time the first and last day of what is asked for are, by the side of it.
_SIDES = {"prior": (None, -1), "until": (None, 0), "later": (1, None), "since": (0, None)}
# What may stand between such a side and a time.
_BEFORE_TIMES = "the year tokyo this first dem den der zum le la du el".split()
# So many words before a time are looked at, and so many times.
_NEAR, _MOST_TIMES = 8, 10
# When promises were made of which it is said on which side of the summit.
_MADE = {"prior": "before", "later": "after", "at": "summit"}


def commands_for(
    store: Store, question: Question, synonyms: Mapping[str, Iterable[str]]
) -> list[str]:
    """The commands that give the list which a query asks for, if it asks for one.

    It does where nothing is named but a list, countries and times. `synonyms` are what its words
    mean beside themselves.
    """
    if question.figures:
        return []
    asked = set(question.asked)
    words = {name: store.asking(f"cajad {name}") for name in _LISTS}
    sides = (store.asking(f"{side}{place}") for side in _SIDES for place in ("", " behind"))
    around = store.asking("around").union(*words.values(), *sides)
    if asked & store.asking("most"):
        # The largest loan is one of the loans.
        stems = set(map(stem_of, asked)) - around
        # English alone: to find the stem of a Russian word takes a while.
        same = {one: stem_of(one) for of in words.values() for one in of if one.isascii()}
        asked |= {one for one, stem in same.items() if stem in stems}
        around |= stems & set(same.values())
    statuses = () if question.is_whether else ("done", "under way", "stalled")
    status = next((one for one in statuses if asked & store.asking(f"status {one}")), "")
    # In Japanese what is denied ends so.
    is_denied = any(word.endswith(("ない", "なかった")) for word in asked)
    is_without = is_denied or bool(asked & store.asking("except"))
    around |= store.asking(f"status {status}") if status else set()
    lists = [name for name in _LISTS if asked & words[name]]
    if "tracker" in lists and "commitments" in lists:
        # What became of the promises is told with each of them.
        lists.remove("tracker" if status else "commitments")
    query = (
        "SELECT n, id, json_extract(json, '$.title'), lower(json_extract(json, '$.alpha_2')),"
        " json_extract(json, '$.capital') FROM record WHERE kind = 'country' AND"
        " json_extract(json, '$.alpha_2') GLOB '[A-Z][A-Z]' ORDER BY n"
    )
    rows = store.keys(query)
    countries = {stem_of(title.lower()): (code, key) for _, key, title, code, _ in rows}
    capitals = {stem_of(capital.lower()) for *_, capital in rows}
    named: dict[str, str] = {}
    for word in question.words:
        means = [stem_of(word.typed), *synonyms.get(stem_of(word.typed), ())]
        country = next((countries[one] for one in means if one in countries), None)
        is_around = bool(around & {word.typed, means[0]})
        if not (is_around or capitals.isdisjoint(means)):
            # What is of a city is not all that is of its country.
            return []
        if country and not (lists and is_around):
            named[country[0]] = country[1]
        elif not (is_around or (word.typed.isdigit() and len(word.typed) == 4)):
            return []
    is_name = asked & store.asking("called") and (not lists or "say" in asked)
    if named and (is_name or {"how", "say"} <= asked):
        # How do you say Kazakhstan in Japanese: in the host's language most often.
        keys = [key for key in named.values() if key != store.meta["host"]] or named.values()
        return [f"cajad names {' '.join(keys)}"]
    guests = {code: key for code, key in named.items() if key != store.meta["host"]}
    if not lists and guests and "howmuch" in question.asks:
        lists = ["money"]
    narrowed = "".join(f" -c {code}" for code in guests or named)
    options = dict.fromkeys(_LISTS[:-2], narrowed)
    sided = _sided(store, question, synonyms)
    is_open = bool(asked & store.asking("unsettled"))
    if sided is None:
        return []
    if is_without and (named or status or is_open or any(side for _, side in sided)):
        return []
    side = next((side for time, side in sided if not time), "")
    if side in _MADE and "commitments" in lists:
        options["commitments"] += f" --occasion {_MADE[side]}"
    elif sided:
        has_time = any(time for time, _ in sided)
        among = [one for one in sided if has_time or one[1] in _SIDES]
        span = _span(store, among) if among else ""
        is_sided = any(side in _SIDES for _, side in sided)
        if span is None or (is_sided and "or" in asked):
            return []
        lists = lists or ["timeline"] * is_sided
        times = [time for time, _ in sided if time]
        is_timed = is_sided or (lists and times) or any("-" in time for time in times)
        if "timeline" not in lists and is_timed:
            # No other list is of a time.
            return []
        options["timeline"] += span * (not is_without or len(sided) > 1)
    if not lists and 1 < len(named) < 4:
        return [f"cajad {' '.join(named.values())}"]
    if not lists:
        return [f"cajad countries {code}" for code in named if asked & store.asking("everything")]
    if status:
        options["commitments"] += f" --status {status.replace(' ', '-')}"
    options["disputes"] += " --open" * is_open
    return [f"cajad {name}{options.get(name, '')}" for name in lists[:2]]


def _sided(
    store: Store, question: Question, synonyms: Mapping[str, Iterable[str]]
) -> list[tuple[str, str]] | None:
    """The times that a query names, "" for the summit, each with the side of it that is asked for.

    None where it names another summit or so many, or a side of something else.
    """

    def is_summit(words: Sequence[str]) -> bool:
        return any("summit" in (stem_of(one), *synonyms.get(stem_of(one), ())) for one in words)

    def side(led: Sequence[str], followed: Sequence[str]) -> str:
        last = [word for word in led if word not in _BEFORE_TIMES][-1:]
        named = (one for one in _SIDES if store.asking(one).intersection(last))
        behind = (one for one in _SIDES if not store.asking(f"{one} behind").isdisjoint(followed))
        return next(named, "") or next(behind, "") or ("at" if last in (["at"], ["during"]) else "")

    sided = [(day.iso(), side(day.led, day.followed[:2])) for day in question.days if day.year]
    words, year = question.rest, ""
    for n, word in enumerate(words):
        led, followed = words[max(n - _NEAR, 0) : n], words[n + 1 : n + 3]
        if is_summit([word]):
            if year and not _summit_date(store).startswith(year):
                return None
            # To a summit one comes; since it is after it.
            own = side([word for word in led if word not in (year, "to", "from")], followed)
            sided.append(("", {"since": "later", "until": "prior"}.get(own, own)))
        year = word if word.isdigit() and len(word) == 4 else ""
        if year and not is_summit(followed[:1]):
            sided.append((year, side(led, followed)))
    strict = store.asking("prior").union(store.asking("later"), ("since", "until"))
    is_other = sum(map(strict.__contains__, question.asked)) > sum(s in _SIDES for _, s in sided)
    return None if is_other or len(sided) > _MOST_TIMES else sided


def _summit_date(store: Store) -> str:
    dates = store.first("SELECT json_extract(json, '$.date') FROM record WHERE kind = 'summit'")
    return dates[0] if len(dates) == 1 else ""


def _span(store: Store, sided: list[tuple[str, str]]) -> str | None:
    """The options for the time that is asked for, or None where it is no single span.

    The empty time is that of the summit.
    """
    if any(not time for time, _ in sided):
        if sided[1:]:
            return None
        ends = _summit_date(store).split("/")
        sided = [(ends[0 if side == "prior" else -1], side) for _, side in sided]
    if not any(side in _SIDES for _, side in sided):
        # From the first to the last.
        sided = [min(sided), max(sided)]
    sides = [side for _, side in sided]
    if sides == ["since", "prior"]:
        # What is from one to another in Russian.
        sides[1] = "until"
    begin, end = (_SIDES.get(sides[n], (0, 0))[n] for n in (0, -1))
    is_half = len(sided) == 2 and None in (begin, end)
    if len(sided) > 2 or is_half or not all(is_date(time) for time, _ in sided):
        return None
    told = "" if begin is None else f" --from {_beyond(store, sided[0][0], begin)}"
    return told if end is None else f"{told} --to {_beyond(store, sided[-1][0], end)}"


def _beyond(store: Store, time: str, steps: int) -> str:
    """The day, month or year so many steps from one of ISO 8601; itself where there is none."""
    unit = ("years", "months", "days")[time.count("-")]
    ends = (f"{time}-01-01"[:10], f"{steps:+} {unit}")
    return str(store.first("SELECT coalesce(date(?1, ?2), ?1)", ends)[0])[: len(time)]
