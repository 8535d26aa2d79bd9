"""What a wave is about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from meydan.connectors.playground.content import load
from meydan.insight.waves.topics import complaint, topics

CONTENT = load()
USUAL = [line.text for thread in CONTENT.history for line in thread]
COMPLAINTS = {wave.key: [line.text for line in wave.lines] for wave in CONTENT.waves}


def test_a_wave_is_named_by_what_its_texts_share() -> None:
    assert topics(COMPLAINTS["kargo"][:8], USUAL)[0] == "kargo"
    assert topics(COMPLAINTS["uygulama"], USUAL)[0] == "uygulama"


def test_the_forms_of_a_word_are_one() -> None:
    said = ["İADEMİ istiyorum", "iadeyi yapmadınız", "iade nerede", "İade edin", "hani iademiz"]
    assert topics(said, USUAL) == ("iade",)
    assert topics(["kargom yok", "kargonuz kötü", "kargomuz kayıp", "KARGOM"], USUAL) == ("kargom",)


def test_two_topics_and_a_pair_of_words() -> None:
    said = ["kargo gelmedi iade edin", "iade istiyorum kargo kayıp"] * 4
    assert set(topics(said, USUAL)) >= {"iade", "kargo"}
    said = ["uygulamada beyaz ekran var", "beyaz ekran geliyor", "yine beyaz ekran", "beyaz ekran!"]
    assert topics(said, USUAL) == ("beyaz ekran",)


def test_what_is_usual_is_no_topic() -> None:
    assert topics(USUAL[::2], USUAL[1::2]) == ()
    assert topics([], USUAL) == topics([], []) == ()
    assert topics(["https://kargo.example/iade @kargo"] * 9, USUAL) == ()


def test_a_complaint_that_many_have_is_found_in_an_ordinary_hour() -> None:
    bad = ["kargo gelmedi", "kargom kayıp", "nerede bu kargo", "kargo yok", "kargo firması rezalet"]
    usual_bad = ["kahve soğuktu", "servis yavaş", "geç kaldınız"] * 60
    found = complaint(bad, 30, usual_bad, 1200)
    assert found is not None and (found.name, found.count) == ("kargo", 5)
    assert complaint(bad[:4], 30, usual_bad, 1200) is None, "four are no wave"
    assert complaint(bad, 30, bad * 40, 1200) is None, "they always say so"
    assert complaint(bad, 5, [], 0) is None, "nothing is known about what is usual"


@given(st.lists(st.text(max_size=40), max_size=12), st.lists(st.text(max_size=40), max_size=12))
def test_any_texts_have_at_most_three_topics(said: list[str], usual: list[str]) -> None:
    assert len(topics(said, usual)) <= 3
