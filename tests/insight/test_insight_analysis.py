"""The analyser on everyday comments: tone, signals, words that decided, and that it holds for any text."""

from __future__ import annotations

import threading
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from meydan.insight.analysis import NEGATIVE, NEUTRAL, POSITIVE, Analysis
from meydan.insight.engine import Analyser
from meydan.insight.sentiment.vader import Vader
from meydan.insight.text import fold, sanitise

EVERYDAY = [
    line.split("\t")
    for line in Path(__file__).with_name("everyday_comments.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser()


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("kargom 3 gündür gelmedi, çok kötü bir hizmet", NEGATIVE),
        ("@anadolukahve kargom 3 gündür gelmedi, çok kötü bir hizmet", NEGATIVE),
        ("kahveniz harika olmuş, teşekkürler", POSITIVE),
        ("kahveniz harika olmus, tesekkurler", POSITIVE),
        ("beğendim", POSITIVE),
        ("beğenmedim", NEGATIVE),
        ("begenmiyorum", NEGATIVE),
        ("lezzetli", POSITIVE),
        ("lezzetsiz", NEGATIVE),
        ("güzel", POSITIVE),
        ("güzel değil", NEGATIVE),
        ("hiç güzel olmamış", NEGATIVE),
        ("hiç sorun yaşamadım", POSITIVE),
        ("sorunsuz", POSITIVE),
        ("tavsiye ederim", POSITIVE),
        ("tavsiye etmiyorum", NEGATIVE),
        ("çoook güzel", POSITIVE),
        ("cevap vermiyorsunuz", NEGATIVE),
        ("hayal kırıklığı", NEGATIVE),
        ("bayıldımmm 😍", POSITIVE),
        ("fiyatı ne kadar?", NEUTRAL),
        ("mağaza saat kaçta açılıyor", NEUTRAL),
        ("sipariş numaram 4411", NEUTRAL),
        ("I love this coffee!", POSITIVE),
        ("this is the worst coffee ever", NEGATIVE),
        ("what time do you open?", NEUTRAL),
        ("😡😡", NEGATIVE),
        ("Me encanta 😍", POSITIVE),
        ("Wo ist mein Paket?", NEUTRAL),
    ],
)
def test_tone(analyser: Analyser, text: str, tone: str) -> None:
    assert analyser.analyse(text).sentiment == tone


def test_everyday_comments(analyser: Analyser) -> None:
    right: dict[str, list[bool]] = defaultdict(list)
    for lang, tone, text in EVERYDAY:
        right[lang].append(analyser.analyse(text).sentiment == tone)
    assert sum(right["tr"]) / len(right["tr"]) >= 0.95
    assert sum(right["en"]) / len(right["en"]) >= 0.8


def test_everyday_comments_without_diacritics(analyser: Analyser) -> None:
    turkish = [(tone, fold(text)) for lang, tone, text in EVERYDAY if lang == "tr"]
    right = [analyser.analyse(text).sentiment == tone for tone, text in turkish]
    assert sum(right) / len(right) >= 0.93


def test_score_and_strength(analyser: Analyser) -> None:
    plain, loud = analyser.analyse("kahve kötü"), analyser.analyse("kahve ÇOK KÖTÜ berbat")
    assert -1 <= loud.score < plain.score < 0
    assert loud.confidence > plain.confidence


def test_words_stand_as_in_the_text(analyser: Analyser) -> None:
    assert "KÖTÜ" in analyser.analyse("Kargo ÇOK KÖTÜ").words
    assert analyser.analyse("I really LOVED it").words == ("LOVED",)
    assert analyser.analyse("fiyat nedir").words == ()


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        ("question", "fiyatı ne kadar"),
        ("question", "açık mısınız"),
        ("question", "ANKARADA VAR MI"),
        ("question", "ne zaman gelir"),
        ("question", "kargom nerede"),
        ("question", "how much is it"),
        ("question", "ok. do you ship to Germany"),
        ("question", "¿Dónde está mi pedido?"),
        ("urgent", "avukatıma danıştım, dava açacağım"),
        ("urgent", "çocuğum zehirlendi"),
        ("urgent", "savcılığa suç duyurusunda bulundum"),
        ("urgent", "hesabımdan para çekilmiş"),
        ("urgent", "dolandırıldım"),
        ("urgent", "site çöktü"),
        ("urgent", "I am calling my lawyer"),
        ("urgent", "the charger caught fire"),
        ("urgent", "you charged me twice"),
        ("urgent", "şikayetvar'a yazdım"),
        ("urgent", "uygulamaya girilmiyor"),
        ("urgent", "kaçıncı kez yazıyorum, kimse cevap vermiyor"),
        ("urgent", "salatadan böcek çıktı"),
        ("urgent", "there is a gas leak in your store"),
        ("urgent", "third time now, still no response"),
        ("question", "aldınız mı"),
        ("question", "gördünmü"),
        ("question", "kargom ne oldu"),
        ("question", "bunun fiyatı ne"),
        ("question", "so do you deliver to Izmir"),
        ("question", "you deliver to Izmir right"),
        ("question", "isn't it too expensive"),
        ("offensive", "orospu çocukları"),
        ("offensive", "you are scum"),
        ("offensive", "screw you and your shop"),
        ("spam", "yatırımsız bonus kazan https://bit.ly/abc"),
        ("spam", "you have won a gift, claim your prize https://t.me/x"),
        ("offensive", "şerefsizler"),
        ("offensive", "siktirin gidin"),
        ("offensive", "aptal mısınız"),
        ("offensive", "you are all idiots"),
        ("offensive", "fucking useless"),
        ("spam", "takipçi satın al, hemen tıkla https://spam.example/x"),
        ("spam", "bedava bonus casino https://spam.example"),
        ("spam", "make money from home, check my profile"),
        ("spam", "al al al al al al al"),
    ],
)
def test_signal(analyser: Analyser, signal: str, text: str) -> None:
    assert getattr(analyser.analyse(text), signal)


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        ("question", "ne güzel olmuş"),
        ("question", "kahve çok güzel"),
        ("question", "thanks for the help"),
        ("question", "what a lovely cup"),
        ("question", "kim ne derse desin çok güzel"),
        ("question", "that is right"),
        ("question", "do it"),
        ("urgent", "the fire place looks cosy"),
        ("urgent", "biraz geç geldi"),
        ("spam", "https://bit.ly/abc"),
        ("spam", "bonus olarak çikolata vermişler, teşekkürler"),
        ("offensive", "rezalet bir hizmet"),
        ("offensive", "berbat kahve"),
        ("offensive", "it is a damn good coffee"),
        ("question", "bkz https://example.org/?q=1"),
        ("urgent", "kargom gelmedi"),
        ("urgent", "kahve çok sıcak"),
        ("urgent", "nice firewood oven"),
        ("offensive", "çok şık bir elbise"),
        ("offensive", "pic çok net, göz alıcı"),
        ("offensive", "salatalık alalım"),
        ("offensive", "the assistant was kind"),
        ("spam", "menü https://example.org"),
        ("spam", "katıldım @ayse @can @mert"),
        ("spam", "çok çok güzel"),
    ],
)
def test_no_signal(analyser: Analyser, signal: str, text: str) -> None:
    assert not getattr(analyser.analyse(text), signal)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Avukatıma verdim, bu aptal iş", {("urgent", "Avukatıma"), ("offensive", "aptal")}),
        ("casino bonus https://bit.ly/x", {("spam", "casino"), ("spam", "https://bit.ly/x")}),
        ("al al al al al al al", {("spam", "al")}),
        ("Neredesiniz?", {("question", "Neredesiniz"), ("question", "?")}),
        ("kahve acil değil", set()),  # 0.8 of urgency raise nothing
    ],
)
def test_reasons_are_named_of_what_is_raised(
    analyser: Analyser, text: str, reasons: set[tuple[str, str]]
) -> None:
    assert set(analyser.analyse(text).reasons) == reasons


def test_an_insult_that_is_on_no_list_is_named(analyser: Analyser) -> None:
    found = analyser.analyse("yazıklar olsun böyle haysiyetsizlere")
    assert found.offensive
    assert ("offensive", "haysiyetsizlere") in found.reasons


@pytest.mark.parametrize(
    ("text", "lang"),
    [("kargo hâlâ yok but thank you anyway 😡", "tr"), ("Das ist toll 😍", "other"), ("😡😡", "und")],
)
def test_mixed_and_other_languages_are_marked(analyser: Analyser, text: str, lang: str) -> None:
    found = analyser.analyse(text)
    assert found.lang == lang
    if lang != "tr":
        assert found.confidence <= 0.5


WORDS = (
    "VADER the shit kind of but GREAT great not never so this without doubt no or least at very bad! "
    "good?? :) 😂 ❤ really SLIGHTLY hate isn't bus stop to die for yeah right café, (smart) a.b"
)
sentences = st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join)


@settings(max_examples=150)
@given(sentences | st.text(max_size=60))
def test_compound_is_vaders(vaders: tuple[Vader, SentimentIntensityAnalyzer], text: str) -> None:
    ours, original = vaders
    assert ours.compound(text)[0] == original.polarity_scores(text)["compound"]


@pytest.fixture(scope="module")
def vaders() -> tuple[Vader, SentimentIntensityAnalyzer]:
    return Vader(), SentimentIntensityAnalyzer()


@settings(max_examples=150)
@given(st.text(max_size=80) | st.lists(st.sampled_from([text for *_, text in EVERYDAY])).map("\n".join))
def test_any_text_is_analysed(analyser: Analyser, text: str) -> None:
    analysis = analyser.analyse(sanitise(text))
    assert analysis.lang in {"tr", "en", "other", "und"}
    assert analysis.sentiment in {POSITIVE, NEUTRAL, NEGATIVE}
    assert -1 <= analysis.score <= 1
    assert 0 <= analysis.confidence <= 1
    assert analyser.analyse(sanitise(text)) == analysis


def test_threads_and_fresh_analysers_agree(analyser: Analyser) -> None:
    texts = [text for *_, text in EVERYDAY]
    expected = [analyser.analyse(text) for text in texts]
    shared = Analyser()
    found: list[list[Analysis]] = []

    def work() -> None:
        found.append(shared.analyse_many(texts))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


@pytest.mark.parametrize(
    "piece",
    ["uzun ", "kötü değil ", "not good but ", "VERY BAD ", "the kiss of death ", "çok kötü bir ", "😡 "],
)
def test_a_text_without_end_is_analysed_as_fast_as_its_parts(piece: str) -> None:
    # Looking at all words for each of them would take minutes here.
    analyser = Analyser()
    assert analyser.analyse(piece * 50_000).sentiment == analyser.analyse(piece * 1_000).sentiment
