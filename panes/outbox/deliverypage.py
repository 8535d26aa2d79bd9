"""All of one delivery in the reading pane: where it goes, what became of it, what it answers."""

from __future__ import annotations

from datetime import datetime

from meydan.insight.differences import word_runs
from meydan.insight.text import one_line, sanitise
from meydan.panes.outbox.deliveryline import seconds_left
from meydan.panes.outbox.words import ACTIONS, EXPLAINED, STATES
from meydan.panes.spans import Span, Spans, between, clip_spans, wrap, wrap_marked
from meydan.panes.speech import Speech
from meydan.store.rows.inbox import ItemRow
from meydan.store.rows.outgoing import Candidate, DeliveryPage, DeliveryRow


def delivery_page(
    row: DeliveryRow,
    whole: DeliveryPage | None,
    platform: str,
    width: int,
    now: datetime,
    speech: Speech,
    *,
    ours: bool = False,
) -> list[Spans]:
    """The pane's lines; `whole` follows once it is read.

    What was said about it is shown as it is in `row` and `whole`: in the person's language where it is ours,
    in the platform's own words where it is not. `ours` says which of both the reason of a failure is.
    """
    page = _Page(row, whole, platform, width, now, speech, ours)
    return [clip_spans(line, width) for line in page.lines()]


class _Page:
    """Lays out one delivery."""

    def __init__(
        self,
        row: DeliveryRow,
        whole: DeliveryPage | None,
        platform: str,
        width: int,
        now: datetime,
        speech: Speech,
        ours: bool,
    ) -> None:
        self._row = row
        self._ours = ours
        self._whole = whole
        self._platform = platform
        self._width = width
        self._now = now
        self._speech = speech

    def lines(self) -> list[Spans]:
        """All parts, one below the other, with an empty line between them."""
        parts = [
            self._head(),
            self._explained(),
            self._said(),
            self._rejected(),
            self._looks(),
            self._facts(),
            self._original(),
            self._text(),
        ]
        return [line for part in parts if part for line in (*part, ())][:-1]

    def _head(self) -> list[Spans]:
        row, say = self._row, self._speech.say
        state, ink = STATES.get(row.state, (row.state, "dim"))
        action = say(ACTIONS.get(row.action, row.action))
        left = seconds_left(row, self._now)
        shown = say(state) if left is None else f"{say(state)} {say('{n} s', n=left)}"
        whom = f"{action} → {one_line(row.handle)}" if row.handle else action
        where = f"{self._platform} {one_line(row.account)}"
        if self._whole is not None and self._whole.work.private:
            where += f" · {say('private')}"
        return [
            between((Span(whom, bold=True),), (Span(shown, ink, bold=True),), self._width),
            (Span(where, "dim"),),
        ]

    def _explained(self) -> list[Spans]:
        explained = EXPLAINED.get(self._row.state)
        return self._wrapped(self._speech.say(explained), "dim") if explained else []

    def _said(self) -> list[Spans]:
        if not self._row.error:
            return []
        theirs = self._row.state == "failed" and not self._ours
        title = self._speech.say("In the platform's own words") if theirs else self._speech.say("Why")
        ink = "bad" if self._row.state in ("failed", "unknown") else "amber"
        return [self._title(title), *self._wrapped(sanitise(self._row.error), ink)]

    def _rejected(self) -> list[Spans]:
        row = self._row
        if not row.reason:
            return []
        title = self._title(self._speech.say("{who} sent it back", who=one_line(row.decided_by)))
        return [title, *self._wrapped(sanitise(self._speech.say(row.reason)), "bad")]

    def _looks(self) -> list[Spans]:
        """What reading back found, for as long as a person may have to decide."""
        whole, speech = self._whole, self._speech
        if whole is None or self._row.state != "unknown":
            return []
        title = self._title(speech.say("What reading back found"))
        if whole.looked_at is None:
            return [title, *self._wrapped(speech.say("The platform was not asked yet."), "plain")]
        looked = speech.say_n(
            "looked {n} time, last {age} ago",
            "looked {n} times, last {age} ago",
            whole.looks,
            age=speech.age(whole.looked_at, self._now),
        )
        lines = [title, *self._wrapped(f"{looked}: {sanitise(whole.look)}", "plain")]
        if not whole.candidates:
            return [*lines, *self._wrapped(speech.say("Nothing of ours was seen there since."), "dim")]
        lines += self._wrapped(speech.say("Of ours, seen there since:"), "dim")
        return lines + [line for one in whole.candidates for line in self._candidate(one)]

    def _candidate(self, one: Candidate) -> list[Spans]:
        lines = self._wrapped(f"{self._speech.moment(one.created_at)}  {one_line(one.text)}", "plain")
        return [*lines, *self._wrapped(one_line(one.permalink), "dim")] if one.permalink else lines

    def _facts(self) -> list[Spans]:
        row, speech, say = self._row, self._speech, self._speech.say
        waits = row.state in ("held", "ready")
        asked = one_line(row.asked_of) or say("anyone who may")
        facts = [
            (say("approval by"), asked if row.state == "asked" else ""),
            (say("approved by"), one_line(row.decided_by) if not row.reason else ""),
            (say("written"), f"{speech.moment(row.created_at)} · {one_line(row.created_by)}"),
            (say("changed by"), one_line(row.edited_by)),
            (say("due"), speech.moment(row.due_at) if row.due_at else ""),
            (say("attempts"), speech.number(row.attempts) if row.attempts else ""),
            (say("last attempt"), speech.moment(row.last_attempt_at) if row.last_attempt_at else ""),
            (say("next attempt"), speech.moment(row.retry_at) if row.retry_at and waits else ""),
            (say("sent"), speech.moment(row.sent_at) if row.sent_at else ""),
            (say("address"), one_line(row.permalink)),
        ]
        return [(Span(f"{name}  ", "dim"), Span(value)) for name, value in facts if value]

    def _original(self) -> list[Spans]:
        item = self._whole.original if self._whole else None
        if item is None:
            return []
        about = self._speech.say("It answers") if self._row.action == "reply" else self._speech.say("About")
        lines = [self._title(about), (Span(self._author(item), "blue"),)]
        if item.deleted_at is not None:
            lines.append((Span(self._speech.say("It was deleted on its platform."), "bad"),))
        return lines + self._wrapped(sanitise(item.text), "plain")

    def _author(self, item: ItemRow) -> str:
        name = one_line(item.author or item.author_name)
        return f"{name} · {self._speech.moment(item.created_at)}"

    def _text(self) -> list[Spans]:
        row = self._row
        if row.proposed:
            return self._both(sanitise(row.proposed), sanitise(row.text))
        if not row.text:
            return []
        return [self._title(self._speech.say("Our text")), *self._wrapped(sanitise(row.text), "plain")]

    def _both(self, proposed: str, text: str) -> list[Spans]:
        """What a member proposed and what it became, with the words marked that differ."""
        differing = [run for run in word_runs(proposed, text) if not run.same]
        out, into = [run.old for run in differing], [run.new for run in differing]
        who = one_line(self._row.edited_by)
        return [
            self._title(self._speech.say("As it was proposed")),
            *wrap_marked(proposed, self._width, out, Span("", "dim"), Span("", "bad")),
            self._title(self._speech.say("Changed by {who}", who=who)),
            *wrap_marked(text, self._width, into, Span("", "plain"), Span("", "good", bold=True)),
        ]

    def _title(self, words: str) -> Spans:
        return (Span(words, "dim", bold=True),)

    def _wrapped(self, text: str, ink: str) -> list[Spans]:
        return [(Span(text[start:end], ink),) for start, end in wrap(text, self._width)]
