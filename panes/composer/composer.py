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
from meydan.panes.composer.bar import Bar, SendBar, question_words, when_words
from meydan.panes.composer.calling import complete_call
from meydan.panes.composer.editor import Editor
from meydan.panes.composer.opening import Closed, Opened
from meydan.panes.composer.saved import Questions, Reply, expand
from meydan.panes.composer.target import Attached, Facts, Target, Written
from meydan.panes.composer.when import parse_when
from meydan.panes.ink import Sheet
from meydan.panes.speech import Speech
from meydan.store.rows.people import MemberRow


class Mode(Enum):
    """What the composer's keys mean."""

    CLOSED = "closed"
    WRITING = "writing"
    ASKING = "asking"
    DECIDING = "deciding"
    TIMING = "timing"


class Composer(Vertical):
    """One text for one target at a time; it always exists, and takes room only while it is open.

    While it is open its screen has the class `-composing`. `replies` are the saved replies by code and
    `values` what their variables stand for; they belong to the target.

    Its owner decides with `finish` and `leave`: their results are there before the next key is looked at.
    """

    DEFAULT_CSS = """
    Composer { height: auto; background: $panel; padding: 0 1; display: none; }
    Composer.-open { display: block; }
    Composer > #composer-head { height: auto; background: $panel; }
    Composer > Editor { height: 5; max-height: 5; }
    Composer > Input { border: none; height: 1; padding: 0; background: $panel; display: none; }
    Composer.-timing > Input, Composer.-asking > Input { display: block; }
    Composer > SendBar { display: none; }
    Composer.-deciding > SendBar { display: block; }
    """

    class Edited(Message):
        """What is written changed: it wants to be journaled under the target's key."""

        def __init__(self, written: Written) -> None:
            super().__init__()
            self.written = written

    def __init__(self, speech: Speech, clock: Callable[[], datetime], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._speech = speech
        self._clock = clock
        self.target: Target | None = None
        self.mode = Mode.CLOSED
        self.replies: Mapping[str, Reply] = {}
        self.values: Mapping[str, str] = {}
        self.members: Sequence[MemberRow] = ()
        self._facts = Facts()
        self._attached = Attached()
        self._everyone = False
        self._questions: Questions | None = None
        self._warning = ""
        self._journaled = ""

    def compose(self) -> ComposeResult:
        yield Sheet(id="composer-head", classes="-line")
        yield Editor(id="composer-text")
        yield SendBar(id="composer-bar")
        yield Input(id="composer-field", compact=True)

    @property
    def text(self) -> str:
        """What is written."""
        return self._editor.text

    @property
    def is_open(self) -> bool:
        """Whether it takes the keys."""
        return self.mode is not Mode.CLOSED

    # --- opening and closing

    def open(
        self, target: Target, text: str = "", deciding: bool = False, attached: Attached | None = None
    ) -> None:
        """Write to a target; `deciding` shows the send bar at once. Takes the keys before it returns."""
        self.target = target
        self._facts = Facts()
        self._attached = attached or Attached()
        self._everyone = False
        self._editor.load_text(sanitise(text))
        self._journaled = self.text
        self._editor.move_cursor(self._editor.document.end)
        self.add_class("-open")
        self._enter(Mode.DECIDING if deciding else Mode.WRITING)
        self.post_message(Opened(target))

    def restore(self, target: Target, draft: str, attached: Attached | None = None) -> None:
        """An earlier text of the same target was found: it stands before what has been typed meanwhile."""
        if self.target is not target or not draft:
            return
        self._attached = (attached or Attached()) + self._attached
        if self.text.startswith(draft):
            self._show()
            return
        typed = self.text
        self._editor.load_text(sanitise(draft) + (f"\n{typed}" if typed else ""))
        self._editor.move_cursor(self._editor.document.end)
        if typed and self.mode is not Mode.ASKING:
            self._enter(Mode.WRITING)

    def inform(self, target: Target, facts: Facts) -> None:
        """What was found out about the target meanwhile."""
        if self.target is target:
            self._facts = facts
            self._show()

    def take(self, target: Target, text: str) -> None:
        """The text as something else left it: the person's own editor, another desk of theirs."""
        if self.target is target:
            self._editor.text = sanitise(text).rstrip("\n")
            self._editor.move_cursor(self._editor.document.end)

    def refuse(self, reason: str) -> None:
        """What was sent could not be kept, or must be looked at: stay open and say why."""
        self._warning = reason
        self._enter(Mode.DECIDING)

    def close(self) -> None:
        """Give the room and the keys back."""
        if self.target is not None:
            self.post_message(Closed(self.target))
        self.target = None
        self._questions = None
        self.remove_class("-open")
        self._enter(Mode.CLOSED)

    # --- deciding

    def decide(self) -> bool:
        """One step out: to the question before, to the send bar; False when nothing is to be decided."""
        if self.mode is Mode.ASKING and self._questions is not None:
            answer = self._questions.back()
            if answer is None:
                self._questions = None
                self._enter(Mode.WRITING)
                return bool(self.text.strip())
            self._enter(Mode.ASKING)
            self._field.value = answer
            self._field.cursor_position = len(answer)
            return True
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

    def address_everyone(self) -> None:
        """To all who take part, or to the author alone again."""
        if self.target is not None and self.target.others:
            self._everyone = not self._everyone
            self._show()

    def finish(self) -> Written | None:
        """Close with what is to be sent, or None when it cannot be sent: it then stays and says why."""
        if self.target is None or not self._may_send() or self._is_late(None):
            return None
        return self.leave()

    def finish_at(self) -> tuple[Written, datetime] | None:
        """Close with what is to be sent and the moment that was typed; None when it stays and says why."""
        moment = parse_when(self._field.value, self._clock())
        if moment is None:
            self._warning = self._speech.say("No moment ahead: {text}", text=self._field.value)
            self._show()
            return None
        if not self._may_send() or self._is_late(moment):
            return None
        written = self.leave()
        return None if written is None else (written, moment)

    def leave(self) -> Written | None:
        """Close, with what is written as it is."""
        if self.target is None:
            return None
        left = self._written(self.target)
        self.close()
        return left

    # --- saved replies

    def expand_code(self) -> None:
        """The `/code` before the cursor becomes the saved reply, the `@letter` the login of a member."""
        before = self._editor.before_cursor()
        if (found := expand(before, self.replies)) is not None:
            self.use(found[1], replaces=found[0])
        elif (called := complete_call(before, self.members)) is not None:
            self._editor.replace_before(*called)

    def use(self, reply: Reply, replaces: int = 0, deciding: bool = False) -> None:
        """Put a saved reply at the cursor, after its questions; `deciding` shows the send bar then."""
        self._questions = Questions(reply, self.values, replaces, deciding)
        self._ask_on()

    def answer(self) -> None:
        """The question that is asked was answered."""
        if self.mode is Mode.ASKING and self._questions is not None:
            self._questions.answer(sanitise(self._field.value))
            self._ask_on()

    def _ask_on(self) -> None:
        asked = self._questions
        if asked is None or self.target is None:
            return
        if asked.current is not None:
            self._enter(Mode.ASKING)
            return
        self._questions = None
        self._editor.replace_before(asked.replaces, asked.text())
        self._attached += asked.reply.attached
        self._enter(Mode.DECIDING if asked.deciding else Mode.WRITING)

    # --- inside

    @property
    def _editor(self) -> Editor:
        return self.query_one(Editor)

    @property
    def _field(self) -> Input:
        return self.query_one(Input)

    def _written(self, target: Target) -> Written:
        return Written(target, self.text, self._attached, self._everyone)

    def _bar(self, target: Target) -> Bar:
        return Bar(self._written(target), self._facts, self._warning, self._clock(), self._speech)

    def _may_send(self) -> bool:
        target, text = self.target, self.text
        if target is None or not text.strip():
            return False
        over = target.over(text, self._everyone)
        if over:
            self._warning = self._speech.say_n(
                "{n} character too many for the platform", "{n} characters too many for the platform", over
            )
            self._show()
        return not over

    def _is_late(self, moment: datetime | None) -> bool:
        """Whether the platform takes no answer then; it says so."""
        why = self._bar(self.target).closed(moment) if self.target is not None else ""
        if why:
            self._warning = why
            self._show()
        return bool(why)

    def _enter(self, mode: Mode) -> None:
        self.mode = mode
        self.set_class(mode in (Mode.DECIDING, Mode.TIMING), "-deciding")
        self.set_class(mode is Mode.TIMING, "-timing")
        self.set_class(mode is Mode.ASKING, "-asking")
        self.screen.set_class(self.is_open, "-composing")
        if mode is not Mode.DECIDING:
            self._warning = ""
        if mode is Mode.WRITING:
            self.screen.set_focus(self._editor)
        elif mode in (Mode.DECIDING, Mode.CLOSED):
            self.screen.set_focus(None)
            self.screen.refresh_bindings()
        else:
            self._field.value = ""
            asked = self._questions if mode is Mode.ASKING else None
            self._field.placeholder = (
                question_words(asked, self._speech) if asked else when_words(self._clock(), self._speech)
            )
            self.screen.set_focus(self._field)
        self._show()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Journal it, count it."""
        event.stop()
        if self.target is not None and self.text != self._journaled:
            self._journaled = self.text
            self._show()
            self.post_message(self.Edited(self._written(self.target)))

    def on_resize(self, event: events.Resize) -> None:
        """The lines are cut anew."""
        self._show()

    def _show(self) -> None:
        if self.target is None:
            return
        width, bar = max(20, self.size.width - 2), self._bar(self.target)
        head, lines = self.query_one("#composer-head", Sheet), bar.head(width)
        head.styles.height = len(lines)
        head.show(lines)
        self.query_one(SendBar).show(bar.lines(width))
