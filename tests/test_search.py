"""What people type finds what they mean."""

from json import loads
from pathlib import Path
from time import process_time

import pytest
from conftest import HERE, TINY, Run
from hypothesis import given
from hypothesis import strategies as st

from cajad_cli.errors import USAGE, NotFound
from cajad_cli.model import KINDS
from cajad_cli.query import terms as terms_module
from cajad_cli.query.hits import NAMED, snippet
from cajad_cli.query.hits import ranked as search
from cajad_cli.query.names import resolve
from cajad_cli.store import open_store
from cajad_cli.store.store import Store
from cajad_cli.text.suggest import edit_distance
from cajad_cli.text.words import (
    fold,
    fold_name,
    index_words,
    is_correctable,
    marked,
    query_words,
    split,
    stem_of,
)

JUDGED = [
    tuple(line.split("\t"))
    for line in (HERE / "judged.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
ABSENT = (HERE / "absent.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def store(compiled: str) -> Store:
    """The record itself."""
    return open_store(compiled)


@pytest.fixture(scope="module")
def small(tiny: str) -> Store:
    """The small dataset, of which every hit is known."""
    return open_store(tiny)


def found(store: Store, query: str, limit: int = 10) -> list[str]:
    """The ids that a query finds."""
    try:
        hits = search(store, query, limit=limit).hits
    except NotFound:
        return []
    return [loads(hit.row.json)["id"] for hit in hits]


def test_most_judged_queries_are_answered_first_and_nearly_all_in_the_first_five(store):
    first, five, misses = 0, 0, []
    for query, wanted, _ in JUDGED:
        ids = found(store, query, 5)
        right = [key in wanted.split(",") for key in ids]
        first += right[:1] == [True]
        five += any(right)
        if not any(right):
            misses.append(query)

    print(f"{len(JUDGED)} judged: {first} first, {five} in five; missed: {misses}")
    assert first / len(JUDGED) >= 0.80
    assert five / len(JUDGED) >= 0.95


def test_the_judged_queries_are_many_and_of_all_sorts():
    assert len(JUDGED) >= 150
    assert len({sort for *_, sort in JUDGED}) >= 20
    assert len(ABSENT) >= 20


@pytest.mark.parametrize("query", ABSENT)
def test_nonsense_and_what_is_absent_find_nothing(store, query):
    assert found(store, query) == []


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Kazakhstan", "kazakhstan"),
        ("kz", "kazakhstan"),
        ("KAZ", "kazakhstan"),
        ("Kazahkstan", "kazakhstan"),
        ("カザフスタン", "kazakhstan"),
        ("Қазақстан", "kazakhstan"),
        ("Kirgizia", "kyrgyzstan"),
        ("Кыргызстан", "kyrgyzstan"),
        ("Tadjikistan", "tajikistan"),
        ("TJ", "tajikistan"),
        ("Türkmenistan", "turkmenistan"),
        ("Uzbekstan", "uzbekistan"),
        ("Oʻzbekiston", "uzbekistan"),
        ("日本", "japan"),
        ("Nippon", "japan"),
    ],
)
def test_a_country_comes_first_by_any_name_of_it(store, name, country):
    assert found(store, name)[0] == country


@pytest.mark.parametrize("name", ["Mirziyoev", "Рахмон", "Tokaev", "高市", "Japarov"])
def test_a_leader_by_any_spelling_leads_to_the_country(store, name):
    assert search(store, name).hits[0].row.kind == "country"


def test_spellings_of_the_same_word_find_the_same(store):
    for words in ("mineral minerals", "Trans-Caspian transcaspian", "YEN yen", "ＡＩ AI"):
        one, other = words.split()
        assert set(found(store, one)[:5]) & set(found(store, other)[:5])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dam", "dams"),
        ("law", "law's"),
        ("SME", "SMEs"),
        ("MOU", "MOUs"),
        ("modernisation", "modernization"),
        ("organised", "organized"),
    ],
)
def test_plurals_of_short_words_and_american_spellings_find_the_same(store, one, other):
    assert found(store, one, 100)
    assert set(found(store, one, 100)) == set(found(store, other, 100))


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("$6.8 million", "kz-medical-grant"),
        ("12 million dollars", "kg-hospitals-grant"),
        ("29 October 2025", "tm-tax-entry-into-force"),
        ("26 January 1992", "kazakhstan"),
    ],
)
def test_a_figure_and_a_day_beside_the_text_are_found(store, query, key):
    assert found(store, query)[0] == key


def test_a_record_that_names_a_sum_in_its_caveat_alone_is_told_among_those(run):
    assert "uz-medical-grant" in run("money", "uzbekistan").out


def test_a_corrected_spelling_is_announced(run):
    result = run("search", "kazahkstan")

    assert result.err == "no match for kazahkstan; showing kazakhstan\n"
    assert "Kazakhstan" in result.out


def test_a_word_that_nothing_is_known_of_is_ignored_aloud(run):
    result = run("search", "gallium contract Kazakhstan xylophone")

    assert result.err == "no record holds 'xylophone'; showing near ones, which lack it\n"
    assert "gallium" in result.out.lower()


@pytest.mark.parametrize(
    "query", ['"', "*", "(", "NOT", "a:b OR", "--", "-x", "NEAR(", "title:x", "^"]
)
def test_no_sign_is_taken_for_syntax(store, query):
    assert isinstance(found(store, query), list)


def test_options_narrow_the_hits(run):
    everything = run("search", "grant", "-f", "json", "--limit", "100").json
    kyrgyz = run("search", "grant", "--country", "kg", "-f", "json", "--limit", "100").json
    only = run("search", "grant", "--kind", "commitment", "-f", "json", "--limit", "100").json
    sure = run("search", "grant", "--trust", "official", "-f", "json", "--limit", "100").json
    areas = run("search", "japan", "--area", "connectivity", "-f", "json").json

    assert len(everything) > len(kyrgyz) > 0
    assert all("kyrgyzstan" in record["countries"] for record in kyrgyz)
    assert {record["kind"] for record in only} == {"commitment"}
    assert {record["trust"] for record in sure} == {"official"}
    assert all("connectivity" in record["areas"] for record in areas)


def test_the_limit_is_kept_and_ranks_count_up(run):
    records = run("search", "japan", "--limit", "3", "-f", "json").json

    assert [record["rank"] for record in records] == [1, 2, 3]
    scores = [record["score"] for record in records]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("left_out", range(1, len("bridge-opening")))
def test_an_id_without_one_of_its_letters_is_still_the_same(small: Store, left_out: int) -> None:
    key = "bridge-opening"
    assert resolve(small, key[:left_out] + key[left_out + 1 :])[1] == key


def test_main_things_weigh_more_than_details_and_facts_more_than_views() -> None:
    weights = {kind.name: kind.weight for kind in KINDS.values()}

    order = sorted(weights, key=lambda kind: (-weights[kind], kind))
    assert " ".join(order) == (
        "country summit area initiative target commitment deal document event"
        " statement analysis dispute name unknown source"
    )


def test_a_synonym_is_marked_as_what_it_means(small: Store) -> None:
    assert search(small, "kz").words == ["kz", "kazakhstan"]


def test_a_compound_is_shown_whole_apart_and_joined(small: Store) -> None:
    assert search(small, "First-Bridge").words == ["first-bridge", "first", "bridge", "firstbridge"]


def test_a_name_that_is_typed_is_worth_more_than_any_words(small: Store) -> None:
    named = search(small, "Which is the first bridge?").hits

    assert named[0].score >= NAMED > named[1].score
    assert all(hit.score < NAMED for hit in search(small, "courier").hits)


def test_words_beyond_the_most_are_not_looked_at(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "opening first bridge xylophone"
    assert search(small, query).unknown == ["xylophone"]
    with pytest.raises(NotFound):
        resolve(small, query)

    monkeypatch.setattr(terms_module, "MOST_WORDS", 3)
    assert search(small, query).unknown == []
    assert (
        search(small, f'"{query}"')
        .remarks[0]
        .startswith("no record holds the phrase 'opening first bridge'")
    )
    assert resolve(small, query)[1:] == ("bridge-opening", True)


def test_a_slip_in_a_word_that_longer_words_begin_with_is_mended(store: Store) -> None:
    assert search(store, "sumit").corrections == [("sumit", "summit")]
    assert search(store, "critics").corrections == []


def test_a_word_of_three_letters_is_not_mended(small: Store) -> None:
    with pytest.raises(NotFound, match=r"^no record holds the word 'tny'$"):
        search(small, "tny")
    assert search(small, "tinny").corrections == [("tinny", "tiny")]


def test_a_source_is_not_named_by_its_id_in_a_search_but_in_a_look_up(small: Store) -> None:
    assert found(small, "courier")[0] == "bridge-view"
    assert resolve(small, "courier")[1:] == ("courier", False)


@pytest.mark.parametrize(
    ("name", "kinds", "said"),
    [
        ("xyzzyq", ("area",), "there is no area called 'xyzzyq'; choose one of: bridges"),
        (
            "xyzzyq",
            ("area", "deal"),
            "there is no area or deal called 'xyzzyq'; 'cajad search' finds records by any word",
        ),
        ("the", (), "there is no record called 'the'; 'cajad search' finds records by any word"),
    ],
)
def test_a_name_of_nothing_is_told_with_what_there_is(
    name: str, kinds: tuple[str, ...], said: str, small: Store
) -> None:
    with pytest.raises(NotFound) as caught:
        resolve(small, name, kinds)
    assert str(caught.value) == said


def test_of_many_near_names_five_are_offered(small: Store) -> None:
    with pytest.raises(NotFound) as caught:
        resolve(small, "bridge", [kind for kind in KINDS if kind not in ("name", "area")])
    lead = str(caught.value).partition("these: ")[0] + "these: "
    offered = str(caught.value).removeprefix(lead).removesuffix("?").split(", ")

    assert len(offered) == 5
    assert str(caught.value).endswith(f"{offered[-1]}?")
    titles = {row.json for row in small.rows() if "bridge" in loads(row.json)["title"].lower()}
    assert set(offered) < {loads(json)["id"] for json in titles}


def test_few_records_of_a_kind_are_listed_and_many_are_not(store: Store) -> None:
    with pytest.raises(NotFound, match="choose one of: japan, kazakhstan, kyrgyzstan, taj"):
        resolve(store, "xyzzyq", ("country",))
    with pytest.raises(NotFound, match="'cajad search' finds records by any word"):
        resolve(store, "xyzzyq", ("commitment",))


def test_a_misspelt_name_that_several_bear_is_none_of_theirs(tmp_path: Path) -> None:
    content = TINY.read_text("utf-8")
    for named in ("title: Bridges\n", "title: Ten bridges\n"):
        assert named in content
        content = content.replace(named, f"{named}    aliases: [Golden Horizon]\n", 1)
    file = tmp_path / "data.yaml"
    file.write_text(content, "utf-8")
    with pytest.raises(NotFound, match="did you mean one of these: bridges, ten-bridges"):
        resolve(open_store(str(file)), "Golden Horizzon")


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("The minerals of a mind", ["mineral"], ["minerals"]),
        ("cats, cat, scatter", ["cat"], ["cats", "cat"]),
        ("a Trans-Caspian way", ["trans-caspian", "trans", "caspian"], ["Trans-Caspian"]),
        ("at Łódź and lodz", ["łodz"], ["Łódź"]),
        ("the 東京宣言 of Tokyo", ["宣言"], ["宣言"]),
        ("the 東京宣言 of Tokyo", ["東京", "宣言", "tokyo"], ["東京", "宣言", "Tokyo"]),
        ("nothing", ["", "thing"], []),
        ("Kayŷp, ay", ["ay"], ["ay"]),
    ],
)
def test_the_words_of_a_query_are_marked_in_a_text(
    text: str, words: list[str], shown: list[str]
) -> None:
    spans = list(marked(text, words))

    assert [text[start:end] for start, end in spans] == shown
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("text", "words", "length", "cut"),
    [
        ("x" * 20, ["x"], 20, "x" * 20),
        ("a " * 20 + "gallium", ["gallium"], 20, "... a a a gallium"),
        ("gallium" + " b" * 20, ["gallium"], 20, "gallium b b b b b b ..."),
        ("one two " * 5 + "gallium" + " six ten" * 5, [], 20, "one two one two one ..."),
        (
            "one two " * 5 + "gallium" + " six ten" * 5,
            ["gallium"],
            30,
            "... one two gallium six ten six ...",
        ),
    ],
)
def test_a_snippet_is_cut_between_words(text: str, words: list[str], length: int, cut: str) -> None:
    assert snippet(text, dict.fromkeys(words, 1.0), length, most=length) == cut


def test_a_text_full_of_hits_is_cut_in_linear_time() -> None:
    began = process_time()
    assert len(snippet("bridge yen " * 25_000, {"bridge": 1, "yen": 1})) < 220
    assert process_time() - began < 3


@given(st.text(max_size=60))
def test_folding_is_the_same_twice(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_a_query_never_holds_more_than_words(text):
    assert all(word.typed and word.parts for word in query_words(text))


@given(st.text(alphabet="abcdef", min_size=1, max_size=9), st.text(alphabet="abcdef", max_size=9))
def test_edits_part_words_the_same_way_from_both_sides(one, other):
    assert edit_distance(one, other, 9) == edit_distance(other, one, 9)
    assert (edit_distance(one, other, 9) == 0) == (one == other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # Scripts without spaces by pairs, compounds apart and joined, numbers with their value.
        ("東京宣言", "東 京 宣 言 東京 京宣 宣言"),
        ("Trans-Caspian CA+JAD", "trans caspian ca jad transcaspian cajad"),
        ("1,087 and 3.7", "1087 and 3d7"),
    ],
)
def test_a_text_is_indexed_by_all_that_people_type(text: str, words: str) -> None:
    assert index_words(text) == words.split()


def test_a_number_that_stands_nowhere_is_told_as_it_was_typed(store: Store) -> None:
    with pytest.raises(NotFound, match=r"no record holds the word '98,765\.25'"):
        search(store, "98765.25")


def test_words_of_scripts_with_vowel_signs_stay_whole(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "data.yaml"
    file.write_text(TINY.read_text("utf-8").replace("- Kazakstan\n", "- किला\n"), "utf-8")
    assert run("show", "किला", "--data", str(file)).out.startswith("Kazakhstan ")
    assert run("search", "किला", "-f", "json", "--data", str(file)).ids[0] == "kazakhstan"
    for other in ("क", "ला", "जल"):
        for command in ("show", "search"):
            run(command, other, "--data", str(file), expect=1)


def test_names_are_folded_to_one_form():
    assert fold_name("  CA+JAD—Summit ") == "ca jad summit"
    assert fold_name("Oʻzbekiston") == "ozbekiston"


@pytest.mark.parametrize(
    ("one", "other", "most", "count"),
    [
        ("kazahkstan", "kazakhstan", 2, 1),
        ("minral", "mineral", 2, 1),
        ("abc", "abc", 2, 0),
        ("abcd", "abdc", 2, 1),
        ("abcd", "badc", 2, 2),
        ("ca", "abc", 5, 3),
        ("kitten", "sitting", 5, 3),
        ("kitten", "sitting", 3, 3),
        ("kitten", "sitting", 2, 3),
        ("ab", "abcd", 2, 2),
        ("ab", "abcde", 2, 3),
        ("", "abc", 4, 3),
        ("abcdef", "uvwxyz", 2, 3),
    ],
)
def test_edits_are_counted_up_to_one_more_than_asked(
    one: str, other: str, most: int, count: int
) -> None:
    assert edit_distance(one, other, most) == count


@pytest.mark.parametrize(
    ("word", "told"),
    [("abcd", True), ("abc", False), ("abc1", False), ("with", False), ("カザフスタン", False)],
)
def test_edits_are_told_in_words_of_letters_alone(word: str, told: bool) -> None:
    assert is_correctable(word) is told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("東京Declaration", ["東京", "declaration"]),
        ("カザフスタン共和国", ["カザフスタン", "共和国"]),
        ("ひらがなカタカナ", ["ひらがな", "カタカナ"]),
        ("한국japan", ["한국", "japan"]),
        ("JICA-東京/横浜", ["jica", "東京", "横浜"]),
        ("AC/DC & co.", ["ac/dc", "co"]),
        ("1,000,000.5 and 1,00", ["1000000d5", "and", "1", "00"]),
        ("a_b", ["a", "b"]),
        ("हिन्दी_किला, ကြွှို့-x", ["हनद", "कल", "က-x"]),
        ("x" * 70, ["x" * 64, "x" * 6]),
    ],
)
def test_a_text_is_split_where_its_words_and_scripts_part(text: str, words: list[str]) -> None:
    assert list(split(text)) == words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łódź Türkmenistan", "łodz turkmenistan"),
        ("Ёлка и йод", "елка и йод"),
        ("ガス", "ガス"),
        ("don't `x`", "dont x"),
        ("عَرَبِيّ العـربية שָׁלוֹם", "عربي العربية שלום"),
        ("Oʻz o’z o‘z oʼz é", "oz oz oz oz e"),
        ("a–b—c−d・e＝f", "a-b-c-d-e-f"),
        ("STRASSE Straße ＡＩ", "strasse strasse ai"),
    ],
)
def test_a_text_is_folded_to_its_plainest_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("negotiations", "negoti"),
        ("minerals", "mineral"),
        ("uses", "use"),
        ("ties", "tie"),
        ("news", "news"),
        ("days", "days"),
        ("ai", "ai"),
        ("stations", "station"),
        ("meetings", "meet"),
        ("cities", "city"),
        ("министрами", "министр"),
        ("газовая", "газов"),
        ("мост", "мост"),
        ("yens", "yen"),
    ],
)
def test_endings_are_left_off_if_four_letters_are_left(word: str, stem: str) -> None:
    assert stem_of(word) == stem


def test_a_country_whose_title_folds_to_nothing_is_found_by_its_other_names(run, tmp_path):
    file = tmp_path / "odd.yaml"
    text = TINY.read_text(encoding="utf-8")
    file.write_text(text.replace("title: Kazakhstan", "title: '!!!'"), encoding="utf-8")

    assert run("search", "Kazakstan", "--data", str(file), "-f", "json").ids[0] == "kazakhstan"


def test_all_that_is_asked_for_is_given(run):
    assert len(run("search", "japan", "--limit", "1000", "-f", "jsonl").out.splitlines()) > 250


def test_narrowing_looks_beyond_the_first_candidates(run, tmp_path):
    """More documents hold the word than are ranked, and the one deal that does comes after."""
    text = TINY.read_text(encoding="utf-8")
    many = "".join(
        f"  - id: zebra-{n}\n    title: Zebra {n}\n    text: A zebra.\n    type: other\n"
        "    sources:\n      - id: herald\n        locator: p\n        seen: false\n"
        for n in range(2100)
    )
    file = tmp_path / "many.yaml"
    file.write_text(
        text.replace("document:\n", "document:\n" + many).replace(
            "title: Steel for the bridge", "title: Zebra steel for the bridge"
        ),
        encoding="utf-8",
    )

    assert run("search", "zebra", "-k", "deal", "-f", "json", "--data", str(file)).ids == [
        "steel-deal"
    ]


def test_of_a_flood_of_marks_four_are_left() -> None:
    """Unicode takes time by their square to put them into order."""
    flood = "\u3099\u0327\u0301" * 40_000

    assert fold("か" + flood) == fold("か" + flood[:4])
    assert len(fold("か" + flood)) < 5


@pytest.mark.parametrize("word", ["-kazakhstan", "-astana", "-china", "-nuclear", "-yen"])
def test_a_word_left_out_that_is_read_as_an_option_is_told(
    word: str, run: Run, sound: Path
) -> None:
    told = run("search", "bridge", word, "--data", str(sound), expect=None)
    hint = f"a word to leave out stands behind '--', as in cajad search -- yen {word}\n"
    assert told.code in (1, 2)
    assert told.err.endswith(hint) == (len(word) > 4)
    told = run("search", "--data", str(sound), "--", "bridge", word, expect=None)
    assert "'--'" not in told.err
    assert "'--'" not in run("countries", "-format", "csv", expect=USAGE).err


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("Ақтау портына рентген сканері қанша тұрады", "kz-aktau-xray"),
        ("Нарын көпүрөсүнө грант боюнча нота качан алмашылды", "kg-naryn-bridge"),
        ("Қирғизистон солиқ шартномаси қачон кучга кирди", "kg-tax-entry"),
        ("sunʼiy intellekt bo‘yicha hamkorlik", "ai-partnership"),
        ("Türkmenistan Japonya doğrudan uçuşlar", "tm-direct-flights"),
        ("galliý önümçiligi haçan başlar", "kz-gallium-start-plan"),
        ("一带一路 抗衡", "analysis-bri-check"),
        ("타지키스탄 투자협정 서명 언제", "tj-investment-signing"),
        ("우라늄 채굴 합작회사", "uz-itochu-uranium"),
    ],
)
def test_everyday_words_of_many_languages_find_records(query: str, wanted: str, run: Run) -> None:
    assert run("search", *query.split(), "--format", "json").ids[0] == wanted
