"""Screens that are made of several kinds: the summit, the initiative, a country and the like."""

from collections.abc import Mapping, Sequence
from itertools import chain

from cajad_cli.model import CURRENCIES, KINDS, OCCASIONS, SETTLED, STATUSES
from cajad_cli.render import TIE, wording
from cajad_cli.render.lists import by_country, write_cards, write_claims, write_verdicts
from cajad_cli.render.looks import Cell, joined, plain, sign, signed
from cajad_cli.render.promises import by_occasion, write_planned
from cajad_cli.render.screen import Commands, Screen, brief, line, standing
from cajad_cli.render.wording import Notes, Record, inferred, is_shared, number_of, whole_of, wholes
from cajad_cli.text.safe import counted

# A briefing tells so many promises and records of one line, and so many of another kind.
_MANY, _MOST = 10, 4
# What countries are compared by, and what it is called.
_COMPARED = {"commitment": "Promised", "deal": "Deals", "statement": "Proposals found"}
_COMPARED |= {"dispute": "Disputes", "unknown": "Not known"}


def write_overview(page: Screen) -> Commands:
    """The summit on one screen."""
    main = page.of("summit")[0]
    page.notes = Notes(page.others, most=1)
    page.heading(main["title"])
    page.prose(page.told(main))
    countries = page.of("country")
    names = [f"{one['title']}:" if page.narrow else f"{one['title']:13}" for one in countries]
    leaders = [f"{name} {wording.leader(one)}" for name, one in zip(names, countries, strict=True)]
    targets: list[Cell] = []
    for record in page.of("target"):
        mark = page.notes.mark(record, "value")
        figure = joined([plain(wording.amount(record), "heading"), mark])
        stands = [figure, record["period"], wording.status(record), *wording.remarks(record)]
        if disputes := [page.others[key] for key in record.get("disputed_by", ())]:
            unsettled = len(wording.unsettled(disputes))
            told = f"{sign('disputed')} {unsettled} not settled"
            how = plain(told, "disputed", unbroken=True) if unsettled else "all settled"
            where = plain(f"cajad targets{page.shown.data}", "command", unbroken=True)
            stands += [counted(len(disputes), "dispute"), joined([how, ": ", where], "")]
        targets += [wording.title(record), joined(stands, ", "), record.get("note", "")]
    results = [_named(page, one) for one in page.of("initiative") + page.of("document")]
    areas: list[Cell] = []
    for one in page.of("area"):
        counts, read = page.tally(one["id"], "commitment"), page.tally(one["id"], "read status")
        number = counts.total()
        told = f"{one['title']}: {number}" if page.narrow else f"{one['title']:26}{number:>3} "
        areas.append(joined([told, standing(counts, read)]))
    if areas:
        by_us = page.tally("occasion summit", "read areas").total()
        told = f"; the area of {by_us} of these is our reading" * bool(by_us)
        areas.append(f"Promises of the summit with an area{told}.")
    counts = page.tally("occasion summit", "commitment")
    words = [word for word in STATUSES if counts[word] or word == "done"]
    promised = page.of_summit(counted(counts.total(), "promise"), "occasion summit")
    stand = standing(counts, page.tally("occasion summit", "read status"), words)
    tracker = plain(f"cajad tracker{page.shown.data}", "command", unbroken=True)
    since = joined([f"{promised}:", joined([stand, ": ", tracker], "")])
    planned: list[Cell] = []
    for record in page.shown.beside:
        caveat, stop, _ = record.get("note", "").partition(". ")
        planned += [joined([_named(page, record), record["id"]]), caveat + stop.strip()]
    names = ["Leaders", "Target", "Results", "By area", "Since then", "Planned"]
    parts: list[Sequence[Cell]] = [leaders, targets, results, areas, [since], planned]
    for name, cells in zip(names, parts, strict=True):
        if name != "By area" or page.narrow:
            page.blank()
        page.fields((f"{name:10}", cell) for cell in cells)
    disputed = counted(int(page.shown.meta["count:dispute"]), "question")
    return [
        f"cajad {countries[-1]['id']}  a briefing on one country" if countries else "",
        f"cajad disputes  {disputed} on which sources disagree",
        "cajad help  search, money, names and more",
    ]


def _named(page: Screen, record: Record) -> Cell:
    return joined([wording.title(record), wording.trust(record), page.notes.mark(record)])


def write_initiative(page: Screen) -> Commands:
    """The initiative: its purpose, the areas with their promises, the target."""
    main = page.of("initiative")[0]
    page.heading(main["title"], wording.when(main), wording.trust(main))
    page.prose(*page.notes.sentences(main))
    promises, ids = page.of("commitment"), page.ids["commitment"]
    page.prose(page.makers and f"Promises: {page.makers}.")
    for area in page.of("area"):
        own = [record for record in promises if area["id"] in record.get("areas", ())]
        _head_promises(page, area["title"], own, area["id"])
        page.prose(page.told(area))
        page.blank()
        page.show(own)
    others = [one for one in promises if page.ids["area"].isdisjoint(one.get("areas", ()))]
    page.part("Of the initiative, and of none of its areas", others, number_of(others, ids))
    write_cards(page)
    return ["cajad tracker  what became of it", f"cajad cite {main['id']}  its sources"]


def write_one_area(page: Screen) -> Commands:
    """One area with its target and promises."""
    main = page.of("area")[0]
    page.heading(main["title"], main["id"])
    page.prose(page.told(main))
    write_cards(page)
    if promises := page.of("commitment"):
        page.prose(page.makers and f"Promises: {page.makers}.")
        _head_promises(page, "Promises", promises, main["id"])
        page.show(promises)
    return [f"cajad tracker -a {main['id']}  what became of them" if promises else ""]


def _head_promises(page: Screen, name: str, promises: list[Record], area: str) -> None:
    """What heads the promises of an area: how many are of the summit, and how many others."""
    summit = [record for record in promises if record["occasion"] == "summit"]
    others = len(promises) - len(summit)
    told = page.of_summit(f"promises: {number_of(summit, page.ids['commitment'])}", area)
    page.section(name, told, f"{others} older or later" if others else "")


def write_declaration(page: Screen) -> Commands:
    """The declaration: what it says, what others read in it, what is not known."""
    main = page.of("document")[0]
    page.heading(main["title"], wording.when(main), wording.trust(main))
    page.prose(*page.notes.sentences(main))
    page.prose(main.get("note", ""))
    for kind, mark, heading in (
        ("statement", "press", "What it says, or is reported to say"),
        ("analysis", "press", "How others read it: views, not facts"),
        ("dispute", "disputed", "Where sources disagree"),
        ("unknown", "unknown", "What is not known"),
    ):
        # Of disputes what is not settled comes first.
        records = sorted(page.of(kind), key=lambda one: -SETTLED.index(one.get("settled", "fully")))
        if records:
            page.section(heading, str(len(records)))
        for record in records:
            if kind == "dispute":
                write_claims(page, record)
            else:
                told = joined([page.told(record), f"({record['id']})"])
                page.prose(told, begin=plain(sign(mark), mark), indent=2)
            page.blank()
    return [f"cajad open {main['id']}  its first source", f"cajad cite {main['id']}  sources"]


def write_briefing(page: Screen) -> Commands:
    """A country for someone who meets its delegation in an hour."""
    main = page.of("country")[0]
    codes = [main["alpha_2"], main["alpha_3"], f"capital {main['capital']}"]
    page.heading(main["title"], *codes, f"currency {main['currency']}")
    page.prose(page.told(main))
    page.blank()
    since = wording.day(main.get("relations_since", ""))
    relations = [main.get("relations", ""), since and f"diplomatic relations since {since}"]
    leader = f"{main['leader']}, {main['leader_title']}, at the summit"
    names = (f"{wording.language(code)} {name}" for code, name in main["names"].items())
    named = [plain(name, unbroken=True) for name in names]
    fields = {
        "Names": joined([main["official_name"], *named], ", "),
        "Leader": joined([leader, page.notes.mark(main, "leader")], TIE),
        "Relations": joined([joined(relations, "; "), page.notes.mark(main, "relations")], TIE),
        "Caveat": main.get("note", ""),
    }
    page.fields(fields.items())
    of_it = f"-c {wording.code(main)}"
    own, shared = page.of("dispute"), _shared(page, "dispute")
    disputes = [*own, *shared]
    unsettled = wording.unsettled(disputes)
    settled = len(disputes) - len(unsettled)
    if unsettled:
        count = f"{len(unsettled)} not settled, {settled} settled"
        page.section("Know before you go in", f"{count}: cajad disputes {of_it}{page.shown.data}")
        first = wording.unsettled(own)[:_MOST] + wording.unsettled(shared)[:2]
        write_verdicts(page, first)
        page.blank()
        if rest := [one for one in unsettled if one not in first]:
            page.prose(f"Verdicts of these, too: cajad disputes {of_it}{page.shown.data}")
        page.part("", rest, make=line)
    events = sorted(page.of("event"), key=lambda event: event["date"])
    planned = [event for event in events if event["type"] == "plan"]
    held = [event for event in events if event["type"] != "plan"]
    # What became of a promise is told with it: the newest of its steps, unless another country's
    # is newer.
    promises = wholes(page.of("commitment"))
    begun = {one["id"]: one["as_of"] for one in promises if one["status"] != "announced"}
    news, told_above = {}, {}
    for one in held:
        # Its trust and its id stand together at the end.
        tail = joined([wording.trust(one), one["id"]], f",{TIE}")
        for key in one.get("commitments", ()):
            if key in begun and one["date"] >= begun[key][: len(one["date"])]:
                news[key] = joined([f"{wording.day(one['date'])}: {one['title']},", tail])
                told_above[key] = one["id"]
    _write_part(page, "Promised to it, and by it", "commitment", of_it, news)
    _write_part(page, "Deals and portfolios", "deal", of_it, news)
    _write_part(page, f"What {main['title']} proposed", "statement", of_it, news)
    _write_part(page, "Documents", "document", of_it, news)
    _write_said(page, main, of_it)
    above = set(told_above.values())
    left = [event for event in held if event["id"] not in above]
    # The newest talks of the two are never left out for what came after.
    talks = [event for event in left if event["type"] == "bilateral"][-1:]
    last = [event for event in left if event in talks or event in left[-_MOST:]]
    is_cut = len(last) < len(held)
    if last:
        cut = f"{len(last)} of {len(held)}: cajad timeline {of_it}{page.shown.data}"
        page.section("Meetings and steps", cut if is_cut else str(len(held)))
        told = "Its newest talks, and its newest steps that are not told above:"
        page.prose(told * is_cut)
        page.blank()
    page.part("", last)
    write_planned(page, "Planned", planned[:_MOST], wording.of(len(planned[:_MOST]), len(planned)))
    closed = [one for one in own if one["settled"] == "fully"]
    page.part("Settled", closed, wording.of(len(closed), settled), make=line)
    unknowns = page.of("unknown")
    day = wording.day(min((one["as_of"] for one in unknowns), default=""))
    count, also = wording.of(len(unknowns[:_MANY]), len(unknowns)), len(_shared(page, "unknown"))
    goes_on = f"looked for until {day}: cajad unknown {of_it}{page.shown.data}"
    others = f"{also} shared" if also else ""
    page.part("Not known", unknowns[:_MANY], count, others, goes_on, make=line)
    called = f"cajad names {main['id']}  what it and its leader are called"
    return [
        f"cajad timeline {of_it}  all that happened" if events else "",
        f"cajad disputes {of_it}  claims and who takes them" if disputes else "",
        f"cajad money {of_it}  every sum on record" if _has_money(page) else called,
    ]


def _has_money(page: Screen) -> bool:
    """Whether a sum of the countries of a screen is on record."""
    sums = (one for one in (*page.records, *page.shown.beside) if one["kind"] != "dispute")
    return any(one.get("unit") in CURRENCIES for one in sums)


def _write_said(page: Screen, main: Record, of_it: str) -> None:
    """What a country said beside its proposals, and what the host said of it."""
    told = {one["id"] for one in page.of("statement")}
    names = {main["id"]: "What else it said" if told else "What it said"}
    if page.host:
        names.setdefault(page.host, f"What {page.others[page.host]['title']} said of it")
    for key, name in names.items():
        # What two said together is neither's own.
        own = [one for one in _shared(page, "statement") if one.get("speaks_for") == [key]]
        near = [one for one in own if not is_shared(one) and one["id"] not in told]
        count = wording.of(len(near[:_MOST]), len(near))
        goes_on = f"{count}: cajad statements {of_it}{page.shown.data}"
        page.part(name, near[:_MOST], goes_on, make=brief)


def _shared(page: Screen, kind: str, country: str = "") -> list[Record]:
    """What a country, or that of the screen, shares with others, or others say of it."""
    kept = [record for record in page.shown.beside if record["kind"] == kind]
    return [record for record in kept if not country or country in record.get("countries", ())]


def _write_part(page: Screen, name: str, kind: str, of_it: str, news: Mapping[str, Cell]) -> None:
    """Records of a kind in a briefing with their caveats: the first of many, and where all are."""
    records = page.order(page.of(kind))
    every = {one["id"] for one in (*records, *_shared(page, kind))}
    shared = [] if kind == "statement" else wholes(_shared(page, kind), every)
    if not records and not shared:
        # What the host proposed is what it promised.
        if kind == "statement" and page.of("country")[0]["id"] != page.shown.meta["host"]:
            page.section(name, "none found")
        return
    most = _MANY if kind in ("commitment", "statement") else _MOST
    ids = [one["id"] for one in wholes(records)]
    # A single one is never left out.
    ids = ids[: most + (len(ids) == most + 1)]
    few = [one for one in records if one["id"] in ids or whole_of(one, ids)]
    is_cut, count = len(few) < len(records), number_of(records, every)
    count = f"{len(wholes(few, every))} of {count}" if is_cut else count
    also = f"{len(shared)} shared" if shared else ""
    goes_on = f"cajad {KINDS[kind].plural} {of_it}{page.shown.data}" if shared or is_cut else ""
    page.section(name, count, joined([also, goes_on], ": "))
    if kind in ("statement", "document"):
        page.part("", few, make=brief)
        return
    page.prose(page.makers * (kind == "commitment"))
    if made_too := sum(one.get("occasion") == "summit" for one in shared):
        page.prose(f"Of those shared {made_too} are of the summit: {goes_on} --occasion summit")
    made = dict(by_occasion(wholes(records, every)))
    for heading, some in by_occasion(few):
        if heading:
            told = number_of(some, every)
            # Those of a part may be no whole's.
            told += f" of {len(made[heading])}" if is_cut and heading in made else ""
            read = inferred(made.get(heading, some), "occasion")
            told = wording.by_reading(f"{heading.capitalize()}: {told}", read)
            page.prose(plain(told, "heading"))
        page.show(some, {r["id"]: joined([news.get(r["id"]), r.get("note")], "\n") for r in some})


def write_comparison(page: Screen) -> Commands:
    """Two or three countries side by side, then every sum of theirs."""
    countries = page.of("country")
    keys, names = ([country[field] for country in countries] for field in ("id", "title"))
    page.heading(f"{', '.join(names[:-1])} and {names[-1]}", "side by side")
    rows: list[list[Cell]] = [["Leader", *map(wording.leader, countries)]]
    for field in ("capital", "currency", "relations"):
        rows.append([field.capitalize()])
        for one in countries:
            since = one.get("relations_since") if field == "relations" else ""
            told = f"since {wording.day(since)}" if since else "not on record"
            rows[-1].append(one.get(field, told))
    for kind, title in _COMPARED.items():
        # Of what was said only what its own people said.
        of_it, every = "speaks_for" if kind == "statement" else "countries", page.of(kind)
        own = [[one for one in every if key in one.get(of_it, ())] for key in keys]
        shared = [_shared(page, kind, key) for key in keys]
        among = [{one["id"] for one in records} for records in map(chain, own, shared)]
        rows.append(_counted(title, own, among))
        for occasion, made in OCCASIONS.items() if kind == "commitment" else ():
            then = [[one for one in records if one["occasion"] == occasion] for records in own]
            if any(then):
                rows.append(_counted(f" {made}", then, among, "occasion"))
            for word in STATUSES if occasion == "summit" else ():
                stand = [[one for one in records if one["status"] == word] for records in then]
                if any(stand):
                    lead = joined(["   ", signed(word)], "")
                    rows.append(_counted(lead, stand, among, "status"))
        if kind != "statement":
            rows.append(_counted("and shared", shared, among))
    page.table(["", *names], rows)
    # What the host gives to others is no matter of the two.
    pair = {page.host, *keys}
    promised = (one for one in page.of("commitment") + page.of("deal") if "value" in one)
    paid = (one for one in promised if one["unit"] in CURRENCIES)
    sums = [one for one in paid if {page.host} < set(one["countries"]) <= pair]
    for name, some in by_country(page, sums):
        page.section(f"Sums of promises and deals: {name}", number_of(some))
        page.show(some, {one["id"]: one.get("note", "") for one in some if one["kind"] == "deal"})
    page.prose(wording.NOT_ADDED if sums else "")
    of_them = "".join(f" -c {wording.code(country)}" for country in countries)
    briefings = [f"cajad {key}  a briefing" for key in keys[:2]]
    return [*briefings, f"cajad money{of_them}  every sum on record" * _has_money(page)]


def _counted(name: Cell, own: list[list[Record]], ids: list[set[str]], of: str = "") -> list[Cell]:
    """A row of how many records each country has, wholes being those of its ids, and of how many
    the field `of` is our reading; without one, how many are not settled."""
    row = [name]
    for records, among in zip(own, ids, strict=True):
        if of:
            read = inferred(records, of)
            told = plain(f"({read} our reading)" * bool(read), "our reading")
            row.append(joined([number_of(records, among), told]))
        else:
            open_ = len(wording.unsettled(records))
            row.append(f"{len(wholes(records, among))}" + f", {open_} not settled" * bool(open_))
    return row
