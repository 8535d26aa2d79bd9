"""Writing an answer or a note: the text, and the bar that says where it goes before it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import Enum

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, TextArea

from meydan.insight.text import sanitise
from meydan.panes.composer.calling import complete_call
from meydan.panes.composer.editor import Editor
from meydan.panes.composer.saved import expand
from meydan.panes.composer.target import Target
from meydan.panes.composer.when import next_hour, parse_when
from meydan.panes.ink import Sheet
from meydan.panes.spans import Span, Spans, between, clip_spans, spans, width_of
from meydan.panes.speech import N_, Speech
from meydan.store.rows import MemberRow

NAMES = {
    "reply": N_("Reply"),
    "private": N_("Private reply"),
    "note": N_("Note"),
    "answer": N_("Answer to a colleague"),
}


class Mode(Enum):
    """What the composer's keys mean."""

    CLOSED = "closed"
    WRITING = "writing"
    DECIDING = "deciding"
    TIMING = "timing"


class SendBar(Sheet):
    """Says where the text goes, and the keys that decide what becomes of it."""

    DEFAULT_CSS = """
    SendBar { height: 2; background: $panel; }
    """

    def show(self, lines: Sequence[Spans], top: int = 0) -> None:
        self.styles.height = max(1, len(lines))
        super().show(lines, top)


class Composer(Vertical):
    """One text for one target at a time; it always exists, and takes room only while it is open.

    While it is open its screen has the class `-composing`.

    Its owner decides with `finish` and `leave`: their results are there before the next key is looked at.
    """

    DEFAULT_CSS = """
    Composer { height: auto; background: $panel; padding: 0 1; display: none; }
    Composer.-open { display: block; }
    Composer > #composer-head { height: 1; background: $panel; }
    Composer > Editor { height: 5; max-height: 5; }
    Composer > Input { border: none; height: 1; padding: 0; background: $panel; display: none; }
    Composer.-timing > Input { display: block; }
    Composer > SendBar { display: none; }
    Composer.-deciding > SendBar { display: block; }
    """

    class Edited(Message):
        """The text changed: it wants to be journaled under the target's key."""

        def __init__(self, target: Target, text: str) -> None:
            super().__init__()
            self.target = target
            self.text = text

    def __init__(self, speech: Speech, clock: Callable[[], datetime], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._speech = speech
        self._clock = clock
        self.target: Target | None = None
        self.mode = Mode.CLOSED
        self.replies: Mapping[str, str] = {}
        self.members: Sequence[MemberRow] = ()
        self._warning = ""
        self._journaled = ""

    def compose(self) -> ComposeResult:
        yield Sheet(id="composer-head", classes="-line")
        yield Editor(id="composer-text")
        yield SendBar(id="composer-bar")
        yield Input(id="composer-when", compact=True)

    @property
    def text(self) -> str:
        """What is written."""
        return self._editor.text

    @property
    def is_open(self) -> bool:
        """Whether it takes the keys."""
        return self.mode is not Mode.CLOSED

    # --- opening and closing

    def open(self, target: Target, text: str = "", deciding: bool = False) -> None:
        """Write to a target; `deciding` shows the send bar at once. Takes the keys before it returns."""
        self.target = target
        self._editor.load_text(sanitise(text))
        self._journaled = self.text
        self._editor.move_cursor(self._editor.document.end)
        self.add_class("-open")
        self._enter(Mode.DECIDING if deciding else Mode.WRITING)

    def restore(self, target: Target, draft: str) -> None:
        """An earlier text of the same target was found: it stands before what has been typed meanwhile."""
        if self.target is not target or not draft or draft == self.text:
            return
        typed = self.text
        self._editor.load_text(sanitise(draft) + (f"\n{typed}" if typed else ""))
        self._editor.move_cursor(self._editor.document.end)
        if typed:
            self._enter(Mode.WRITING)

    def take(self, target: Target, text: str) -> None:
        """The text as the person's own editor left it."""
        if self.target is target:
            self._editor.text = sanitise(text).rstrip("\n")
            self._editor.move_cursor(self._editor.document.end)

    def refuse(self, reason: str) -> None:
        """What was sent could not be kept: stay open and say why."""
        self._warning = reason
        self._enter(Mode.DECIDING)

    def close(self) -> None:
        """Give the room and the keys back."""
        self.target = None
        self.remove_class("-open")
        self._enter(Mode.CLOSED)

    # --- deciding

    def decide(self) -> bool:
        """To the send bar; False when there is nothing to decide about."""
        if self.mode is Mode.TIMING or (self.mode is Mode.WRITING and self.text.strip()):
            self._enter(Mode.DECIDING)
            return True
        return False

    def edit(self) -> None:
        """Back to the text."""
        self._enter(Mode.WRITING)

    def ask_time(self) -> None:
        """Ask when to send it; `finish_at` takes the answer."""
        if self._may_send():
            self._enter(Mode.TIMING)

    def finish(self) -> tuple[Target, str] | None:
        """Close with the text to send, or None when it cannot be sent: it then stays and says why."""
        if self.target is None or not self._may_send():
            return None
        return self.leave()

    def finish_at(self) -> tuple[Target, str, datetime] | None:
        """Close with the text and the moment that was typed; None when it is none: it stays and says so."""
        moment = parse_when(self._when.value, self._clock())
        if moment is None:
            self._warning = self._speech.say("No moment ahead: {text}", text=self._when.value)
            self._show()
            return None
        finished = self.finish()
        return None if finished is None else (*finished, moment)

    def leave(self) -> tuple[Target, str] | None:
        """Close, with the text as it is."""
        if self.target is None:
            return None
        left = (self.target, self.text)
        self.close()
        return left

    def expand_code(self) -> None:
        """The `/code` before the cursor becomes the saved reply, in a note the `@letter` a member's login."""
        before = self._editor.before_cursor()
        found = expand(before, self.replies)
        if found is None and self.target is not None and self.target.purpose == "note":
            found = complete_call(before, self.members)
        if found is not None:
            self._editor.replace_before(*found)

    # --- inside

    @property
    def _editor(self) -> Editor:
        return self.query_one(Editor)

    @property
    def _when(self) -> Input:
        return self.query_one(Input)

    def _may_send(self) -> bool:
        target, text = self.target, self.text
        if target is None or not text.strip():
            return False
        over = target.over(text)
        if over:
            self._warning = self._speech.say_n(
                "{n} character too many for the platform", "{n} characters too many for the platform", over
            )
            self._show()
        return not over

    def _enter(self, mode: Mode) -> None:
        self.mode = mode
        self.set_class(mode in (Mode.DECIDING, Mode.TIMING), "-deciding")
        self.set_class(mode is Mode.TIMING, "-timing")
        self.screen.set_class(self.is_open, "-composing")
        if mode is not Mode.DECIDING:
            self._warning = ""
        if mode is Mode.WRITING:
            self.screen.set_focus(self._editor)
        elif mode in (Mode.DECIDING, Mode.CLOSED):
            self.screen.set_focus(None)
            self.screen.refresh_bindings()
        elif mode is Mode.TIMING:
            field = self._when
            field.value = ""
            moment = next_hour(self._clock())
            field.placeholder = self._speech.say(
                "14:30, +2h, tomorrow 9; Enter: {moment}", moment=self._speech.moment(moment)
            )
            self.screen.set_focus(field)
        self._show()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Journal it, count it."""
        event.stop()
        if self.target is not None and self.text != self._journaled:
            self._journaled = self.text
            self._show()
            self.post_message(self.Edited(self.target, self.text))

    def on_resize(self, event: events.Resize) -> None:
        """The lines are cut anew."""
        self._show()

    def _show(self) -> None:
        if self.target is None:
            return
        width = max(20, self.size.width - 2)
        self.query_one("#composer-head", Sheet).show([self._head(self.target, width)])
        self.query_one(SendBar).show(self._bar(self.target, width))

    def _head(self, target: Target, width: int) -> Spans:
        name = self._speech.say(NAMES[target.purpose])
        ours = f" · {target.account}" if target.to_platform else ""
        left = spans(
            Span(name, bold=True), Span(" → ", "dim"), Span(target.author, "blue"), Span(ours, "dim")
        )
        return between(left, (self._figure(target),), width)

    def _figure(self, target: Target) -> Span:
        number = self._speech.number
        if target.limit is None:
            return Span(number(target.count(self.text)), "dim")
        figure = f"{number(target.count(self.text))}/{number(target.limit)}"
        return Span(figure, "bad" if target.over(self.text) else "dim", bold=bool(target.over(self.text)))

    def _bar(self, target: Target, width: int) -> list[Spans]:
        say = self._speech.say
        if target.to_platform:
            goes = [
                Span(
                    say("To {author} on {platform}", author=target.author, platform=target.platform), "blue"
                ),
                Span(say("as {account}", account=target.account)),
                Span(target.visibility, "amber"),
                self._figure(target),
            ]
        else:
            readers = (
                say("Only the team reads notes")
                if target.purpose == "note"
                else say("Goes to {author}, not to the platform", author=target.author)
            )
            goes = [Span(readers), self._figure(target)]
        lines = _rows([(part,) for part in goes], width)
        if self._warning:
            lines.append(clip_spans((Span(self._warning, "bad", bold=True),), width))
        return lines + _rows(self._keys(target), width)

    def _keys(self, target: Target) -> list[Spans]:
        say = self._speech.say
        pairs = [("y", say("keep") if target.purpose == "note" else say("send"))]
        if target.to_platform:
            pairs += [("Y", say("send, done")), ("t", say("at a time"))]
        pairs += [("e", say("edit")), ("p", say("postpone")), ("q", say("discard"))]
        return [(Span(key, "amber", bold=True), Span(f" {text}", "plain")) for key, text in pairs]


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
