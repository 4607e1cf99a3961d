"""Makes a sound dataset of any size in the likeness of the bundled one.

    python benchmarks/generate.py 25000 > big.yaml

The bundled records stand first, so that `countries`, `show kazakhstan` and `search yen` mean what
they mean there. Each further record has the shape of one of them: its kind, fields, numbers of
words, of sources and of keywords; its words are drawn anew, as often as they occur there, among
them twenty thousand invented ones. The same number gives the same file.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml

from cajad_cli.ingest.reader import read_bytes, read_values
from cajad_cli.model.fields import Field, Many, References, Sentences
from cajad_cli.model.records import CLASSES
from cajad_cli.model.texts import Line, Prose

BUNDLED = Path(__file__).parent.parent / "data" / "summit.yaml"
SEED = 20251220
# Kinds of which there is one world: more countries would make other answers, not more of them.
UNIQUE = ("summit", "initiative", "country", "area", "target")
# The fields that refer to such, and so keep what they refer to.
KEPT = ("countries", "areas", "speaks_for")
# What no text may begin with or say without a date, and what alone names no place in a page.
AVOIDED = set(
    "he she it they this these those recently today now currently nowadays yesterday tomorrow year"
    " last next body reported text whole".split()
)
INVENTED = 20_000
# Of a hundred words so many are invented ones: names, as they come with each further fact.
RARE = 12
SYLLABLES = "ba be da do fa ga go hi ka ke ko la li lo ma mi mo na ne no pa po ra re ri ro sa se"
SYLLABLES += " shi so ta te to tu va vi wa ya yo za zhan stan bek kul tash abad"

Record = dict[str, Any]


class Words:
    """Draws words as often as they occur in the bundled dataset."""

    def __init__(self, texts: list[str], chance: random.Random) -> None:
        found = (word for text in texts for word in re.findall(r"[^\W_]+(?:[-'][^\W_]+)*", text))
        counts = Counter(word for word in found if word.lower() not in AVOIDED)
        syllables = SYLLABLES.split()
        names = {
            "".join(chance.choices(syllables, k=chance.choice((2, 3, 3, 4))))
            for _ in range(INVENTED)
        }
        # Zipf's law: the n-th of the rare words occurs a nth as often as the first.
        rare = {name: 1 / n for n, name in enumerate(sorted(names), 10)}
        share = RARE / (100 - RARE) * counts.total() / sum(rare.values())
        weights = [*counts.values(), *(weight * share for weight in rare.values())]
        self._words = [*counts, *rare]
        self._weights = list(accumulate(weights))
        self._chance = chance
        self._drawn = self._draw()

    def _draw(self) -> Iterator[str]:
        while True:
            yield from self._chance.choices(self._words, cum_weights=self._weights, k=100_000)

    def like(self, text: str, most: int) -> str:
        """As many words as the text has, in at most so many characters."""
        words = [next(self._drawn) for _ in text.split(" ")]
        while len(words) > 1 and sum(map(len, words)) + len(words) > most:
            words.pop()
        line = " ".join(words)[:most]
        return line[0].upper() + line[1:]


class Maker:
    """Makes records in the likeness of others."""

    def __init__(self, root: dict[str, Any], size: int) -> None:
        self._root = root
        self._chance = random.Random(SEED)
        records = [record for kind in CLASSES for record in root.get(kind, ())]
        self._words = Words(
            [str(record.get("text", record["title"])) for record in records], self._chance
        )
        self._keys = Words([" ".join(r.get("keywords", ())) for r in records], self._chance)
        many = {kind: len(root[kind]) for kind in CLASSES if kind not in UNIQUE}
        wanted = size - sum(len(root[kind]) for kind in UNIQUE) - sum(many.values())
        self.ids = {
            kind: [f"{kind}-{n:06}" for n in range(wanted * count // sum(many.values()))]
            for kind, count in many.items()
        }
        short = wanted - sum(map(len, self.ids.values()))
        self.ids["event"] += [f"event-more-{n}" for n in range(short)]
        self._all = [one for kind, ids in self.ids.items() if kind != "source" for one in ids]
        # Every source is cited, so each is taken once before any is taken again.
        self._uncited = list(self.ids["source"])
        self._chance.shuffle(self._uncited)

    def make(self, kind: str) -> Iterator[Record]:
        """All further records of a kind."""
        fields = CLASSES[kind].fields
        for key in self.ids[kind]:
            shape = self._chance.choice(self._root[kind])
            record = {"id": key}
            for field in fields:
                if field.name in shape and field.name not in ("id", "sum_of"):
                    record[field.name] = self._value(field, shape[field.name])
            if kind == "source":
                record["url"] = f"https://example.org/{key}"
            if kind == "commitment":
                record["as_of"] = self._root["meta"]["as_of"]
            if key in record.get("related", ()):
                record["related"] = [self.ids["document"][0]]
            self._cite(record)
            yield record

    def _value(self, field: Field, value: Any) -> Any:
        """A value in the likeness of another."""
        type_ = field.type
        if isinstance(type_, Sentences) and isinstance(value, list):
            most = type_.length // len(value) - 2
            return [self._words.like(sentence, most) + "." for sentence in value]
        if isinstance(type_, Prose):
            return self._words.like(value, type_.length - 1) + "."
        if type(type_) is Line and field.name != "origin":
            return self._words.like(value, type_.length)
        if isinstance(type_, References) and field.name not in KEPT:
            ids = self.ids["commitment"] if field.name == "commitments" else self._all
            return self._chance.sample(ids, min(len(value), len(ids)))
        if isinstance(type_, Many) and type(type_.item) is Line and field.name != "languages":
            return [f"{self._keys.like(item, 190)} {number}" for number, item in enumerate(value)]
        if field.name == "positions":
            return [self._words.like(position, 500) for position in value]
        return value

    def _cite(self, record: Record) -> None:
        """Give the citations of a record's shape sources and locators of its own."""
        taken: dict[str, None] = {}
        while len(taken) < len(record.get("sources", ())):
            taken[self._source()] = None
        cited = zip(record.pop("sources", ()), taken, strict=True)
        record["sources"] = [
            citation
            | {"id": key, "locator": self._words.like(citation["locator"], 300)}
            | ({} if "seen" in citation else {"phrase": "words of a page"})
            for citation, key in cited
        ]
        if not record["sources"]:
            del record["sources"]

    def _source(self) -> str:
        return self._uncited.pop() if self._uncited else self._chance.choice(self.ids["source"])


def generate(size: int) -> Iterator[str]:
    """A dataset of so many records, as pieces of YAML."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

    def dumped(value: Any) -> str:
        text: str = yaml.dump(value, Dumper=dumper, allow_unicode=True, sort_keys=False, width=100)
        return text

    root = read_values(read_bytes(str(BUNDLED)), str(BUNDLED))
    maker = Maker(root, size)
    yield dumped({"meta": root["meta"], "origins": root["origins"]})
    for kind in CLASSES:
        yield dumped({kind: root[kind]})
        if kind in maker.ids:
            for record in maker.make(kind):
                yield dumped([record])


def main() -> None:
    """Write a dataset of as many records as the argument says to standard output."""
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.writelines(generate(int(sys.argv[1])))


if __name__ == "__main__":
    main()
