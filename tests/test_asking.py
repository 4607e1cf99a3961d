"""What people ask is answered: figures, dates, names, questions, and what is not there."""

import re
from json import loads

import pytest
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st

from cajad_cli.errors import NotFound
from cajad_cli.query import ALL, hits
from cajad_cli.query.hits import Found, snippet
from cajad_cli.query.hits import ranked as search
from cajad_cli.query.question import Question
from cajad_cli.store import open_store
from cajad_cli.store.store import Store, parsed
from cajad_cli.text.amounts import amount, day_in_words, number
from cajad_cli.text.numbers import dates, figures, only_date, plain
from cajad_cli.text.suggest import sounds_of
from cajad_cli.text.words import fold, is_idle, marked, stem_of, stop_words


@pytest.fixture(scope="module")
def store(compiled: str) -> Store:
    """The record itself."""
    return open_store(compiled)


def ids(found: Found) -> list[str]:
    """The ids of the hits."""
    return [loads(hit.row.json)["id"] for hit in found.hits]


def asked(store: Store, query: str) -> Found | None:
    """What a query finds, or nothing."""
    try:
        return search(store, query)
    except NotFound:
        return None


def first(store: Store, query: str) -> str:
    """The id of the first hit."""
    return ids(search(store, query, limit=1))[0]


# ---------------------------------------------------------------- figures


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("21.4bn", 21.4e9, ""),
        ("¥3tn", 3e12, "JPY"),
        ("$3.7bn", 3.7e9, "USD"),
        ("US$ 8.5 billion", 8.5e9, "USD"),
        ("6.8 billion yen", 6.8e9, "JPY"),
        ("6,845 million yen", 6.845e9, "JPY"),
        ("3兆円", 3e12, "JPY"),
        ("三兆円", 3e12, "JPY"),
        ("214億円", 21.4e9, "JPY"),
        ("1億2000万円", 1.2e8, "JPY"),
        ("12 млрд долларов", 12e9, "USD"),
        ("3,7 млрд долларов", 3.7e9, "USD"),
        ("3 трлн иен", 3e12, "JPY"),
        ("JPY 719 million", 719e6, "JPY"),
        ("719m yen", 719e6, "JPY"),
        ("21,368 Milliarden Yen", 21.368e9, "JPY"),
        ("1,087 milliards de yens", 1.087e9, "JPY"),
        ("21,368 mlrd iyena", 21.368e9, "JPY"),
        ("19 Mrd. Dollar", 19e9, "USD"),
        ("5 Mio. Euro", 5e6, "EUR"),
        ("3 Billionen Yen", 3e12, "JPY"),
        ("3 billions de yens", 3e12, "JPY"),
        ("3千億円", 3e11, "JPY"),
        (".3 trillion yen", 3e11, "JPY"),
        ("HK$300 million", 3e8, "HKD"),
        ("300 million Hong Kong dollars", 3e8, "HKD"),
        ("C$700 million", 7e8, ""),
        ("US$700 million", 7e8, "USD"),
        ("70 per cent", 70, "percent"),
        ("70 Prozent", 70, "percent"),
        ("three trillion yen", 3e12, "JPY"),
        ("１２ billion", 12e9, ""),
        ("1 500 000 yen", 1.5e6, "JPY"),
        ("1.087,5 billion yen", 1087.5e9, "JPY"),
        ("1,087.5 billion yen", 1087.5e9, "JPY"),
        ("5.5,20 yen", 55.2, "JPY"),
        ("70%", 70, "percent"),
        ("640 participants", 640, ""),
    ],
)
def test_a_figure_is_read_as_a_value_with_its_unit(text: str, value: float, unit: str) -> None:
    from unicodedata import normalize

    (figure,) = figures(plain(normalize("NFKC", text).lower()))
    assert (figure.value, figure.unit) == (pytest.approx(value), unit)


@pytest.mark.parametrize("text", ["C5+1", "Kambar-Ata-1", "G7", "covid-19"])
def test_a_number_in_a_name_is_no_figure(text: str) -> None:
    assert list(figures(text.lower())) == []


def test_two_figures_share_a_scale() -> None:
    assert [figure.value for figure in figures("12 or 20 billion dollars")] == [12e9, 20e9]


@pytest.mark.parametrize(
    "query", ["21.4bn yen", "¥21.4bn", "214億円", "21,4 млрд иен", "21.368 billion yen"]
)
def test_a_figure_finds_what_tells_it(store: Store, query: str) -> None:
    assert first(store, query) in ("uz-livestock-loan", "uz-livestock-signing")


def test_a_rounded_figure_finds_the_exact_one_and_says_so(store: Store) -> None:
    found = search(store, "6.8 billion yen")
    assert ids(found)[0] in ("kg-grants-2025", "kg-grants-notes")
    assert any("no figure is exactly 6.8 billion JPY" in remark for remark in found.remarks)
    assert any("6.845 billion" in remark for remark in found.remarks)
    told = {"inexact": ["6.845 billion for 6.8 billion JPY"]}
    assert told.items() <= loads(found.hits[0].row.json).items()
    exact = search(store, "6.845 billion yen")
    assert exact.remarks == []
    assert "inexact" not in loads(exact.hits[0].row.json)


def test_a_figure_is_marked_with_its_unit(store: Store) -> None:
    found = search(store, "3 trillion yen")
    text = "a target of 3 trillion yen in five years"
    assert [text[slice(*span)] for span in marked(text, found.words)] == ["3 trillion yen"]


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("20 Dec 2025", ["20 December 2025", "20 Dec 2025"]),
        ("2025-12", ["December 2025", "Dec 2025"]),
        ("20 Dec", ["20 December", "20 Dec"]),
    ],
)
def test_a_date_is_marked_whole(typed: str, held: list[str], store: Store) -> None:
    words = search(store, typed).words
    text = "20 men met on 20 December 2025, and the list has 19–20 Dec 2025"
    assert [text[slice(*span)] for span in marked(text, words)] == held


def test_the_number_of_records_found_is_told(run: Run, store: Store, compiled: str) -> None:
    total = search(store, "gallium", limit=3).total
    assert total == len(search(store, "gallium", limit=1000).hits) > 10
    shown = run("search", "gallium", "--limit", "3", "--data", compiled).out
    assert f"best 3 of {total}" in shown


def test_currency_and_unit_count(store: Store) -> None:
    found = asked(store, "6.8 million dollars")
    assert found is None or not {"kg-grants-2025", "kg-grants-notes"} & set(ids(found))


def test_one_of_two_figures_is_decided_by_the_dispute(store: Store) -> None:
    found = search(store, "is it 12 or 20 billion dollars in Uzbekistan")
    assert ids(found)[0] == "uz-dispute-12bn"
    assert found.answer is not None
    assert found.answer["field"] == "assessment"


def test_an_amount_is_said_in_words() -> None:
    assert amount(719e6, "JPY", "up to") == "up to 719 million JPY"
    assert amount(640, "people", "stated") == "640 people"
    assert number(1_234_567_890_123_456) == "1,234,567,890,123,456"
    assert number(12345678901.23) == "12,345,678,901.23"
    assert number(1e-07) == "0.0000001"


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    "text",
    [
        "20 Dec",
        "Dec 20",
        "20th of December",
        "20 декабря",
        "12月20日",
        "20-dekabr",
        "20-dekabrda",
        "20-dekabrida",
        "20 желтоқсандағы",
        "20.12",
        "12/20",
    ],
)
def test_a_day_of_any_year_is_read(text: str) -> None:
    assert [day.iso() for day in dates(text.lower())] == ["12-20"]


@pytest.mark.parametrize(
    "text",
    [
        "20.12.2025",
        "2025/12/20",
        "2025-12-20",
        "20 December 2025",
        "December 20, 2025",
        "20 декабря 2025",
        "2025年12月20日",
        "２０２５年１２月２０日",
        "20/12/2025",
        "20.12.25",
        "20. 12. 2025",
        "20 декабря 2025 г.",
        "20. Dezember 2025",
        "20 décembre 2025",
        "20 de diciembre de 2025",
        "2025년 12월 20일",
        "2025年 12月 20日",
        "令和7年12月20日",
        "令和七年十二月二十日",
        "平成37年12月20日",
        "二〇二五年一二月二〇日",
        "20251220",
    ],
)
def test_a_date_is_read_in_all_forms(text: str, run: Run, compiled: str) -> None:
    date = only_date(text)
    assert date is not None
    assert date.iso() == "2025-12-20"
    options = ("-f", "json", "--data", compiled)
    assert run("timeline", "--from", text, "--to", text, *options).ids


def test_a_date_that_may_be_read_otherwise_says_how_it_is_read(run: Run, compiled: str) -> None:
    told = "the date is read as day 3 of month 4, 2026; write 2026-04-03 to be sure"
    assert told in run("timeline", "--from", "03/04/2026", "--data", compiled).err
    assert "read as" not in run("timeline", "--from", "23/04/2026", "--data", compiled).err


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Saturday, 20 December 2025", "20 December 2025"),
        ("2025年12月20日（土）", "2025-12-20"),
        ("суббота, 20.12.2025 г.", "20.12.2025"),
        ("12月のサミット", "December サミット"),
        ("K. Tokayev", "Tokayev"),
        ("Ш.Мирзиёев", "Мирзиёев"),
        ("Mr. Rahmon", "Rahmon"),
        ("213億6,800万円", "213億6800万円"),
        ("6,845百万円", "6845百万円"),
        ("loan -Узбекистан", "loan -uzbekistan"),
        ("円借款 －ウズベキスタン", "円借款 -uzbekistan"),
        ("neighboring countries", "neighbouring countries"),
        ("decarbonize", "decarbonise"),
        ("МИД РК", "МИД Казахстан"),
        ("К.К. Токаев", "Токаев"),
        ("Sh.M. Mirziyoyev", "Mirziyoyev"),
        ("Рахмон Э.Ш.", "Рахмон"),
        ("Касым-Жомарт Кемелевич Токаев", "Касым-Жомарт Токаев"),
        ("19 млрд долларов США", "19 млрд долларов"),
        ("US $19 billion", "$19 billion"),
        ("U.S. $19 billion", "$19 billion"),
        ("700 million U.S. dollars", "700 million dollars"),
        ("19 billion American dollars", "19 billion dollars"),
        ("loan ーuzbekistan", "loan -uzbekistan"),
        ("summit -‘South Korea’", 'summit -"South Korea"'),
    ],
)
def test_what_stands_beside_a_day_a_name_or_a_figure_is_no_word(
    store: Store, query: str, found: str
) -> None:
    assert ids(search(store, query)) == ids(search(store, found))


@pytest.mark.parametrize(
    "text",
    [
        "12月19、20日",
        "2025年12月19・20日",
        "12月19日と20日",
        "19.12.-20.12.2025",
        "19.12.2025-20.12.2025",
        "19th and 20th december",
        "december 19-20, 2025",
        "19 и 20 декабря",
        "19-20-dekabr",
    ],
)
def test_both_days_of_a_span_are_read(text: str) -> None:
    assert [day.iso()[-5:] for day in dates(text)] == ["12-19", "12-20"]


@pytest.mark.parametrize(
    ("text", "date"), [("２０２５", "2025"), ("2025年12月", "2025-12"), ("Dec 2025", "2025-12")]
)
def test_a_year_or_month_is_read_in_any_digits(text: str, date: str) -> None:
    day = only_date(text)
    assert day is not None
    assert day.iso() == date


@pytest.mark.parametrize("text", ["20 Dec", "3.7 billion", "99.99.2025", "soon", "", "2025-13"])
def test_what_is_no_date_is_refused(text: str, run: Run, tiny: str) -> None:
    assert only_date(text) is None
    assert "is no date" in run("timeline", "--from", text, "--data", tiny, expect=2).err


@pytest.mark.parametrize("query", ["20 Dec", "20.12.2025", "12月20日", "20 декабря 2025"])
def test_a_bare_date_puts_first_what_happened_on_it(store: Store, query: str) -> None:
    record = loads(search(store, query, limit=1).hits[0].row.json)
    assert "2025-12-20" in record["date"]


def test_an_ambiguous_date_is_day_and_month_and_says_so(store: Store) -> None:
    with pytest.raises(NotFound, match="day 5 of month 6"):
        search(store, "05/06/2026 Kyrgyzstan")


def test_a_date_is_said_in_words() -> None:
    assert day_in_words("2025-12-20") == "20 December 2025"
    assert day_in_words("2026-07/2026-09") == "July 2026 to September 2026"


# ---------------------------------------------------------------- names and words


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("ウズベク", "uzbekistan"),
        ("タジク", "tajikistan"),
        ("トルクメン", "turkmenistan"),
        ("哈萨克斯坦", "kazakhstan"),
        ("카자흐스탄", "kazakhstan"),
        ("Japonya", "japan"),
        ("Қирғизистон", "kyrgyzstan"),
        ("Казахстана", "kazakhstan"),
        ("Tajik", "tajikistan"),
        ("Kazakh\u00adstan", "kazakhstan"),
        ("Uzbek\u200bistan", "uzbekistan"),
        ("Dushanbe", "tajikistan"),
        ("president of Tajikistan", "tajikistan"),
    ],
)
def test_a_country_is_found_by_what_anybody_calls_it(store: Store, name: str, country: str) -> None:
    assert first(store, name) == country


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ("Berdymukhamedov hydrogen", {"tm-key-fields", "tm-hydrogen-green-skills", "turkmenistan"}),
        ("法務大臣", {"justice-ministers", "justice-proposal-2025-12", "justice-plan-2025-08"}),
        ("法相", {"justice-ministers", "justice-proposal-2025-12", "justice-plan-2025-08"}),
        ("aeroporti Toshkent", {"uz-tashkent-airport", "uz-airport-plan"}),
        ("pact on double taxation", {"kg-tax-agreement", "tm-tax-convention", "kg-tax-signing"}),
        ("which hotel", {"tokyo-summit", "dispute-venue"}),
    ],
)
def test_plain_words_mean_those_of_the_record(store: Store, query: str, answers: set[str]) -> None:
    assert answers & set(ids(search(store, query))[:3])


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ムロオシステムズ", "muroosystems"),
        ("カザトムプロム", "kazatomprom"),
        ("パヴロダール", "pavlodar"),
        ("スピタメン", "spitamen"),
        ("павлодар", "pavlodar"),
        ("нурл", ""),
    ],
)
def test_a_name_sounds_the_same_in_katakana_and_russian(name: str, found: str) -> None:
    sounds = sounds_of([name, found])
    assert sounds.get(name) == sounds.get(found)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("ムロオシステムズ キルギス", "kg-muroosystems-hydropower"),
        ("次回首脳会合 カザフスタン", "next-summit"),
        ("木原官房長官 発表", "summit-announced"),
        ("Тоқаев император қабылдады", "kz-emperor-2025"),
        ("Yaponiya granti mammografiya apparatlari", "uz-mammography-grant"),
        ("Türkmenistan ýaşlar forumy teklip", "tm-youth-forum"),
        ("what was discussed in the Naryn bridge committee", "kg-bridge-committee"),
        ("последний саммит", "tokyo-summit"),
        ("чем закончилась встреча министров", "justice-ministers"),
        ("Что сказал Путин о саммите", "russia-summit-2025"),
        ("contratos con Kazajistán", "kz-gallium-contract"),
    ],
)
def test_the_words_of_the_region_are_understood(store: Store, query: str, answer: str) -> None:
    assert answer in ids(search(store, query))[:5]


@pytest.mark.parametrize(
    "words",
    [
        ("предложил", "предложения", "предложение"),
        ("proposes", "proposed", "propose"),
        ("minerals", "mineral"),
        ("cooperation", "cooperate", "cooperating"),
        ("Казахстан", "Казахстана", "Казахстане"),
    ],
)
def test_forms_of_a_word_have_one_stem(words: tuple[str, ...]) -> None:
    assert len({stem_of(fold(word)) for word in words}) == 1


@pytest.mark.parametrize("query", ["night", "biggest", "jinping", "everything", "ました"])
def test_a_word_that_is_spelt_right_is_not_mended(store: Store, query: str) -> None:
    found = asked(store, query)
    assert found is None or found.corrections == []


@pytest.mark.parametrize("word", ["решение", "сумитомо", "реально", "юрист", "север"])
def test_a_russian_word_means_no_english_one_that_but_sounds_like_it(
    store: Store, word: str
) -> None:
    assert asked(store, word) is None
    assert search(store, f"{word} Павлодар").unknown == [word]


def test_what_a_leader_said_is_asked_in_russian(store: Store) -> None:
    assert ids(search(store, "Что сказал Токаев"))[0] == "kazakhstan"
    assert ids(search(store, "о воде")) == ids(search(store, "вода"))


def test_the_words_of_asking_are_never_unknown(store: Store) -> None:
    found = search(store, "tell me everything it actually says about gallium, is there anything?")
    assert found.unknown == found.corrections == []
    assert "gallium" in ids(found)[0]


@pytest.mark.parametrize("word", ["plant", "UN"])
def test_what_is_a_word_of_asking_in_another_language_alone_is_found(
    word: str, store: Store
) -> None:
    found = loads(search(store, word).hits[0].row.json)
    assert re.search(rf"\b{word}\b", f"{found['title']} {found['text']}")


def test_words_of_asking_are_written_as_they_are_read() -> None:
    words = set((stop_words(True) + stop_words(False)).split())
    assert {word for word in words if fold(word) != word} == set()
    queries = ["얼마를", "在哪里", "도로", "峰会"]
    assert [is_idle(word) for word in queries] == [True, True, False, False]


def test_everyday_words_are_neither_mended_nor_missed(store: Store) -> None:
    found = search(store, "what sort of thing is the Tokyo Initiative supposed to be")
    assert (ids(found)[0], found.unknown, found.corrections) == ("tokyo-initiative", [], [])
    assert search(store, "Wie lange dauerte das Gipfeltreffen?").corrections == []


def test_a_mended_word_stands_with_the_others(store: Store) -> None:
    assert search(store, "tashkent airpot").corrections == [("airpot", "airport")]
    assert search(store, "conectivity").corrections == [("conectivity", "connectivity")]


def test_a_long_word_is_mended_by_a_plural_wherever_it_stands(store: Store) -> None:
    assert search(store, "satelite data").corrections == [("satelite", "satellites")]


def test_the_president_of_a_country_is_its_leader(store: Store) -> None:
    found = search(store, "what did the Tajik president speak of with JICA")
    assert ids(found)[0] == "tj-rahmon-jica"
    assert ids(search(store, "президент Кыргызстана у императора"))[0] == "kg-emperor-2025"


def test_what_is_of_one_country_alone_comes_later_where_none_or_another_is_named(
    store: Store,
) -> None:
    assert first(store, "сколько документов подписали в Токио") in (
        "summit-documents",
        "documents-158",
    )
    assert first(store, "how many documents did turkmenistan sign") == "tm-eleven-documents"


def test_why_the_host_acts_is_a_matter_of_opinion(store: Store) -> None:
    hit = search(store, "what does japan want from central asia").hits[0]
    assert hit.row.kind == "analysis"
    hit = search(store, "how often does uzbekistan want the summit to be held").hits[0]
    assert hit.row.kind == "statement"


def test_a_year_that_a_record_lacks_is_told(store: Store) -> None:
    found = search(store, "Japan Mongolia summit 2025")
    assert all(hit.missing for hit in found.hits)


@pytest.mark.parametrize(
    ("query", "holds", "lacks"),
    [
        ("deals over 10 billion dollars", "uz-12bn-portfolio", "kz-commercial-package"),
        ("more than 10 billion USD", "uz-20bn-portfolio", "kz-commercial-package"),
        ("более 10 млрд долларов", "uz-12bn-portfolio", "kz-commercial-package"),
        ("100億円以上", "uz-livestock-loan", "kz-aktau-xray"),
        ("less than 100 million yen", "tj-dushanbe-substation", "kz-aktau-xray"),
        ("more than 1 billion dollars", "uz-12bn-portfolio", "pledge-2012-700-million"),
        ("more than 12 billion dollars", "uz-12bn-portfolio", "kz-commercial-package"),
        ("under 5 billion dollars", "kz-commercial-package", "uz-jbic-portfolio"),
        ("not more than 700 million dollars", "pledge-2012-700-million", "uz-12bn-portfolio"),
        ("не меньше 12 млрд долларов", "uz-12bn-portfolio", "kz-commercial-package"),
        ("deals >10bn USD", "uz-12bn-portfolio", "kz-commercial-package"),
        ("deals ≥ $12bn", "uz-12bn-portfolio", "kz-commercial-package"),
        ("deals < 5 billion dollars", "kz-commercial-package", "uz-jbic-portfolio"),
        ("12 billion dollars or more", "uz-12bn-portfolio", "kz-commercial-package"),
        ("700 миллионов долларов и меньше", "pledge-2012-700-million", "uz-12bn-portfolio"),
        ("mehr als 10 Milliarden Dollar", "uz-12bn-portfolio", "kz-commercial-package"),
        ("plus de 10 milliards de dollars", "uz-12bn-portfolio", "kz-commercial-package"),
        ("百億円以上", "uz-livestock-loan", "kz-aktau-xray"),
        ("=> 3 trillion yen", "three-trillion-yen", "uz-livestock-loan"),
        ("not 10 billion dollars or more", "kz-commercial-package", "uz-12bn-portfolio"),
        ("isn't more than 700 million dollars", "pledge-2012-700-million", "uz-12bn-portfolio"),
        ("10億円以上ではない", "kz-aktau-xray", "uz-livestock-loan"),
        ("more than a billion dollars", "uz-12bn-portfolio", "pledge-2012-700-million"),
        ("10 milyar dolardan fazla", "uz-12bn-portfolio", "kz-commercial-package"),
        ("10億円を超える無償", "kz-medical-grant", "kz-aktau-xray"),
        ("isn’t more than 700 million dollars", "pledge-2012-700-million", "uz-12bn-portfolio"),
        (
            "between 100 million and 1 billion dollars",
            "pledge-2012-700-million",
            "kz-commercial-package",
        ),
        ("Beträge über 1 Milliarde Dollar", "uz-12bn-portfolio", "pledge-2012-700-million"),
        ("between 1 and 2 billion yen", "kz-medical-grant", "kz-aktau-xray"),
        ("zwischen 1 und 2 Milliarden Yen", "kz-medical-grant", "kz-aktau-xray"),
        ("от 1 до 2 млрд иен", "kz-medical-grant", "kz-aktau-xray"),
        ("10億円から50億円", "kg-naryn-bridge", "kz-aktau-xray"),
    ],
)
def test_a_bound_finds_what_is_beyond_it(store: Store, query: str, holds: str, lacks: str) -> None:
    found = search(store, query, limit=100)
    whole = {key for key, hit in zip(ids(found), found.hits, strict=True) if not hit.missing}
    assert holds in whole
    assert lacks not in whole
    assert first(store, "up to 719 million yen") == "kz-aktau-xray"
    # It is had over the sum itself.
    assert first(store, "the dispute over 12 billion dollars") == "uz-dispute-12bn"
    # Other words begin or end like such.
    assert first(store, "700 million dollars and upgrade") == "pledge-2012-700-million"
    assert Question(store, "volcano over 1 billion dollars").figures[0].bound == ">"
    assert not Question(store, "half a billion dollars").figures
    assert not Question(store, "数十億円").figures
    assert not Question(store, "20111231 yen").days
    assert first(store, "Kredit über 21,368 Milliarden Yen") == "uz-livestock-loan"


def test_what_is_pasted_with_line_breaks_is_read_as_with_blanks(store: Store) -> None:
    for query in ("19\tbillion\ndollars", "20\nDecember 2025", "more\nthan 1  billion dollars"):
        assert ids(search(store, query)) == ids(search(store, " ".join(query.split())))


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize(
    ("query", "key", "field", "told"),
    [
        ("capital of Tajikistan", "tajikistan", "capital", "Dushanbe, capital of Tajikistan"),
        ("столица Таджикистана", "tajikistan", "capital", "Dushanbe, capital of Tajikistan"),
        ("currency of Japan", "japan", "currency", "JPY, currency of Japan"),
        ("日本の首都", "japan", "capital", "Tokyo, capital of Japan"),
        ("валюта Казахстана", "kazakhstan", "currency", "KZT, currency of Kazakhstan"),
        ("Hauptstadt von Usbekistan", "uzbekistan", "capital", "Tashkent, capital of Uzbekistan"),
        ("президент Узбекистана", "uzbekistan", "leader", "leader of Uzbekistan at the summit"),
        ("prime minister of Japan", "japan", "leader", "leader of Japan at the summit"),
        ("日本の首相", "japan", "leader", "Sanae Takaichi"),
        ("Қазақстан президенті кім", "kazakhstan", "leader", "Kassym-Jomart Tokayev"),
        ("Oʻzbekiston prezidenti kim", "uzbekistan", "leader", "Shavkat Mirziyoyev"),
        ("пойтахти Тоҷикистон кадом аст", "tajikistan", "capital", "Dushanbe"),
        ("когда был саммит", "tokyo-summit", "date", "19 December 2025"),
        ("où a eu lieu le sommet", "tokyo-summit", "place", "Tokyo"),
        ("where was the summit held", "tokyo-summit", "place", "Tokyo"),
        ("who chaired the summit", "tokyo-summit", "chair", "Sanae Takaichi"),
        ("who hosted the summit", "tokyo-summit", "chair", "Sanae Takaichi"),
        ("venue of CA+JAD", "tokyo-summit", "venue", "Hotel New Otani"),
        ("кто председательствовал на саммите", "tokyo-summit", "chair", "Sanae Takaichi"),
        ("who is president of Turkmenistan", "turkmenistan", "leader", "Serdar Berdimuhamedov"),
        ("since when does Japan have relations with Uzbekistan", None, "relations_since", "1992"),
        ("when was the CA+JAD summit held", "tokyo-summit", "date", "19 December 2025"),
        ("how many students of Japanese in Kyrgyzstan", None, "value", "about 700 students"),
        ("when did the summit take place", "tokyo-summit", "date", "19 December 2025"),
        ("where did the summit take place", "tokyo-summit", "place", "Tokyo"),
        ("who proposed the youth forum", "tm-youth-forum", "speaker", "Serdar Berdimuhamedov"),
        ("how much is the Aktau grant", "kz-aktau-xray", "value", "up to 719 million JPY"),
        ("how much was given for the Aktau x-ray", "kz-aktau-xray", "value", "719 million JPY"),
        ("who is the president of Uzbekistan today", "uzbekistan", "leader", "at the summit"),
        ("did the justice ministers meet yet", "justice-ministers", "status", "announced, as of"),
        ("when was the Tokyo Declaration adopted", "tokyo-declaration", "date", "20 December 2025"),
    ],
)
def test_a_question_is_answered_with_the_field(
    store: Store, query: str, key: str | None, field: str | None, told: str
) -> None:
    found = search(store, query)
    assert key in (None, ids(found)[0])
    if field:
        assert found.answer is not None
        assert (found.answer["field"], found.answer["id"]) == (field, ids(found)[0])
        assert told in found.answer["text"]
        assert loads(found.hits[0].row.json)["answer"] == found.answer


@pytest.mark.parametrize(
    "query",
    [
        "how much money did Kyrgyzstan get",
        "how much money did Japan promise",
        "gallium",
        "what did Mirziyoyev propose",
        "Tokyo",
        "when was CA+JAD founded",
        "「中央アジア＋日本」対話はいつ始まったか",
        "how many students study in Japan",
        "who proposed a digital university",
        "who proposed the dialogue",
        "what is the status of the declaration",
        "status of the investment fund",
        "date of the next summit",
        # Of another country or thing, or of several countries together.
        "how much is the livestock loan to kazakhstan",
        "what is the status of the dushanbe airport",
        "where is the next summit in 2027",
        "how much is the medical grant to turkmenistan",
        "amount of Japanese investment in Turkmenistan",
        "place of the next foreign ministers meeting",
        "Kazakhstan parliamentary election date",
        # Of what did not happen, or of another time.
        "when did kishida visit kazakhstan",
        "who did not sign the tokyo declaration",
        "who is the former president of kazakhstan",
        "how many students in Kyrgyzstan",
        "money for kyrgyzstan",
        # How many, where the figure on record is one of money.
        "сколько маммографов",
        "сколько компаний",
        "wie viele Firmen",
        "combien d'entreprises",
        # Of something else that the record tells, or of one of several.
        "when was the earthquake",
        "where was the Expo",
        "when was the summit with Turkey",
        "status of the railway",
        "how many students will Japan take",
        "how many specialists will be trained",
        "when was the tax convention signed",
        "is the treaty in force",
        "how much is the medical grant",
        "who is the opposition leader of Kazakhstan",
        "venue of the dinner",
        "when was the dinner",
        "who chaired the 2004 meeting",
        "hotel in Astana",
        "who represents Japan in Uzbekistan",
        "capital of kazakhstan and japan",
        "when will the summit be held",
        "首脳会合に参加した国はどこ",
        "Жапония Қазақстанға қанша инвестиция салды",
        # Of a plan, a proposal, a part, one of several, in another currency, or turned round.
        "when was the first justice ministers' meeting",
        "when did ERG start gallium production",
        "when was the city hall lit",
        "when was the South Korea Central Asia summit",
        "how much interest does the livestock loan bear",
        "how much time does the livestock loan take",
        "how much is Japan's budget for 2026",
        "how much more is the Foreign Ministry budget",
        "how much is the Dushanbe substation",
        "how much does a mammograph cost",
        "how much does the JDS scholarship cost",
        "how much does the gallium plant make",
        "how much is the target in euros",
        "how much did Uzbekistan lend to Japan",
        "when did Takaichi congratulate Tokayev",
        "when did Zhaparov visit Tokyo",
        "Жапаров визит в Токио когда",
        "how much was the power system grant to Kyrgyzstan",
        "when did the tax convention with turkmenistan come into force",
        "where has the rare metals survey in uzbekistan started",
        "how much does muroosystems want to invest",
        "head of WHO in Kazakhstan",
        "when was the un summit",
        "who represents kazakhstan at the un",
        "who signed the tokyo declaration except japan",
        "when was kazakhstan established",
        "how much is the loan from uzbekistan",
        "how much is the loan uzbekistan gave",
        "who is the son of the president of turkmenistan",
        "when did the president of kazakhstan die",
        "who took over from the president of tajikistan",
        "who came with the president of tajikistan",
        "who represented tajikistan instead of rahmon",
        "prime minister of Kazakhstan",
        "foreign minister of Japan",
        "посол Японии в Узбекистане",
        "супруга президента Узбекистана",
        "первый президент Казахстана",
        "глава МИД Казахстана",
        "former prime minister of Japan",
        "カザフスタン大統領夫人",
        "日本の前首相",
        "председатель парламента Японии",
        "столица и валюта Японии",
        # What else is said turns it round, in whatever language.
        "Тоқаевқа дейін Қазақстан президенті кім болды",
        "Mirziyoyevdan oldin Oʻzbekiston prezidenti kim edi",
        "daha önce Kazakistan cumhurbaşkanı kim",
        "Президенти Тоҷикистон пеш аз Раҳмон кӣ буд",
        "Кто был президентом Казахстана до Токаева",
        "нет президента Казахстана",
        "и.о. президента Казахстана",
        "where is the president of Kazakhstan",
        "с какого года президент Казахстана",
        "кто сказал президенту Казахстана",
        "who was president of Kazakhstan until Tokayev",
        "capital other than Tokyo",
        "Wer leitete den Gipfel nicht?",
        "日本ではない首都",
        "who cannot chair the summit",
        "quién presidió otra cumbre",
        "zirve nerede yapılacak",
        "где пройдет саммит",
        "where was the summit supposed to be held",
        "Frau des Präsidenten von Usbekistan",
        "кто мэр столицы Узбекистана",
        "города Японии",
        "отношения с Японией",
        "Жапония мен Қазақстан қатынастары қашан",
        "対話はいつ始まった",
        "日中首脳会合はどこ",
        "when did Central Asia plus Japan start",
        "where was CA+JAD founded",
        "when did the summit start",
        "what did the summit chair say",
        "where is the summit now",
        "who has been president of Kazakhstan since Tokayev",
        "what did the president of Tajikistan do",
        "日本の首相は何をした",
        "who were the prime ministers of Japan",
        "wie viel Präsidenten hat Kasachstan",
        "Kazakistan cumhurbaşkanı öldü mü",
        # Another office, a city for its country, who received instead of who gave, a part.
        "president of Japan",
        "кто президент Японии",
        "head of Astana",
        "level of relations of Japan",
        "who was promised the mammography grant",
        "to whom did Tokayev propose the research platform",
        "with whom did Japan sign the Tokyo Declaration",
        "who from Kazakhstan signed the joint statement",
        "how much of the livestock loan has come",
        "how much has come of the livestock loan",
        "status of the Dushanbe substation",
        "status of hospitals in Kyrgyzstan",
        "has the Japan-Kyrgyz tax agreement been signed yet",
        "Turkmen tax convention in force since",
        "has the direct flight started",
        "where was the summit on 9 August 2024",
        "who chaired the summit in August 2024",
        "was the Japan-Turkmenistan tax convention in force in 2024",
        "where was the first summit to be held",
        "how much did Tajikistan spend on the Spitamen railway customs scanner",
        "who in Japan proposed the youth forum",
        "has the energy transition in Uzbekistan started",
        "who pledged against climate change",
    ],
)
def test_where_it_would_be_a_guess_there_is_no_answer(store: Store, query: str) -> None:
    for limit in (10, 1):
        assert search(store, query, limit=limit).answer is None


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ("CA+JAD Tokyo Initiative details overview", {"tokyo-initiative"}),
        ("takaichi japarov talks result", {"kg-bilateral-2025"}),
        ("takaichi berdymukhammedov meeting outcome", {"tm-takaichi-talks"}),
        ("ミルジヨエフ 提案 首脳会合", {"uz-biennial-summits", "uz-host-offer"}),
        ("предложения Жапарова на саммите", {"kg-early-warning", "kg-zhaparov-priorities"}),
        ("what happened to Kishida's trip in August 2024", {"summit-2024-called-off"}),
        ("кто подписал инвестиционное соглашение Японии и Таджикистана", {"tj-investment-signing"}),
        ("20.12.2025 Токио утром саммит что приняли", {"tokyo-declaration"}),
        ("кто участвовал в саммите 20 декабря", {"summit-participants", "tokyo-summit"}),
    ],
)
def test_what_a_word_of_any_language_says_is_meant_comes_first(
    store: Store, query: str, answers: set[str]
) -> None:
    assert first(store, query) in answers


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("Оштогу ооруканаларга Япониянын гранты", "kg-hospitals-grant"),
        ("Ақтау портындағы рентген жабдығы", "kz-aktau-xray"),
        ("Mirziyoyevning sammitdagi takliflari", "uz-host-offer"),
        ("Orta Asya artı Japonya diyaloğunu kim ne zaman başlattı", "dialogue-founded"),
        ("Warum wurde das Treffen 2024 verschoben", "summit-2024-called-off"),
        ("首脳会合はどこで開かれたのか", "tokyo-summit"),
        ("Wo fand der Gipfel statt und wer leitete ihn?", "tokyo-summit"),
        ("Pourquoi le Japon s'intéresse-t-il à l'Asie centrale ?", "takaichi-press-three-reasons"),
        ("¿Quién presidió la cumbre de Tokio?", "tokyo-summit"),
        ("일본은 중앙아시아에 얼마를 투자하기로 했나?", "three-trillion-yen"),
        ("下一届峰会在哪里举行", "next-summit"),
        ("дараагийн дээд хэмжээний уулзалт хаана болох вэ", "next-summit"),
        ("اجلاس بعدی کجا برگزار می شود", "next-summit"),
        ("did ministers meet in 2026", "unknown-ca-jad-meetings-2026"),
        ("была ли встреча министров в 2026", "unknown-ca-jad-meetings-2026"),
    ],
)
def test_endings_may_follow_each_other(store: Store, query: str, answer: str) -> None:
    assert answer in ids(search(store, query))[:5]


def test_a_foreign_word_is_mended_by_one_of_its_own_letters(store: Store) -> None:
    found = search(store, "какие страны учавствовали в первом саммите")
    assert ids(found)[0] == "summit-participants"
    assert [typed for typed, _ in found.corrections] == ["учавствовали"]


@pytest.mark.parametrize(
    ("query", "commands"),
    [
        ("deals in Uzbekistan", ["cajad deals -c uz"]),
        ("timeline since 2004", ["cajad timeline --from 2004"]),
        ("which country got the most grants", ["cajad money"]),
        ("grants to Kyrgyzstan", ["cajad money -c kg"]),
        ("everything about Tajikistan", ["cajad countries tj"]),
        ("proposals of Mirziyoyev", ["cajad statements -c uz"]),
        ("Kazakhstan vs Uzbekistan", ["cajad kazakhstan uzbekistan"]),
        ("largest sum Japan Turkmenistan", ["cajad money -c tm"]),
        ("what deals did Turkmenistan sign", ["cajad deals -c tm"]),
        ("compare what Kazakhstan and Uzbekistan signed", ["cajad kazakhstan uzbekistan"]),
        ("where do sources disagree", ["cajad disputes", "cajad sources"]),
        ("What became of the promises?", ["cajad tracker"]),
        ("выполнены ли обещания", ["cajad tracker"]),
        ("what did the president of Tajikistan propose in Tokyo", ["cajad statements -c tj"]),
        ("What does Uzbekistan want from Japan", ["cajad statements -c uz"]),
        ("what did Tokayev say", ["cajad statements -c kz"]),
        ("events after 2025", ["cajad timeline --from 2026"]),
        ("did Uzbekistan say anything", ["cajad statements -c uz"]),
        ("gallium deals", []),
        ("640 participants", []),
    ],
)
def test_a_list_that_is_asked_for_is_named(store: Store, query: str, commands: list[str]) -> None:
    found = search(store, query)
    assert found.see == commands
    assert loads(found.hits[0].row.json).get("see", []) == commands


# ---------------------------------------------------------------- what is absent


@pytest.mark.parametrize(
    "query",
    [
        "Rogun dam financing",
        "Macron visit Tashkent",
        "Toyota factory in Bishkek",
        "Shinkansen line to Almaty",
        "ブラジル 首脳会合",
        "日英円滑化協定 発効",
    ],
)
def test_near_records_are_few_and_say_what_they_lack(store: Store, query: str) -> None:
    found = asked(store, query)
    if found is not None:
        assert len(found.hits) <= 3
        for hit in found.hits:
            assert hit.missing
            assert loads(hit.row.json)["missing"] == list(hit.missing)


@pytest.mark.parametrize("word", ["meredov", "xylophone", "Starlink"])
def test_a_word_that_no_record_holds_is_told(store: Store, word: str) -> None:
    with pytest.raises(NotFound, match=f"^no record holds the word '{word.lower()}'$"):
        search(store, word)


# ---------------------------------------------------------------- phrases and what is left out


def test_a_word_with_a_minus_is_left_out(store: Store) -> None:
    assert first(store, "gallium").startswith("kz-")
    for query in ("yen -kazakhstan", "yen NOT kazakhstan"):
        for hit in search(store, query).hits:
            record = loads(hit.row.json)
            assert "kazakhstan" not in f"{record['title']} {record['text']}".lower()
            assert "kazakhstan" not in record.get("countries", ())


@pytest.mark.parametrize("query", ['Korea -"South Korea"', 'Korea NOT "South Korea"'])
def test_a_phrase_with_a_minus_is_left_out(store: Store, query: str) -> None:
    every, left = (ids(search(store, one, limit=1000)) for one in ("Korea", query))
    records = store.by_ids(every)
    # What is searched: not the links of its passages.
    searched = ("title", "text", "note", "keywords", "aliases")
    told = {key: str([one.get(name) for name in searched]).lower() for key, one in records.items()}
    assert set(left) < set(every)
    # Its words stand elsewhere too, and no stem of a word is a word.
    assert all("south korea" in told[one] for one in set(every) - set(left))
    assert not any(re.search(r"south korea\b", told[one]) for one in left)


@pytest.mark.parametrize(
    "query",
    [
        "\u200e20.\u200e12.\u200e2025",
        "20\u200b.12.2025",
        "2025年\u200b12月\u200b20日",
        "2025-yil 20-dekabr",
        "2025-йил 20-декабрь",
        "20 декабри соли 2025",
        "2025-жылдын 20-декабры",
        "2025 жылғы 20 желтоқсан",
        "2025-nji ýylyň 20-nji dekabry",
        "20-dekabr 2025",
        "20.12.2025 yil",
        "2025-yilning 20-dekabrida",
        "2025-nji ýylyň 20-nji dekabrynda",
        "20.12.2025 куни",
    ],
)
def test_a_date_is_read_as_the_region_writes_it_and_as_it_is_pasted(
    store: Store, query: str
) -> None:
    assert ids(search(store, query)) == ids(search(store, "20.12.2025"))


def test_an_abbreviation_with_points_is_no_initial(store: Store) -> None:
    for query, same in (
        ("Japan U.S. summit", "Japan US summit"),
        ("loan NOT A.I.", "loan NOT AI"),
        ("cooperation with the EU.", "cooperation with the EU"),
        ("summit NOT U.S.", "summit NOT US"),
        ("plus $3.7 billion", "$3.7 billion"),
    ):
        assert ids(search(store, query)) == ids(search(store, same))


def test_a_misspelt_word_leaves_nothing_out_and_says_so(store: Store) -> None:
    found = search(store, "yen -Kazahkstan")
    assert found.remarks == ["no record holds 'kazahkstan', which is to be left out"]
    assert ids(search(store, "yen -Kyrgizstan")) == ids(search(store, "yen -Kyrgyzstan"))


@pytest.mark.parametrize("name", ["Belgium", "Paraguay", "Cameroon", "Кения", "Бахрейн"])
def test_a_country_that_no_record_names_is_taken_for_no_other_word(store: Store, name: str) -> None:
    with pytest.raises(NotFound, match=f"no record holds the word '{name.lower()}'"):
        search(store, name)
    assert len(search(store, "Saudi").hits) < 9


@pytest.mark.parametrize(
    ("query", "country"),
    [("Грузия", "Georgia"), ("Грузию", "Georgia"), ("США", "U.S."), ("USA", "U.S.")],
)
def test_a_country_is_neither_freight_nor_a_currency(
    store: Store, query: str, country: str
) -> None:
    texts = [hit.row.json for hit in search(store, query).hits]
    names = {"U.S.": ("U.S", "US ", "US-", "United States", "America")}.get(country, (country,))
    assert all(any(name in text for name in names) for text in texts)


def test_a_phrase_to_leave_out_may_have_lost_its_quotation_marks_to_a_shell(store: Store) -> None:
    wanted = ids(search(store, 'loan -"South Korea"'))
    for typed in ("-South Korea", "–South Korea"):
        found = hits.search(store, ["loan", typed], 10, ALL)
        assert [record["id"] for record in parsed(found.rows)] == wanted
    for quoted in ("＂South Korea＂", "｢South Korea｣", "《South Korea》"):
        assert ids(search(store, f"loan ‐{quoted}")) == wanted


def test_what_a_foreign_word_means_is_looked_for_as_it_is_indexed(store: Store) -> None:
    for query, same in (
        ("сотрудничество", "cooperation"),
        ("corridor -Турция", "corridor -Turkey"),
    ):
        assert search(store, query).total == search(store, same).total


def test_a_leader_who_is_left_out_is_not_the_country(store: Store) -> None:
    typed = ids(search(store, 'statement -"Sanae Takaichi"', limit=200))
    assert len(typed) > len(ids(search(store, "statement -Japan", limit=200)))
    assert "takaichi-opening-21-years" not in typed


def test_a_country_is_left_out_by_its_official_name_too(store: Store) -> None:
    for name, key in (("Kyrgyz Republic", "kyrgyzstan"), ("Республика Узбекистан", "uzbekistan")):
        assert ids(search(store, f'loan -"{name}"')) == ids(search(store, f"loan -{key}"))


def test_a_phrase_without_blanks_is_found_and_left_out(store: Store) -> None:
    assert search(store, "「中央アジア」").remarks == []
    every, left = (search(store, f"summit{one}").total for one in ("", ' -"カザフスタン大統領"'))
    # Whose words both stand in it, and no more than these.
    both = set(ids(search(store, "summit カザフスタン", limit=1000)))
    assert 0 < every - left <= len(both)
    # What is said a thousand times is left out once.
    many = " ".join(f"-qx{a}{b}" for a in "abcdefgh" for b in "abcdefgh")
    told = "only the first 40 words to leave out are left out"
    assert told in search(store, f"yen {many} -japan").remarks
    again = " ".join(['-"japan yen cooperation of the summit"'] * 2500)
    assert ids(search(store, f"yen {again}")) == ids(search(store, "yen"))


def test_a_pasted_dash_is_a_minus_and_one_before_a_number_is_told(store: Store) -> None:
    for dash in "−–—":
        assert ids(search(store, f"loan {dash}uzbekistan")) == ids(
            search(store, "loan -uzbekistan")
        )
    for query in ("yen -20.12.2025", "yen -2025"):
        assert "a minus before a number leaves nothing out" in search(store, query).remarks


def test_very_many_dates_and_words_are_cut_and_told(store: Store) -> None:
    days = " ".join(f"{day}.{month}.2025" for month in (10, 11, 12) for day in range(13, 29))
    with pytest.raises(NotFound, match="8 words after the first 40 were ignored"):
        search(store, days)
    # The same again is told of once.
    (_,) = search(store, "12/11/2012 " * 50).remarks
    # Of each word several parts may lack.
    unknown = (f"{chr(0x4E00 + 7 * n)}{chr(0x4E01 + 11 * n)}円日米韓露税金" for n in range(39))
    found = search(store, "中央アジア首脳会合日本経済協力支援融資鉄道空港" + " ".join(unknown))
    assert len(found.hits[0].missing) > 40


def test_a_phrase_stands_as_typed_or_is_said_not_to(store: Store) -> None:
    for hit in search(store, '"medical equipment"').hits:
        assert "medical equipment" in str(loads(hit.row.json)).lower().replace("-", " ")
    assert "no record holds the phrase" in search(store, '"equipment medical"').remarks[0]


def test_an_answer_that_is_our_reading_says_so(store: Store) -> None:
    found = search(store, "has the Tashkent airport construction started")
    answer = found.answer
    assert answer is not None
    assert answer["text"].startswith("under way (our reading), as of ")
    # Of a list one item may be.
    answer = search(store, "who signed uz-jogmec-survey").answer
    assert answer is not None
    assert answer["text"].endswith(" (our reading)")


def test_who_works_abroad_is_not_what_is_built(store: Store) -> None:
    for query in ("мигранты", "трудовые мигранты виза Япония"):
        hits = search(store, query).hits
        assert loads(hits[0].row.json)["id"] == "unknown-workers-students"
        assert len(hits) < 10


# ---------------------------------------------------------------- snippets, spelling, time


def test_a_snippet_is_the_sentences_where_most_words_stand_and_none_is_cut(store: Store) -> None:
    text = "A grant. " * 20 + "The gallium grant is for Kazakhstan. " + "Other words. " * 20
    cut = snippet(text, {"gallium": 1, "grant": 1, "kazakhstan": 1}, 80)
    assert "The gallium grant is for Kazakhstan. ..." in cut
    # What a sentence says may turn at its end: here who was asked, and with what undertone.
    told = [hit.snippet for hit in asked(store, "Chinese or Russian reaction to the summit").hits]
    for shown in told:
        assert shown.removesuffix(" ...").endswith((".", "?", '"', ")")), shown
        assert " ... " not in shown.removeprefix("... ")


def test_a_text_without_blanks_is_cut_too() -> None:
    assert snippet("x" * 1000, {"y": 1}, 50) == "x" * 50 + " ..."


@pytest.mark.parametrize("known", ["gallium", "hydropower", "infrastructure"])
@pytest.mark.parametrize("place", range(1, 12))
def test_a_slip_is_told_wherever_it_stands(store: Store, known: str, place: int) -> None:
    before, after = known[:place], known[place:]
    slips = {f"{before}q{after}", f"{before}q{after[1:]}", f"{before}{after[1::-1]}{after[2:]}"}
    # At its end two letters that change places may leave the stem, which is found as it is.
    for slip in slips - {known} if len(after) > 2 else ():
        found = asked(store, slip)
        assert found is not None
        assert found.corrections == [(slip, known)]


@given(st.text(max_size=200))
def test_every_text_gets_an_answer_or_a_sentence(store: Store, text: str) -> None:
    found = asked(store, text)
    assert found is None or found.hits


@pytest.mark.parametrize(
    "piece", ["12月20日 ", "3 trillion yen or ", "カスピ海", "a-", '"x y" ', "-x "]
)
def test_a_long_query_takes_linear_time(store: Store, piece: str) -> None:
    steps = [0]

    def count() -> bool:
        steps[0] += 1
        return False

    store._database.set_progress_handler(count, 1000)
    try:
        taken = []
        for times in (100, 1000):
            steps[0] = 0
            asked(store, piece * times)
            taken.append(steps[0])
    finally:
        store._database.set_progress_handler(None, 0)
    assert taken[1] <= 12 * (taken[0] + 10)


def test_the_names_of_countries_are_those_of_cldr() -> None:
    from scripts.country_names import TABLE, table

    assert TABLE.read_text(encoding="utf-8") == table()


@pytest.mark.parametrize(("typed", "plain"), [("A.I.", "AI"), ("E.U.", "EU"), ("EU's", "EU")])
def test_letters_with_points_behind_them_are_one_word(store: Store, typed: str, plain: str) -> None:
    assert ids(search(store, typed)) == ids(search(store, plain))


def test_an_ordinal_is_no_figure(store: Store) -> None:
    assert list(figures("the 10th meeting")) == []
    assert ids(search(store, "12th senior officials' meeting"))[0] == "som-2018-dushanbe"


@pytest.mark.parametrize(
    "query",
    ["Wann war der Gipfel", "Wo war der Gipfel", "quand était le sommet", "Wer war beim Gipfel"],
)
def test_a_german_was_is_no_war(store: Store, query: str) -> None:
    assert first(store, query) == "tokyo-summit"
    assert first(store, "war in Ukraine") != "tokyo-summit"


@pytest.mark.parametrize(
    "query", ["3 trillion yen in 5 years", "3 trillion yen in five years", "5 years", "5 лет"]
)
def test_a_small_number_is_its_word_too(store: Store, query: str) -> None:
    (hit,) = search(store, query, limit=1).hits
    assert (loads(hit.row.json)["id"], hit.missing) == ("three-trillion-yen", ())


def test_a_figure_as_the_swiss_write_it_is_the_same(store: Store) -> None:
    assert ids(search(store, "719'000'000 Yen")) == ids(search(store, "719000000 yen"))


def test_her_name_in_either_of_its_characters_is_the_same(store: Store) -> None:
    assert ids(search(store, "髙市早苗")) == ids(search(store, "高市早苗"))


@pytest.mark.parametrize("query", ["Turkistan", "Туркестан", "Түркістан"])
def test_a_region_is_no_country_of_a_like_name(store: Store, query: str) -> None:
    assert asked(store, query) is None


@pytest.mark.parametrize(
    ("query", "command"),
    [
        ("events before 2010", ["cajad timeline --to 2009"]),
        ("before 2010", ["cajad timeline --to 2009"]),
        ("Kazakhstan since 2022", ["cajad timeline -c kz --from 2022"]),
        ("what happened after the 2025 summit", ["cajad timeline --from 2025-12-21"]),
        ("events before the summit", ["cajad timeline --to 2025-12-18"]),
        ("events after March 2026", ["cajad timeline --from 2026-04"]),
        ("events since 1 March 2026", ["cajad timeline --from 2026-03-01"]),
        ("events after 2010 and before 2015", ["cajad timeline --from 2011 --to 2014"]),
        ("события после 2025 года", ["cajad timeline --from 2026"]),
        ("2010'dan önce Kazakistan", ["cajad timeline -c kz --to 2009"]),
        ("promises after the summit", ["cajad commitments --occasion after"]),
        ("promises made at the summit", ["cajad commitments --occasion summit"]),
        ("which promises are done", ["cajad commitments --status done"]),
        ("which promises are not done", []),
        ("達成されていない約束", []),
        ("disputes not open", []),
        ("promises before and after the summit", []),
        ("after the summit of 2024", []),
        ("before or after 2020", []),
        ("timeline since Takaichi", []),
        ("events by 2010", ["cajad timeline --to 2010"]),
        ("timeline from 2012 to the summit", []),
        ("events after 9999-12-31", ["cajad timeline --from 9999-12-31"]),
        ("what has happened since the summit", ["cajad timeline --from 2025-12-21"]),
        ("timeline nach dem 20. Dezember 2025", ["cajad timeline --from 2025-12-21"]),
        ("события с 2012 до 2016", ["cajad timeline --from 2012 --to 2016"]),
        ("sources about Kazakhstan", ["cajad sources -c kz"]),
        ("deals signed in 2026", []),
        ("events in Tashkent", []),
        ("promises for uzbekistan under way", ["cajad commitments -c uz --status under-way"]),
        ("open disputes", ["cajad disputes --open"]),
        ("how much did Japan give Kyrgyzstan", ["cajad money -c kg"]),
        # No one list is all that is asked for.
        ("events until 2019 and after 2022", []),
        ("events since 2022 but not 2024", []),
        ("what happened after the 2024 summit", []),
        ("Kazakhstan without Uzbekistan", []),
        ("Kazakhstan to Japan 2022", ["cajad kazakhstan japan"]),
        ("documents before 2010", []),
        ("timeline until 2020", ["cajad timeline --to 2020"]),
        ("events from 2010 to 2015", ["cajad timeline --from 2010 --to 2015"]),
        ("timeline since 2004", ["cajad timeline --from 2004"]),
        ("events in 2010", ["cajad timeline --from 2010 --to 2010"]),
        ("deals except Kazakhstan", []),
        ("Uzbekistan in Japanese", ["cajad names uzbekistan"]),
        ("how do you say Kazakhstan in Japanese", ["cajad names kazakhstan"]),
        ("kazakhstan uzbekistan", ["cajad kazakhstan uzbekistan"]),
        ("commitments without Kyrgyzstan", []),
    ],
)
def test_the_list_that_is_offered_is_the_one_that_was_asked_for(
    store: Store, query: str, command: list[str], run: Run, compiled: str
) -> None:
    assert search(store, query).see == command
    for line in command:
        # It may be empty, but is no mistake.
        assert run(*line.split()[1:], "--data", compiled, expect=None).code in (0, 1)
