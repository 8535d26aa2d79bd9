"""What stands in the reading pane: an item, what was said before and after it, and who says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from meydan.insight.sla import Clock
from meydan.insight.text import find_folded, one_line, sanitise
from meydan.panes.inbox.itemline import MATCH, tone_span
from meydan.panes.inbox.surroundings import history_lines, inquiry_lines, mark_span, similar_lines
from meydan.panes.inbox.urgency import clock_words, reason_spans
from meydan.panes.inbox.words import STATES, TONES, kind_of, stars, word
from meydan.panes.marks import tone_sign
from meydan.panes.rules.ruled import ruled_lines
from meydan.panes.spans import Span, Spans, between, clip, clip_spans, width_of, wrap_marked
from meydan.panes.speech import N_, Speech
from meydan.store.rows.around import AnsweredRow, InquiryRow, PersonCard
from meydan.store.rows.inbox import ItemRow, ThreadEntry
from meydan.store.rows.rules import RuleHitRow

DELIVERY_STATES = {
    "asked": (N_("waits for approval"), "amber"),
    "held": (N_("held"), "amber"),
    "ready": (N_("on its way"), "amber"),
    "sending": (N_("on its way"), "amber"),
    "sent": (N_("sent"), "dim"),
    "failed": (N_("not sent"), "bad"),
    "unknown": (N_("perhaps sent"), "bad"),
}
POST_LINES = 3
"""Lines of our own post that are shown above a conversation."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reading pane shows; `thread` and `person` follow once they are read.

    `words` are the words that decided the tone, `searched` those that were searched for, `names` the
    members' names by login, `whole_post` shows all of the original post, `ruled` is what rules did, `clock`
    tells when an answer is due, `company` says who else is here.
    """

    item: ItemRow
    platform: str
    thread: tuple[ThreadEntry, ...] | None = None
    person: PersonCard | None = None
    words: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    whole_post: bool = False
    ruled: tuple[RuleHitRow, ...] = ()
    clock: Clock | None = None
    company: Sequence[Span] = ()
    inquiries: tuple[InquiryRow, ...] = ()
    similar: tuple[AnsweredRow, ...] = ()


def reading_lines(
    reading: Reading, width: int, now: datetime, speech: Speech
) -> tuple[list[Spans], tuple[int, int]]:
    """The pane's lines and which of them (from, to) are the item itself."""
    pane = _Pane(reading, width, now, speech)
    return [clip_spans(line, width) for line in pane.lines()], pane.item_at


class _Pane:
    """Lays out one reading."""

    def __init__(self, reading: Reading, width: int, now: datetime, speech: Speech) -> None:
        self._of = reading
        self._width = width
        self._now = now
        self._speech = speech
        self._dates = max(
            (len(self._date(entry.created_at)) for entry in reading.thread or ()),
            default=len(self._date(reading.item.created_at)),
        )
        self.item_at = (0, 0)

    def lines(self) -> list[Spans]:
        lines = [self._header(), *self._status(), ()]
        thread = self._of.thread or ()
        post = next((entry for entry in thread if entry.origin == "publication" and entry.ours), None)
        if post is not None:
            lines += [*self._post(post), ()]
        shown = False
        for entry in thread:
            if entry is post:
                continue
            if entry.item_id == self._of.item.id and entry.origin == "item":
                self._add_item(lines)
                shown = True
            else:
                lines += self._entry(entry)
        if not shown:
            self._add_item(lines)
        ruled = ruled_lines(self._of.ruled, self._width, self._speech, self._of.names)
        return [*lines, *([(), *ruled] if ruled else []), *self._around(), *self._person()]

    def _around(self) -> list[Spans]:
        """What colleagues were asked, and answers that were given before."""
        of, layout = self._of, (self._width, self._now, self._speech)
        asked = inquiry_lines(of.inquiries, of.names, *layout)
        similar = similar_lines(of.similar, of.names, *layout)
        return [*([()] if asked else []), *asked, *([()] if similar else []), *similar]

    def _header(self) -> Spans:
        item = self._of.item
        name = one_line(item.author_name) or one_line(item.author)
        handle = one_line(item.author)
        left = [Span(name, bold=True)]
        if handle and handle != name:
            left.append(Span(f" {handle}", "dim"))
        sign = tone_span(item)
        tone = word(TONES, item.sentiment, self._speech)
        confidence = f" {self._speech.percent(item.confidence)}" if item.confidence else ""
        right = [sign, sign._replace(text=f" {tone}{confidence}")]
        if item.question:
            right.append(Span(" ?", "blue"))
        return between(left, right, self._width)

    def _status(self) -> list[Spans]:
        """Platform, age, account, state, tags and whatever is unusual about the item."""
        item, say = self._of.item, self._speech.say
        kind = kind_of(self._of.platform, item.kind, self._speech)
        age = self._speech.age(item.created_at, self._now)
        parts = [Span(kind, "dim"), Span(age, "dim")]
        mark = mark_span(self._of.person.mark, self._speech) if self._of.person else None
        if mark is not None:
            parts.append(mark)
        if self._of.clock is not None:
            parts.append(clock_words(self._of.clock, self._speech))
        if item.visibility in ("direct", "private"):
            parts.append(Span(say("private"), "amber"))
        if item.state != "open":
            until = f" {self._speech.moment(item.snoozed_until)}" if item.snoozed_until else ""
            parts.append(Span(word(STATES, item.state, self._speech) + until, "amber"))
        if item.assignee:
            parts.append(Span(one_line(self._of.names.get(item.assignee, item.assignee)), "blue"))
        parts += [Span(one_line(tag), "amber") for tag in item.tags]
        for is_so, text, ink in (
            (item.urgent, N_("urgent"), "bad"),
            (item.offensive, N_("offensive"), "bad"),
            (item.spam, N_("spam"), "dim"),
            (item.hidden, N_("hidden"), "amber"),
            (item.starred, N_("starred"), "amber"),
            (item.edited_at is not None, N_("edited"), "dim"),
            (item.deleted_at is not None, N_("deleted by its author"), "bad"),
        ):
            if is_so:
                parts.append(Span(say(text), ink))
        parts.append(Span(one_line(item.account), "dim"))
        lines = _joined([*self._of.company, *parts], self._width)
        why = reason_spans(item, self._speech)
        return [*lines, *([clip_spans(why, self._width)] if why else [])]

    def _post(self, post: ThreadEntry) -> list[Spans]:
        say_n = self._speech.say_n
        figures = [
            None if post.likes is None else say_n("{n} like", "{n} likes", post.likes),
            None if post.replies is None else say_n("{n} comment", "{n} comments", post.replies),
            None if post.shares is None else say_n("{n} share", "{n} shares", post.shares),
            None if post.views is None else say_n("{n} view", "{n} views", post.views),
        ]
        head = self._speech.say("Our post, {when}", when=self._speech.moment(post.created_at))
        told = " · ".join([head, *filter(None, figures)])
        lines: list[Spans] = [clip_spans((Span(told, "dim"),), self._width)]
        body = self._wrapped(sanitise(post.text), self._width - 2, (), Span("", "plain"), MATCH)
        if not self._of.whole_post and len(body) > POST_LINES:
            last = "".join(part.text for part in body[POST_LINES - 1])
            body = [*body[: POST_LINES - 1], (Span(clip(last + " …", self._width - 2)),)]
        return lines + [(Span("│ ", "dim"), *line) for line in body]

    def _entry(self, entry: ThreadEntry) -> list[Spans]:
        """Someone else's message, an answer of ours, or a note, with its date in a column of its own."""
        sign, ink = tone_sign(entry.sentiment) if entry.sentiment and not entry.ours else ("", "dim")
        who, who_ink, tail = self._who(entry)
        text = sanitise(entry.text) if not entry.deleted else self._speech.say("(deleted)")
        ink_of_text = "dim" if entry.deleted or entry.origin == "note" else "plain"
        indent = self._dates + 2
        room = max(8, self._width - indent - 2)
        body = self._wrapped(f"{who}  {text}" if who else text, room, (), Span("", ink_of_text), MATCH)
        lines: list[Spans] = []
        for place, line in enumerate(body):
            if place == 0 and who:
                line = _reink(line, len(who), who_ink)
            start = self._date(entry.created_at).rjust(self._dates) if place == 0 else " " * self._dates
            spans = (Span(f"{start}  ", "dim"), *line)
            lines.append(between(spans, (Span(sign, ink),), self._width) if place == 0 and sign else spans)
        if tail is not None:
            lines.append((Span(" " * indent), *clip_spans((tail,), room)))
        return lines

    def _who(self, entry: ThreadEntry) -> tuple[str, str, Span | None]:
        say = self._speech.say
        author = one_line(entry.author_name) or one_line(entry.author)
        if entry.origin == "note":
            return f"{say('note')} {self._of.names.get(entry.author, author)}", "amber", None
        if entry.origin == "delivery":
            text, ink = DELIVERY_STATES.get(entry.state, (entry.state, "dim"))
            member = one_line(self._of.names.get(entry.author, author))
            return say("we"), "amber", Span(f"{member} · {say(text)}" if member else say(text), ink)
        if entry.ours:
            return say("we"), "amber", None
        return (author, "blue", None) if entry.author != self._of.item.author else ("", "plain", None)

    def _add_item(self, lines: list[Spans]) -> None:
        item = self._of.item
        text = sanitise(item.text)
        if item.stars is not None:
            text = f"{stars(item.stars)} {text}"
        ink = tone_sign(item.sentiment)[1] if item.sentiment != "neutral" else "blue"
        mark = Span("", ink, bold=True, underline=True)
        words = self._of.words
        marks = find_folded(text, self._of.searched or words)
        indent = self._dates + 2 if self._of.thread else 0
        body = self._wrapped(
            text, self._width - indent, marks, Span("", bold=True), MATCH if self._of.searched else mark
        )
        date = self._date(item.created_at).rjust(self._dates)
        start = len(lines)
        for place, line in enumerate(body):
            lead = Span((date if place == 0 else " " * self._dates) + "  ", "plain", bold=True)
            lines.append((lead, *line) if indent else line)
        self.item_at = (start, len(lines))

    def _person(self) -> list[Spans]:
        person, say = self._of.person, self._speech.say
        if person is None:
            return []
        say_n, number = self._speech.say_n, self._speech.number
        told = f"{say('person')}  {say_n('{n} message', '{n} messages', person.items)}"
        for tone, count in (("positive", person.positive), ("negative", person.negative)):
            if count:
                told += f" {tone_sign(tone)[0]}{number(count)}"
        others = person.unfinished - (self._of.item.state != "done")
        if others > 0:
            told += " · " + say_n("{n} more open", "{n} more open", others)
        if person.followers is not None:
            told += " · " + say_n("{n} follower", "{n} followers", person.followers)
        line = (Span(told, "dim"),)
        history = history_lines(person, self._of.item.id, self._width, self._now, self._speech)
        return [(), clip_spans(line, self._width), *history]

    def _date(self, moment: datetime) -> str:
        if (self._now - moment).days < 1:
            return self._speech.clock(moment)
        return self._speech.short_date(moment)

    def _wrapped(
        self, text: str, width: int, marks: Sequence[tuple[int, int]], base: Span, mark: Span
    ) -> list[Spans]:
        return wrap_marked(text, width, marks, base, mark)


def _joined(parts: Sequence[Span], width: int) -> list[Spans]:
    """Parts with dots between them, on as many lines as they need."""
    lines: list[Spans] = []
    line: Spans = ()
    for part in parts:
        if line and width_of(line) + 3 + width_of([part]) > width:
            lines.append(line)
            line = ()
        line = (*line, Span(" · ", "dim"), part) if line else clip_spans((part,), width)
    return [*lines, line]


def _reink(line: Spans, length: int, ink: str) -> Spans:
    """The line with its first `length` characters in another ink."""
    parts: list[Span] = []
    for part in line:
        head, rest = part.text[:length], part.text[length:]
        length -= len(head)
        parts += [part._replace(text=head, ink=ink), part._replace(text=rest)]
    return tuple(part for part in parts if part.text)
