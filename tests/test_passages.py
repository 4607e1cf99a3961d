"""Links that open a page at a passage: their form, and that a browser follows them."""

import base64
import json
import os
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import HERE, tool
from hypothesis import given
from hypothesis import strategies as st
from loopback import Answer, Server, serving

from cajad_cli.text.safe import passage_link

PAGE = "https://example.org/page"


@pytest.mark.parametrize(
    ("phrase", "directive"),
    [
        ("quick brown", "quick%20brown"),
        # What the specification gives a meaning to: the hyphen, the comma, the ampersand.
        ("Kassym-Jomart Tokayev", "Kassym%2DJomart%20Tokayev"),
        ("-, on the, -", "%2D%2C%20on%20the%2C%20%2D"),
        ("oil & gas", "oil%20%26%20gas"),
        # What the address would take for its own.
        ("100% of #1 + a/b?", "100%25%20of%20%231%20%2B%20a%2Fb%3F"),
        ("Қасым", "%D2%9A%D0%B0%D1%81%D1%8B%D0%BC"),
        ("中央アジア", "%E4%B8%AD%E5%A4%AE%E3%82%A2%E3%82%B8%E3%82%A2"),
        ("𠮷野", "%F0%A0%AE%B7%E9%87%8E"),
    ],
)
def test_a_phrase_is_encoded_as_the_specification_says(phrase: str, directive: str) -> None:
    assert passage_link(PAGE, phrase) == f"{PAGE}#:~:text={directive}"


@pytest.mark.parametrize("fragment", ["top", "/route?a=b", "", "節"])
def test_the_fragment_of_an_address_stays(fragment: str) -> None:
    assert passage_link(f"{PAGE}#{fragment}", "a b") == f"{PAGE}#{fragment}:~:text=a%20b"


@pytest.mark.parametrize("url", [PAGE, f"{PAGE}?a=b", f"{PAGE}#top"])
def test_without_a_phrase_the_address_is_plain(url: str) -> None:
    assert passage_link(url, "") == url


@given(st.text(st.characters(exclude_categories=["C"]), min_size=1))
def test_a_directive_holds_no_sign_with_a_meaning_and_gives_the_phrase_back(phrase: str) -> None:
    _, _, directive = passage_link(PAGE, phrase).partition("#:~:text=")
    assert re.fullmatch(r"(?:[\w.~]|%[0-9A-F]{2})+", directive, re.ASCII)
    assert unquote(directive) == phrase


FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
)
# A phrase, and a paragraph in which it stands inside longer words.
PHRASES = {
    "latin": ("Kassym-Jomart, oil & gas", "Of Kassym-Jomart, oil & gases they did not speak."),
    "cyrillic": ("Саммит в Токио", "О саммите: предсаммит в Токио прошёл раньше."),
    "japanese": ("12月20日に東京で", "前年の112月20日に東京では誤りである。"),
}
# Where the top and the bottom of the passage are, in heights of the window.
PLACE = """() => {
    const place = document.getElementById("passage").getBoundingClientRect();
    return [place.top / innerHeight, place.bottom / innerHeight];
}"""
# The lines of a picture that have a magenta point, from the first to the last.
MARKED = """async (picture) => {
    const image = new Image();
    image.src = "data:image/png;base64," + picture;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    const {data} = canvas.getImageData(0, 0, image.width, image.height);
    const lines = [];
    for (let i = 0; i < data.length; i += 4)
        if (data[i] == 255 && data[i + 1] == 0 && data[i + 2] == 255)
            lines.push(i / 4 / image.width / image.height);
    return lines.length ? [lines[0], lines[lines.length - 1]] : null;
}"""


def page_with(phrase: str, decoy: str) -> bytes:
    """A page of many screens, which holds a phrase twice and before that a decoy."""
    style = "::target-text { background: rgb(255, 0, 255) }"
    more = "<p>More of the page.</p>" * 100
    phrase = f"… {escape(phrase)} …"
    parts = f"<p>{escape(decoy)}", f'<p id="passage">{phrase}', f"<p>{phrase}", '<p id="end">.'
    return f'<meta charset="utf-8"><style>{style}</style>{more}{more.join(parts)}'.encode()


@pytest.fixture(scope="module")
def tab() -> Iterator[Any]:
    """A tab of Chromium, seen through Playwright."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=tool("chromium"), args=FLAGS.split())
        page = chromium.new_page()
        page.set_default_timeout(10_000)
        yield page
        chromium.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.mark.browser
@pytest.mark.parametrize("fragment", ["", "#end", "#nowhere"])
@pytest.mark.parametrize("script", PHRASES)
def test_cajad_opens_a_page_where_a_browser_scrolls_to_the_passage_and_marks_it(
    process: Any, tmp_path: Path, server: Server, tab: Any, script: str, fragment: str
) -> None:
    phrase, decoy = PHRASES[script]
    server.answers[f"/{script}"] = Answer(page_with(phrase, decoy))
    url = f"{server.url}/{script}{fragment}"
    data = tmp_path / "data.json"
    data.write_text(json.dumps(dataset(url, phrase)))
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > "{tmp_path}/visited"\n')
    browser.chmod(0o755)
    done = process("open", "fact", "--data", str(data), env=os.environ | {"BROWSER": str(browser)})
    assert (done.returncode, done.stdout.decode()) == (0, f"{url}\n")

    tab.goto("about:blank")
    tab.goto((tmp_path / "visited").read_text())
    tab.wait_for_function("scrollY > 0")
    top, bottom = tab.evaluate(PLACE)
    assert 0 <= top < bottom <= 1
    marked = tab.evaluate(MARKED, base64.b64encode(tab.screenshot()).decode())
    assert marked is not None
    assert top <= marked[0] < marked[1] <= bottom


def dataset(url: str, phrase: str) -> dict[str, Any]:
    """A record with one fact, which stands at an address."""
    meta = {"title": "One fact", "version": "1.0.0", "as_of": "2026-03-01"}
    meta |= {"licence": "CC0-1.0", "attribution": "nobody"}
    fact = {
        "id": "fact",
        "title": "A fact",
        "text": "A page holds it.",
        "speaker": "She",
        "type": "speech",
    }
    fact |= {"sources": [{"id": "page", "locator": "para 2", "phrase": phrase}]}
    page = {"id": "page", "title": "A page", "publisher": "The Loopback", "url": url}
    page |= {"language": "en", "type": "press"}
    return {"meta": meta, "statement": [fact], "source": [page]}


LINES = (HERE / "phrases.tsv").read_text("utf-8").splitlines()


@pytest.mark.browser
@pytest.mark.parametrize("line", [line for line in LINES if not line.startswith("#")])
def test_a_browser_finds_what_check_pages_says_it_finds(
    server: Server, tab: Any, line: str
) -> None:
    html, phrase, fault = line.split("\t")
    server.answers["/case"] = Answer(f'<div style="height: 3000px"></div>{html}<p>.'.encode())
    tab.goto("about:blank")
    tab.goto(passage_link(f"{server.url}/case", phrase))
    if fault:
        tab.wait_for_timeout(300)
        assert tab.evaluate("scrollY") == 0
    else:
        tab.wait_for_function("scrollY > 0")
