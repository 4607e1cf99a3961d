"""What people type finds what they mean."""

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cajad_cli.errors import NotFound
from cajad_cli.search import resolve, search, snippet
from cajad_cli.store import Store, open_store
from cajad_cli.words import fold, fold_name, index_words, query_words, slips, stem_of

HERE = Path(__file__).parent
JUDGED = [
    tuple(line.split("\t"))
    for line in (HERE / "judged.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
ABSENT = (HERE / "absent.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store()


def found(store: Store, query: str, limit: int = 10, **options: object) -> list[str]:
    """The ids that a query finds."""
    from json import loads

    try:
        hits = search(store, query, limit=limit, **options).hits  # type: ignore[arg-type]
    except NotFound:
        return []
    return [loads(hit.json)["id"] for hit in hits]


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
    from json import loads

    assert loads(search(store, name).hits[0].json)["kind"] == "country"


def test_the_order_of_words_does_not_matter(store):
    answers = {tuple(found(store, " ".join(p))) for p in permutations(["yen", "trillion", "3"])}

    assert len(answers) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mineral", "minerals"),
        ("Trans-Caspian", "transcaspian"),
        ("YEN", "yen"),
        ("ＡＩ", "AI"),
    ],
)
def test_spellings_of_the_same_word_find_the_same(store, one, other):
    assert set(found(store, one)[:5]) & set(found(store, other)[:5])


def test_a_corrected_spelling_is_announced(run):
    result = run("search", "kazahkstan")

    assert result.err == "no match for kazahkstan; showing kazakhstan\n"
    assert "Kazakhstan" in result.out


def test_a_word_that_nothing_is_known_of_is_passed_over_aloud(run):
    result = run("search", "gallium contract Kazakhstan xylophone")

    assert result.err == "nothing is known of 'xylophone'; showing what holds the other words\n"
    assert "gallium" in result.out.lower()


def test_a_query_of_an_unknown_word_says_which(run):
    result = run("search", "xylophone", expect=1)

    assert result.out == ""
    assert result.err == "cajad: nothing is known of 'xylophone'\n"


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


def test_a_snippet_shows_the_words_found():
    text = "one " * 60 + "gallium " + "two " * 60

    cut = snippet(text, ["gallium"])

    assert "gallium" in cut
    assert len(cut) <= 170
    assert cut.startswith("... ")
    assert cut.endswith(" ...")


def test_resolving_an_unknown_name_offers_near_ones(store):
    with pytest.raises(NotFound, match=r"there is no country called 'stan'"):
        resolve(store, "stan", ("country",))
    with pytest.raises(NotFound, match="did you mean one of these: "):
        resolve(store, "foreign ministers meeting")


def test_resolving_one_near_name_answers_and_says_so(run):
    result = run("countries", "Kazakstann", "-f", "json")

    assert result.json[0]["id"] == "kazakhstan"
    assert "showing kazakhstan" in result.err


@given(st.text(max_size=60))
def test_folding_is_the_same_twice(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_a_query_never_holds_more_than_words(text):
    assert all(word.typed and word.parts for word in query_words(text))


@given(st.text(alphabet="abcdef", min_size=1, max_size=9), st.text(alphabet="abcdef", max_size=9))
def test_slips_part_words_the_same_way_from_both_sides(one, other):
    assert slips(one, other, 9) == slips(other, one, 9)
    assert (slips(one, other, 9) == 0) == (one == other)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("kazahkstan", "kazakhstan", 1),
        ("minral", "mineral", 1),
        ("abc", "abc", 0),
        ("ab", "xyzw", 3),
    ],
)
def test_slips_are_counted(one, other, count):
    assert slips(one, other, 2) == count


def test_scripts_without_spaces_are_indexed_by_pairs():
    assert index_words("東京宣言") == ["東", "京", "宣", "言", "東京", "京宣", "宣言"]


def test_compounds_are_indexed_apart_and_joined():
    assert index_words("Trans-Caspian CA+JAD") == [
        "trans",
        "caspian",
        "transcaspian",
        "ca",
        "jad",
        "cajad",
    ]


def test_numbers_keep_their_value():
    assert index_words("1,087 and 3.7") == ["1087", "and", "3d7"]


def test_names_are_folded_to_one_form():
    assert fold_name("  CA+JAD—Summit ") == "ca jad summit"
    assert fold_name("Oʻzbekiston") == "ozbekiston"


@pytest.mark.parametrize(
    ("word", "stem"),
    [("minerals", "mineral"), ("countries", "countr"), ("uses", "uses"), ("ai", "ai")],
)
def test_stems_leave_four_letters(word, stem):
    assert stem_of(word) == stem
