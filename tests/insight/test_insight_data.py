"""The word lists and tables that ship are well formed."""

from __future__ import annotations

from collections import Counter

from meydan.insight.forms import plain_form
from meydan.insight.memory import Memory
from meydan.insight.resources import read_rows
from meydan.insight.signals import SIGNALS


def test_the_table_has_a_bias_and_whole_weights() -> None:
    bias, *rows = read_rows("language.tsv")
    assert bias[0] == "bias"
    assert len(rows) > 1000
    assert len({piece for piece, *_ in rows}) == len(rows)
    assert all(int(first) or int(second) for _, first, second in rows)


def test_turkish_lexicon_is_folded_and_unique() -> None:
    rows = list(read_rows("turkish_lexicon.tsv"))
    keys = Counter((kind, stem) for kind, stem, *_ in rows)
    assert [key for key, count in keys.items() if count > 1] == []
    assert [stem for _, stem, *_ in rows if plain_form(stem) != stem] == []
    assert all(abs(float(number)) <= 3.2 for _, _, *numbers in rows for number in numbers)
    assert all((kind == "p") == (" " in stem) for kind, stem, *_ in rows)


def test_signal_rules_are_unique_and_known() -> None:
    rows = list(read_rows("signals.tsv"))
    keys = Counter(tuple(row[:4]) for row in rows)
    assert [key for key, count in keys.items() if count > 1] == []
    for signal, language, kind, text, score in rows:
        assert signal in SIGNALS
        assert language in {"tr", "en", "any"}
        assert kind in {"w", "s", "b", "e", "p"}
        assert kind in "be" or (kind == "p") == (" " in text)
        assert kind == "w" or plain_form(text) == text
        assert -2 <= float(score) <= 1


def test_memory_forgets_what_no_longer_comes() -> None:
    asked: list[str] = []

    def examine(word: str) -> int:
        asked.append(word)
        return len(word)

    memory = Memory(examine, size=2)
    words = ("a", "bb", "a", "ccc", "a", "dddd", "a", "bb")
    assert [memory[word] for word in words] == [len(word) for word in words]
    assert asked == ["a", "bb", "ccc", "dddd", "bb"]
    assert len(memory) <= 2
