"""Asks the pages of the record whether they still stand and still hold the passages cited.

For contributors with a network; cajad itself needs none. Each line is one thing to mend, as values
parted by tabs: what happened, the source, the records, the phrase, and the address to look at.

  gone         the page is no more: find a copy, or another source
  moved        for good, to the address in the last column
  refused      by the host or its robots.txt: look at the page in a browser
  timed out, failed, no text (a PDF, say): the same
  broken       the words stand there, but browsers will not find them: they begin or end inside a
               longer word, or run over the end of a line, a paragraph or a cell
  not found    the words do not stand in the page as it is sent

Phrases are compared as browsers compare text fragments, but that accents count, and that Chinese
and Japanese words may begin and end anywhere, for which browsers ask a dictionary. What scripts
write and style sheets hide is not known. What was read is kept for a day in .pages, so that a run
that was broken off goes on where it ended. Ends with 1 if there is anything to mend.
"""

import argparse
import json
import re
import sys
import time
import unicodedata
from collections.abc import Sequence
from hashlib import sha256
from html.parser import HTMLParser
from itertools import takewhile
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin
from urllib.robotparser import RobotFileParser

import httpx
from w3lib.encoding import html_to_unicode

from cajad_cli import __version__
from cajad_cli.ingest.reader import read_values
from cajad_cli.model.records import CLASSES
from cajad_cli.text.safe import passage_link

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / ".pages"
AGENT = f"cajad/{__version__} (scripts/check_pages.py; asks whether cited passages still stand)"
# Seconds: between two requests to a host, unless its robots.txt asks for more; until a page has
# timed out; for which it is kept.
PAUSE, LIMIT, KEPT = 1.0, 30.0, 24 * 60 * 60
TEXTS = ("text/html", "application/xhtml+xml", "text/plain")
OUTCOMES = dict.fromkeys((404, 410), "gone") | dict.fromkeys((401, 403, 429, 451), "refused")

# What browsers show nothing of, and what their own style sheets set apart from the words beside it.
UNSEEN = set("audio canvas iframe noscript object script select style template title video".split())
BLOCKS = set(
    "address article aside blockquote body br button caption center dd details dialog div dl dt"
    " fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu"
    " nav ol p pre rp rt section summary table tbody td textarea tfoot th thead tr ul".split()
)
# Quotation marks count as one, and signs that only say where a word may be parted as nothing.
LEVELLED = str.maketrans("‘’“”", "''\"\"", "\xad\u200b")
# A letter or digit of a script that parts words.
LETTER = r"[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"


class _Text(HTMLParser):
    """The text of a page, with a null character between its blocks."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._unseen = 0
        self.pieces: list[str] = []
        # Browsers take a marked section for a comment; the parser would stop at some.
        self.feed(html.replace("<![", "<!"))
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._unseen += tag in UNSEEN
        self.pieces.append("\0" * (tag in BLOCKS))

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in UNSEEN))
        self.pieces.append("\0" * (tag in BLOCKS))

    def handle_data(self, data: str) -> None:
        self.pieces.append("" if self._unseen else data)


def folded(text: str) -> str:
    """The text in one case and one width, each white space as one space."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(LEVELLED)).casefold().split())


def blocks_of(html: str) -> list[str]:
    """The lines, paragraphs and cells of a page, folded."""
    pieces = "".join(_Text(html).pieces).split("\0")
    return [block for block in map(folded, pieces) if block]


def fault_of(phrase: str, blocks: Sequence[str]) -> str:
    """Why a browser would not find a phrase in a page; empty if it would."""
    wanted = folded(phrase)
    pattern = re.compile(_edges(wanted[0])[0] + re.escape(wanted) + _edges(wanted[-1])[1])
    if any(map(pattern.search, blocks)):
        return ""
    return "broken" if wanted in " ".join(blocks) else "not found"


def _edges(letter: str) -> tuple[str, str]:
    """What must not stand before and after a letter at the edge of a phrase: more of its word."""
    if not re.match(LETTER, letter):
        return "", ""
    # Unicode takes 20,000 for one word, and Japan's.
    alike, joint = (r"\d", "[.,;']") if letter.isdecimal() else (LETTER, "'")
    return f"(?<!{LETTER})(?<!{alike}{joint})", f"(?!{LETTER}|{joint}{alike})"


class Reader:
    """Reads pages as slowly as their hosts wish."""

    def __init__(self) -> None:
        self._rules: dict[str, RobotFileParser] = {}
        self._due: dict[str, float] = {}
        # The hook is called for each redirect as well.
        self._client = httpx.Client(
            headers={"User-Agent": AGENT},
            timeout=LIMIT,
            follow_redirects=True,
            event_hooks={"request": [self._wait]},
        )

    def _wait(self, request: httpx.Request) -> None:
        host = request.url.host
        time.sleep(max(0.0, self._due.get(host, 0.0) - time.monotonic()))
        wished = self._rules[host].crawl_delay(AGENT) if host in self._rules else None
        self._due[host] = time.monotonic() + max(PAUSE, float(wished or 0))

    def page(self, url: str) -> tuple[str, str, list[str]]:
        """Why a page could not be read, where it has moved to, and its blocks."""
        file = PAGES / f"{sha256(url.encode()).hexdigest()}.json"
        if file.exists() and time.time() - file.stat().st_mtime < KEPT:
            return tuple(json.loads(file.read_text("utf-8")))
        host = httpx.URL(url).host
        if host not in self._rules:
            self._rules[host] = RobotFileParser()
            self._rules[host].parse(self._ask(urljoin(url, "/robots.txt"))[2].splitlines())
        allowed = self._rules[host].can_fetch(AGENT, url)
        outcome, moved, text = self._ask(url) if allowed else ("refused", "", "")
        page = outcome, moved, blocks_of(text)
        if not outcome:
            half = file.with_suffix(".half")
            half.write_text(json.dumps(page), "utf-8")
            half.replace(file)
        return page

    def _ask(self, url: str) -> tuple[str, str, str]:
        """Why nothing could be read, where it has moved to, and the text that was sent."""
        body = b""
        try:
            with self._client.stream("GET", url) as response:
                kind = response.headers.get("Content-Type", "text/html")
                if response.is_error:
                    return OUTCOMES.get(response.status_code, "failed"), "", ""
                if not kind.lower().startswith(TEXTS):
                    return "no text", "", ""
                end = time.monotonic() + LIMIT
                for part in response.iter_bytes():
                    body += part
                    if time.monotonic() > end:
                        return "timed out", "", ""
                text = html_to_unicode(kind, body)[1]
        except httpx.TimeoutException:
            return "timed out", "", ""
        except (httpx.HTTPError, httpx.InvalidURL, LookupError):
            return "failed", "", ""
        lasting = [*takewhile(lambda hop: hop.status_code in (301, 308), response.history)]
        moved = [*response.history, response][len(lasting)].url if lasting else ""
        return "", str(moved), text


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask the pages, and list what is to be mended."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", metavar="ID", help="what this record cites, or this source")
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "summit.yaml", metavar="FILE")
    options = parser.parse_args(arguments)
    root = read_values(options.data.read_bytes(), str(options.data))
    urls = {source["id"]: source["url"] for source in root["source"] if "url" in source}
    cited: dict[str, list[tuple[str, str]]] = {source: [] for source in urls}
    for record in (record for kind in CLASSES for record in root.get(kind, ())):
        for citation in record.get("sources", ()):
            source = citation["id"]
            if source in urls and options.only in (None, record["id"], source):
                cited[source].append((record["id"], citation.get("phrase", "")))
    meant = [source for source in urls if cited[source] or options.only in (None, source)]
    if not meant:
        parser.error("no page is meant: --only takes the id of a record or a source")
    PAGES.mkdir(exist_ok=True)
    reader = Reader()
    status = 0
    for number, source in enumerate(meant, 1):
        url = urls[source]
        print(f"{number} of {len(meant)}: {url}", file=sys.stderr)
        outcome, moved, blocks = reader.page(urldefrag(url).url)
        if outcome or moved:
            status = 1
            records = " ".join(dict.fromkeys(record for record, _ in cited[source]))
            print(outcome or "moved", source, records, "", moved or url, sep="\t", flush=True)
        for record, phrase in cited[source]:
            if phrase and not outcome and (fault := fault_of(phrase, blocks)):
                status = 1
                link = passage_link(moved or url, phrase)
                print(fault, source, record, phrase, link, sep="\t", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
