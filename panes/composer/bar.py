"""The lines around a text that is written: whom it is for, and the keys that decide what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from meydan.insight.text import one_line
from meydan.panes.composer.saved import Questions
from meydan.panes.composer.target import Facts, Target, Written
from meydan.panes.composer.when import next_hour
from meydan.panes.ink import Sheet
from meydan.panes.spans import Span, Spans, between, spans, width_of, wrap
from meydan.panes.speech import N_, Speech

NAMES = {
    "reply": N_("Reply"),
    "private": N_("Private reply"),
    "note": N_("Note"),
    "answer": N_("Answer to a colleague"),
}


class SendBar(Sheet):
    """Says where the text goes, and the keys that decide what becomes of it."""

    DEFAULT_CSS = """
    SendBar { height: 2; background: $panel; }
    """

    def show(self, lines: Sequence[Spans], top: int = 0) -> None:
        self.styles.height = max(1, len(lines))
        super().show(lines, top)


@dataclass(frozen=True, slots=True)
class Bar:
    """What the lines tell: what is written, what is known of its target, a warning, and the time."""

    written: Written
    facts: Facts
    warning: str
    now: datetime
    speech: Speech

    def head(self, width: int) -> list[Spans]:
        """The line above the text, and why the last text came back."""
        target, say = self.written.target, self.speech.say
        name = say(N_("Change and approve")) if target.delivery_id is not None else say(NAMES[target.purpose])
        ours = f" · {target.account}" if target.to_platform else ""
        left = spans(
            Span(name, bold=True), Span(" → ", "dim"), Span(target.author, "blue"), Span(ours, "dim")
        )
        lines = [between(left, (self._figure(),), width)]
        if self.facts.rejected:
            lines += _wrapped(Span(self.facts.rejected, "bad"), width)
        return lines

    def lines(self, width: int) -> list[Spans]:
        """The send bar."""
        target, say = self.written.target, self.speech.say
        if target.to_platform:
            goes = [
                Span(
                    say("To {author} on {platform}", author=target.author, platform=target.platform), "blue"
                ),
                Span(say("as {account}", account=target.account)),
                Span(target.visibility, "amber"),
                *self._more(),
                self._figure(),
            ]
        else:
            readers = (
                say("Only the team reads notes")
                if target.purpose == "note"
                else say("Goes to {author}, not to the platform", author=target.author)
            )
            goes = [Span(readers), self._figure()]
        lines = _rows([(part,) for part in goes], width)
        if self.warning:
            lines += _wrapped(Span(self.warning, "bad", bold=True), width)
        return lines + _rows(self._keys(target), width)

    def closed(self, at: datetime | None = None) -> str:
        """Why an answer that leaves `at` (None: at once) is too late, in words; '' when it is not."""
        closes = self.facts.last if at is None else self.facts.closes
        if closes is None or (at or self.now) <= closes:
            return ""
        moment, platform = self.speech.moment(closes), self.written.target.platform
        if at is None:
            return self.speech.say(
                "{platform} takes no more answers here: closed {moment}", platform=platform, moment=moment
            )
        return self.speech.say(
            "{platform} takes no answers here at that time: closes {moment}", platform=platform, moment=moment
        )

    def _more(self) -> list[Span]:
        say, say_n, written = self.speech.say, self.speech.say_n, self.written
        more = []
        if written.everyone:
            names = " ".join(f"@{one_line(handle)}" for handle in written.target.others)
            more.append(Span(say("and to {names}", names=names), "blue"))
        if media := written.attached.media:
            names = ", ".join(one_line(Path(path).name) for path in media)
            more.append(Span(say_n("{n} file", "{n} files", len(media)) + f": {names}"))
        facts, now = self.facts, self.now
        if facts.closes is not None and facts.last is not None:
            if now <= facts.closes:
                left = self.speech.age(now, facts.closes)
                more.append(Span(say("window closes in {time}", time=left), "amber"))
            elif now <= facts.last:
                left = self.speech.age(now, facts.last)
                more.append(Span(say("by hand and at once only, for {time} more", time=left), "amber"))
            else:
                more.append(Span(say("window closed"), "bad"))
        return more

    def _figure(self) -> Span:
        number, target = self.speech.number, self.written.target
        length = target.length(self.written.text, self.written.everyone)
        if target.limit is None:
            return Span(number(length), "dim")
        over = length > target.limit
        return Span(f"{number(length)}/{number(target.limit)}", "bad" if over else "dim", bold=over)

    def _keys(self, target: Target) -> list[Spans]:
        say = self.speech.say
        if target.delivery_id is not None:
            pairs = [("y", say("approve"))]
        elif not target.to_platform:
            pairs = [("y", say("keep") if target.purpose == "note" else say("send"))]
        elif target.asks:
            pairs = [("y", say("ask for approval")), ("a", say("ask someone")), ("t", say("at a time"))]
        else:
            pairs = [("y", say("send")), ("Y", say("send, done")), ("t", say("at a time"))]
            pairs.append(("a", say("ask for approval")))
        if target.others and target.delivery_id is None:
            pairs.append(("w", say("author only") if self.written.everyone else say("to everyone")))
        pairs += [("e", say("edit")), ("p", say("postpone")), ("q", say("discard"))]
        return [(Span(key, "amber", bold=True), Span(f" {text}", "plain")) for key, text in pairs]


def question_words(asked: Questions, speech: Speech) -> str:
    """Which question of how many is asked, and what Enter takes for its answer."""
    field = asked.current
    if field is None:
        return ""
    at, count = asked.place
    name = one_line(field.name)
    if field.fallback is not None:
        name = speech.say("{name}; Enter: {other}", name=name, other=one_line(field.fallback))
    return f"{at}/{count} {name}" if count > 1 else name


def when_words(now: datetime, speech: Speech) -> str:
    """How a time is typed, and what Enter takes for it."""
    return speech.say(
        "14:30, +2h, tomorrow 9; Enter: {moment} ({zone})",
        moment=speech.moment(next_hour(now)),
        zone=str(now.tzinfo or ""),
    )


def _wrapped(span: Span, width: int) -> list[Spans]:
    return [(span._replace(text=span.text[start:end]),) for start, end in wrap(span.text, width)]


def _rows(pieces: list[Spans], width: int) -> list[Spans]:
    """Pieces side by side, on as many lines as they need."""
    lines: list[Spans] = []
    line: Spans = ()
    for piece in pieces:
        if line and width_of(line) + 2 + width_of(piece) > width:
            lines.append(line)
            line = ()
        line = (*line, Span("  "), *piece) if line else piece
    return [*lines, line] if line else lines
