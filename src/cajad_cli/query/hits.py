"""Which records are answered with to words: what they find, and what bears them as names."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain

from cajad_cli.errors import NotFound
from cajad_cli.query import Filters, View, any_of, read
from cajad_cli.query.search import SURE
from cajad_cli.query.search import search as found_by
from cajad_cli.store.store import CANDIDATES, Row, Store
from cajad_cli.text.safe import DASHES, as_words, counted, visible
from cajad_cli.text.words import fold_name, is_idle


def search(store: Store, terms: Sequence[str], limit: int, filters: Filters) -> View:
    """What answers a query, best first, with rank, score and snippet in each record."""
    if len(terms) > 1:
        # A shell takes the quotation marks from a phrase that is to be left out.
        signs = ("-", *DASHES)
        apart = [term.startswith(signs) and " " in term and '"' not in term for term in terms]
        told = zip(terms, apart, strict=True)
        terms = [f'-"{term[1:]}"' if is_so else term for term, is_so in told]
    found = found_by(store, " ".join(terms), filters.tags(store), limit)
    hits = found.hits
    read_as = [(visible(typed, 60), visible(meant)) for typed, meant in found.corrections]
    remarks = [f"no match for {typed}; showing {meant}" for typed, meant in read_as]
    remarks += found.remarks
    is_near = len(hits) == found.total and all(hit.share < SURE for hit in hits)
    none = f"no record{' within these options' * bool(filters.options)} holds"
    lacking = [f"{none} all of it", ""] if is_near else []
    if found.unknown:
        none += f" {' or '.join(repr(visible(word, 60)) for word in found.unknown)}"
        remarks.append(f"{none}; showing near ones, which lack it")
        words = [word.strip("?!.,;:") for word in " ".join(terms).split()]
        telling = (word for word in words if word and not is_idle(word.lower()))
        others = [word for word in telling if word.lower() not in found.unknown]
        # What is written without blanks cannot be left out.
        is_asked = found.rest and len(others) < len(words) and all(map(str.isalnum, others))
        match = "matches" if found.rest == 1 else "match"
        holds = f"{counted(found.rest, 'record')} {match} all other words"
        lacking = [none, holds, " ".join(others) if is_asked else ""]
    added = ("rank", "score", "snippet", "answer", "see", "inexact", "missing")
    total = f"{found.total:,}" if found.total < CANDIDATES else f"more than {CANDIDATES:,}"
    # Words that came as one argument need no quotes either.
    split = (term.split() if all(map(str.isalnum, term.split())) else [term] for term in terms)
    view = View("hits", [hit.row for hit in hits], remarks=remarks, words=found.words, added=added)
    view.total, view.typed, view.lacking = total, as_words(chain.from_iterable(split)), lacking
    if read_as:
        view.within = f"read as {', '.join(meant for _, meant in read_as)}"
    if 0 < found.whole < found.total < CANDIDATES:
        view.whole = f"{found.whole:,} match{'es' * (found.whole == 1)} all of it"
    return view


def names(store: Store, words: Sequence[str] | None) -> View:
    """What countries, leaders, bodies and terms are called in other languages."""
    kinds = ("name", "country")
    if not words:
        every = store.rows("WHERE kind IN ('name', 'country')", order="kind DESC, n")
        return View("name", list(any_of(every, "this dataset holds no names")))
    from cajad_cli.query.names import exact

    same = exact(store, " ".join(words), kinds)
    apart = [] if same else [exact(store, word, kinds) for word in words]
    # Each by itself may be the name of some.
    called = same or (list(chain.from_iterable(apart)) if all(apart) else [])
    named: Iterable[Row] = list(store.rows(f"WHERE n IN ({', '.join(str(n) for n, _ in called)})"))
    remarks: Sequence[str] = ()
    if not called:
        with suppress(NotFound):
            found = search(store, words, CANDIDATES, Filters(kind=kinds))
            named, remarks = found.rows, found.remarks
    # Those that are called so come alone, where there are any.
    wanted = fold_name(" ".join(words)).split()
    whole = [row for row in named if set(wanted) <= set(fold_name(read(row)["title"]).split())]
    titled = whole if same or not called else []
    none = "no record of that name tells what it is called in other languages"
    rows = list(any_of(titled or named, none))
    return View("name", rows, (), remarks, within=visible(" ".join(words), 60))
