"""Writing a rule: its name and its two sides, a line each."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from meydan.panes.ink import Sheet
from meydan.panes.spans import Span
from meydan.panes.speech import N_, Speech

FIELDS = (
    ("name", N_("name"), N_("how the rule is called")),
    ("when", N_("when"), N_("kind:comment tone:negative words:kargo*,gecik*")),
    ("do", N_("does"), N_("tag:kargo assign:mert priority:+3 last")),
)
"""A field's id, its label, and what may stand in it."""


class RuleForm(Vertical):
    """Three fields that take room only while they are open; the owner hears of `Input` messages."""

    DEFAULT_CSS = """
    RuleForm { height: auto; display: none; background: $panel; padding: 0 1; margin: 1 0 0 0; }
    RuleForm.-open { display: block; }
    RuleForm > Horizontal { height: 1; background: $panel; }
    RuleForm Sheet { width: 9; height: 1; background: $panel; }
    RuleForm > #rule-head { width: 100%; }
    RuleForm Input { border: none; height: 1; padding: 0; width: 1fr; background: $panel; }
    """

    def __init__(self, speech: Speech, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._speech = speech
        self.editing: int | None = None

    def compose(self) -> ComposeResult:
        say = self._speech.say
        yield Sheet(id="rule-head")
        for name, _, hint in FIELDS:
            with Horizontal():
                yield Sheet(id=f"rule-{name}-label")
                yield Input(id=f"rule-{name}", compact=True, placeholder=say(hint), select_on_focus=False)

    @property
    def is_open(self) -> bool:
        """Whether it takes the keys."""
        return self.has_class("-open")

    @property
    def texts(self) -> tuple[str, str, str]:
        """Name, conditions and actions as they are typed."""
        name, when, do = (self._field(one).value for one, _, _ in FIELDS)
        return name, when, do

    def text_of(self, field: str) -> str:
        """What is typed in one field."""
        return self._field(field).value

    def open(self, rule_id: int | None = None, name: str = "", when: str = "", do: str = "") -> None:
        """Write a rule, or change one."""
        self.editing = rule_id
        for (field, label, _), text in zip(FIELDS, (name, when, do), strict=True):
            with self.prevent(Input.Changed):
                self._field(field).value = text
            self.query_one(f"#rule-{field}-label", Sheet).show([(Span(self._speech.say(label), "dim"),)])
        self.show_problem("")
        self.add_class("-open")
        self._field("name" if rule_id is None else "when").focus()

    def close(self) -> None:
        """Give the room and the keys back."""
        self.editing = None
        self.remove_class("-open")

    def show_problem(self, problem: str) -> None:
        """What is wrong with it, or nothing."""
        say = self._speech.say
        head = say("New rule") if self.editing is None else say("Change the rule")
        told = Span(f"  {problem}", "bad") if problem else Span("")
        self.query_one("#rule-head", Sheet).show([(Span(head, bold=True), told)])

    def step(self, by: int) -> None:
        """To the next field, or the one before."""
        names = [name for name, _, _ in FIELDS]
        here = next((at for at, name in enumerate(names) if self._field(name).has_focus), 0)
        self._field(names[(here + by) % len(names)]).focus()

    def _field(self, name: str) -> Input:
        return self.query_one(f"#rule-{name}", Input)
