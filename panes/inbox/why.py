"""Why an item has its tone and its signals: who says so, how sure, and the words that count."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from meydan.insight.explaining import Clue, Explanation
from meydan.insight.text import one_line
from meydan.panes.inbox.words import SURE, TONES, UNSURE, word
from meydan.panes.marks import bar, tone_sign
from meydan.panes.spans import Span, Spans, between, clip_spans, graphemes, width_of, wrap
from meydan.panes.speech import N_, Speech
from meydan.store.rows.inbox import ItemRow
from meydan.store.rows.tones import ToneRow

LANGUAGES = {
    "tr": N_("in Turkish"),
    "en": N_("in English"),
    "other": N_("in another language: only emoji count"),
    "und": N_("too little text to tell the language"),
}
SIGNALS = {
    "question": N_("asks"),
    "urgent": N_("urgent"),
    "offensive": N_("offensive"),
    "spam": N_("spam"),
}
BAR = 10
ALIKE = 0.0002
"""Scores are kept with four digits; what differs by more was judged by another model."""


@dataclass(frozen=True, slots=True)
class Why:
    """An item with what the store says of its tone and what the analysis sees in its text."""

    item: ItemRow
    tone: ToneRow
    explanation: Explanation
    names: Mapping[str, str] = field(default_factory=dict)


def why_lines(why: Why, width: int, now: datetime, speech: Speech) -> list[Spans]:
    """The view's lines: the tone, who or what says so, the text with its words marked, the signals."""
    return [
        *_head(why, width, speech),
        *_origin(why, width, now, speech),
        (),
        *_text(why.explanation, width),
        *_legend(why.explanation, width, speech),
        *_signals(why, width, speech),
    ]


def _head(why: Why, width: int, speech: Speech) -> list[Spans]:
    item = why.item
    sign, ink = tone_sign(item.sentiment)
    left = (Span(speech.say("Why this tone"), bold=True),)
    right = (Span(f"{sign} {word(TONES, item.sentiment, speech)}", ink, bold=True),)
    language = LANGUAGES.get(item.lang)
    told = f"{speech.say(language) if language else item.lang} · "
    told += speech.say("score {score}", score=_signed(why.tone.score, speech))
    strength = () if why.tone.override else _strength(why.tone.confidence, ink, speech)
    # The pane may be eight lines high: what fits on one line stands on one.
    together = (*strength, Span(f" · {told}", "dim")) if strength else ()
    if together and width_of(together) <= width:
        return [between(left, right, width), together]
    lines = [clip_spans(strength, width)] if strength else []
    return [between(left, right, width), *lines, *_wrapped(told, width, "dim")]


def _strength(confidence: float, ink: str, speech: Speech) -> Spans:
    """How sure, as a bar, in per cent and in a word."""
    if confidence >= SURE:
        words = speech.say("sure")
    elif confidence >= UNSURE:
        words = speech.say("rather sure")
    else:
        words = speech.say("unsure")
    filled, rest = bar(confidence, BAR)
    return (Span(filled, ink), Span(rest, "dim"), Span(f" {speech.percent(confidence)} {words}"))


def _origin(why: Why, width: int, now: datetime, speech: Speech) -> list[Spans]:
    """Who corrected it, and whether it was another model that judged."""
    tone, analysis, say = why.tone, why.explanation.analysis, speech.say
    lines: list[Spans] = []
    if tone.override:
        name = one_line(why.names.get(tone.login, tone.login))
        told = say("corrected by {name}", name=name) if name else say("corrected by a member")
        if tone.at is not None:
            told += f" · {speech.age(tone.at, now)}"
        lines += _wrapped(told, width, "amber")
        said = f"{tone_sign(tone.analysed)[0]} {word(TONES, tone.analysed, speech)}"
        lines += _wrapped(
            say("the analysis said {tone} {sure}", tone=said, sure=speech.percent(tone.confidence)),
            width,
            "dim",
        )
    if tone.analysed != analysis.sentiment or abs(tone.score - analysis.score) > ALIKE:
        lines += _wrapped(
            say("another model judged this; the marked words are what the built-in one goes by"), width, "dim"
        )
    return lines


def _text(explanation: Explanation, width: int) -> list[Spans]:
    """The text with each word that counts behind its sign, bold and underlined in its ink."""
    shown, marks = _marked(explanation.text, explanation.clues)
    ends = [end for _, end, _ in marks]
    lines = []
    for start, end in wrap(shown, width):
        line: list[Span] = []
        at = start
        for begin, stop, mark in marks[bisect_right(ends, start) : bisect_right(ends, end) + 1]:
            first, last = max(begin, at), min(stop, end)
            if first < last:
                line += [Span(shown[at:first]), mark._replace(text=shown[first:last])]
                at = last
        line.append(Span(shown[at:end]))
        lines.append(tuple(part for part in line if part.text))
    return lines


def _marked(text: str, clues: Iterable[Clue]) -> tuple[str, list[tuple[int, int, Span]]]:
    """The text with a sign put before each clue, and where they stand in it then.

    What a person sees as one character is not cut.
    """
    cuts = [0, *(end for _, end, _ in graphemes(text))]
    shown: list[str] = []
    marks: list[tuple[int, int, Span]] = []
    at = size = 0
    for clue in clues:
        start = cuts[bisect_right(cuts, clue.start) - 1]
        end = cuts[bisect_left(cuts, clue.end)]
        if start < at:
            continue
        sign, ink = tone_sign("positive" if clue.praises else "negative")
        begin = size + start - at
        shown += [text[at:start], sign, text[start:end]]
        size = begin + 1 + end - start
        marks.append((begin, size, Span("", ink, bold=True, underline=True)))
        at = end
    return "".join([*shown, text[at:]]), marks


def _legend(explanation: Explanation, width: int, speech: Speech) -> list[Spans]:
    if not explanation.clues:
        return _wrapped(speech.say("no single word decides"), width, "dim")
    parts = [Span(speech.say("speaks for"), "dim")]
    for code in ("positive", "negative"):
        sign, ink = tone_sign(code)
        parts += [Span(f"  {sign}", ink, bold=True), Span(f" {word(TONES, code, speech)}", "dim")]
    return [clip_spans(parts, width)]


def _signals(why: Why, width: int, speech: Speech) -> list[Spans]:
    """Each signal that the item has, and what raised it."""
    item = why.item
    lines: list[Spans] = []
    for code, is_so in (
        ("question", item.question),
        ("urgent", item.urgent),
        ("offensive", item.offensive),
        ("spam", item.spam),
    ):
        if is_so:
            found = [words for signal, words in why.explanation.analysis.reasons if signal == code]
            told = ", ".join(_reason(words, speech) for words in found)
            told = told or speech.say("a member, or an earlier version of the analysis, says so")
            label = f"{speech.say(SIGNALS[code])}: "
            first, *rest = _wrapped(label + told, width, "plain")
            lines += [_label(first, len(label)), *rest]
    return lines


def _reason(words: str, speech: Speech) -> str:
    """What raised a signal, as a person says it."""
    words = one_line(words)
    sign, times, count = words.partition(" × ")
    if words == "?":
        return speech.say("a question mark")
    if times and count.isdecimal() and sign == "#":
        return speech.say_n("{n} hashtag", "{n} hashtags", int(count))
    if times and count.isdecimal() and sign == "@":
        return speech.say_n("{n} name called", "{n} names called", int(count))
    return speech.say("“{words}”", words=words)


def _label(line: Spans, length: int) -> Spans:
    text = "".join(part.text for part in line)
    return (Span(text[:length], "amber"), Span(text[length:]))


def _signed(score: float, speech: Speech) -> str:
    sign = "−" if score < 0 else "+" if score > 0 else ""
    return sign + speech.number(round(abs(score), 2))


def _wrapped(text: str, width: int, ink: str) -> list[Spans]:
    return [(Span(text[start:end], ink),) for start, end in wrap(text, width)]
