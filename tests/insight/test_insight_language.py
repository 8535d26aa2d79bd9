"""Language of short comments, with and without Turkish letters."""

from __future__ import annotations

import pytest

from meydan.insight.language import LanguageGuesser


@pytest.fixture(scope="module")
def guesser() -> LanguageGuesser:
    return LanguageGuesser()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "kargom nerede kaldi"),
        ("tr", "cok kotu"),
        ("tr", "neredesiniz"),
        ("tr", "ÇOK GÜZEL OLMUŞ"),
        ("tr", "tesekkurler"),
        ("tr", "fiyat"),
        ("tr", "@anadolukahve kahveniz harika olmuş, teşekkürler"),
        ("tr", "sipariş numaram 4411"),
        ("tr", "musteri hizmetleri cevap vermiyor"),
        ("tr", "super app değil 😡"),
        ("en", "where is my order?"),
        ("en", "love it"),
        ("en", "price please"),
        ("en", "my package never arrived"),
        ("en", "thanks"),
        ("other", "Wo ist mein Paket?"),
        ("other", "Der Kaffee schmeckt nicht"),
        ("other", "¿Dónde está mi pedido?"),
        ("other", "donde esta mi pedido"),
        ("other", "Où est ma commande ?"),
        ("other", "le service client ne répond pas"),
        ("other", "non mi piace"),
        ("other", "onde está o meu pedido"),
        ("other", "waar is mijn pakket"),
        ("other", "gdzie jest moja paczka"),
        ("other", "где мой заказ"),
        ("other", "أين طلبي"),
        ("other", "注文はどこですか"),
        ("und", "😍😍"),
        ("und", ""),
        ("und", "12345 !!!"),
        ("und", "https://example.org/kahve @ayse"),
    ],
)
def test_language(guesser: LanguageGuesser, lang: str, text: str) -> None:
    assert guesser.detect(text) == lang
