"""Why an item has its tone, and how the tone of an account changes: words, signs, offsets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from meydan.insight.analysis import Analysis
from meydan.insight.engine import shared_analyser
from meydan.insight.explaining import Clue, Explanation, explain
from meydan.panes.inbox.why import Why, why_lines
from meydan.panes.spans import Spans, width_of
from meydan.panes.speech import Speech
from meydan.panes.tonetrend import CELLS, change, trend_spans, trend_words
from meydan.store.rows.tones import ToneRow, ToneTrend
from tests.panes.panes_kit import ENGLISH, NOW, TURKISH, item, plain

FAMILY = "👨‍👩‍👧"


def why_of(text: str, **more: object) -> Why:
    found = explain(shared_analyser(), text)
    said = found.analysis
    row = item(text=text, lang=said.lang, sentiment=said.sentiment, question=said.question, spam=said.spam)
    row = replace(row, urgent=said.urgent, offensive=said.offensive)
    tone = ToneRow(said.sentiment, said.score, said.confidence)
    return replace(Why(row, tone, found, {"mert": "Mert"}), **more)  # type: ignore[arg-type]


def told(why: Why, width: int = 60, speech: Speech = ENGLISH) -> str:
    return "\n".join(plain(line) for line in why_lines(why, width, NOW, speech))


def marked(lines: list[Spans]) -> list[str]:
    return [part.text for line in lines for part in line if part.underline]


def test_marks_do_not_cut_what_a_person_sees_as_one_character() -> None:
    text = f"{FAMILY} e\u0301 👍🏽 ğİı"
    thumb, letters = text.index("👍"), text.index("ğ")
    clues: tuple[Clue, ...] = (Clue(0, 1, True), Clue(6, 7, False), Clue(thumb, thumb + 1, True))
    clues += (Clue(letters, len(text), False),)
    found = Explanation(text, Analysis("tr", "negative", -0.5, 0.6), clues)
    why = Why(item(text=text), ToneRow("negative", -0.5, 0.6), found)
    assert marked(why_lines(why, 60, NOW, ENGLISH)) == [f"+{FAMILY}", "−e\u0301", "+👍🏽", "−ğİı"]


@pytest.mark.parametrize("width", [12, 26, 60])
def test_every_line_fits_and_the_text_is_whole(width: int) -> None:
    why = why_of(f"berbat bir {FAMILY} hizmet 😡 " + "çok güzel [/b] ama kötü\nbir " * 6)
    lines = why_lines(why, width, NOW, TURKISH)
    assert all(width_of(line) <= width for line in lines)
    signs = sum(len(clue) > 0 for clue in why.explanation.clues)
    shown = "".join("".join(plain(line).split()) for line in lines)
    assert shown.count("[/b]") == 6
    assert len(marked(lines)) >= signs


def test_strength_is_a_bar_a_share_and_a_word() -> None:
    why = why_of("berbat, rezalet bir hizmet")
    assert "━━━━━━━━━━ 99% sure" in told(replace(why, tone=replace(why.tone, confidence=0.99)))
    assert "━━━━━━──── 60% rather sure" in told(replace(why, tone=replace(why.tone, confidence=0.6)))
    assert "━━━━────── 40% unsure" in told(replace(why, tone=replace(why.tone, confidence=0.4)))


def test_every_signal_says_what_raised_it() -> None:
    why = why_of(
        "dava açacağım, şerefsizler! nerede kargom? "
        + "#a #b #c #d #e #f #g #h #i bedava takipçi kazan dm at"
    )
    shown = told(replace(why, item=replace(why.item, urgent=True, offensive=True, spam=True)), 200)
    assert "urgent: “dava”" in shown
    assert "offensive: “şerefsizler”" in shown
    assert "asks: “nerede”, a question mark" in shown
    assert "9 hashtags" in shown
    quiet = why_of("tamam")
    assert "earlier version" in told(replace(quiet, item=replace(quiet.item, spam=True)))
    assert "spam" not in told(quiet)


def test_a_correction_and_another_model_are_said() -> None:
    why = why_of("berbat bir hizmet")
    tone = replace(why.tone, override="neutral", login="mert", at=NOW - timedelta(hours=2))
    corrected = told(replace(why, tone=tone))
    assert "corrected by Mert · 2h" in corrected
    assert "the analysis said − negative" in corrected
    assert "another model" not in corrected
    assert "corrected by a member" in told(replace(why, tone=replace(tone, login="", at=None)))
    assert "another model judged this" in told(replace(why, tone=replace(why.tone, score=0.2)))


def trend(*weeks: tuple[int, int]) -> ToneTrend:
    return ToneTrend(1, weeks)


CALM = [(100, 10)] * 4


def test_only_more_than_chance_is_a_change() -> None:
    assert change(trend(*CALM, (100, 14))) == 0
    assert change(trend(*CALM, (100, 30))) == 1
    assert change(trend(*[(100, 40)] * 4, (100, 10))) == -1
    assert change(trend(*CALM, (5, 5))) == 0
    assert change(trend(*[(0, 0)] * 4, (100, 90))) == 0
    assert change(trend(*[(100, 0)] * 4, (100, 0))) == 0


@pytest.mark.parametrize("speech", [ENGLISH, TURKISH])
@pytest.mark.parametrize("last", [(0, 0), (1, 1), (100, 30), (100_000, 100_000)])
def test_a_trend_has_its_cells(speech: Speech, last: tuple[int, int]) -> None:
    assert width_of(trend_spans(trend(*CALM, last), speech)) == CELLS
    assert width_of(trend_spans(None, speech)) == CELLS


def test_a_trend_reads_without_colour_and_in_words() -> None:
    rising = trend((0, 0), *CALM[1:], (100, 50))
    assert plain(trend_spans(rising, ENGLISH)) == " ▂▂▂█   50% ↑"
    words = "\n".join(map(plain, trend_words(rising, 100, ENGLISH)))
    assert words == "50% negative in 7 days (100) · 10% in the 28 days before (300) · clearly more"
    assert trend_words(trend(*CALM, (0, 0)), 100, ENGLISH) == []
    assert all(width_of(line) <= 30 for line in trend_words(rising, 30, TURKISH))
