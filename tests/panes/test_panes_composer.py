"""Writing an answer: no text is lost, nothing goes where it should not."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input

from meydan.panes.composer.composer import Composer, Mode
from meydan.panes.composer.saved import Reply
from meydan.panes.composer.target import Attached, Facts, Target, Written
from meydan.panes.ink import Sheet
from tests.panes.panes_kit import ENGLISH

NOW = datetime(2026, 11, 22, 9, 42, tzinfo=ZoneInfo("Europe/Istanbul"))


def target(**more: object) -> Target:
    values: dict[str, object] = {
        "purpose": "reply",
        "key": "reply:1",
        "item_id": 1,
        "author": "merve.kaya",
        "platform": "Mastodon",
        "account": "@anadolukahve",
        "visibility": "public",
        "limit": 20,
    }
    return Target(**(values | more))  # type: ignore[arg-type]


class WritingApp(App[None]):
    """A composer and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.edited: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield Composer(ENGLISH, lambda: NOW)

    @property
    def composer(self) -> Composer:
        """The composer."""
        return self.query_one(Composer)

    def shown(self) -> str:
        """What its head and its bar say."""
        return "\n".join(sheet.plain for sheet in self.query(Sheet))

    def on_composer_edited(self, message: Composer.Edited) -> None:
        self.edited.append((message.written.target.key, message.written.text))


async def test_every_key_is_journaled_under_its_target() -> None:
    app = WritingApp()
    async with app.run_test() as pilot:
        app.composer.open(target())
        await pilot.press(*"ab", "enter", "ş")
        await pilot.pause()
        assert app.edited[-1] == ("reply:1", "ab\nş")
        app.composer.leave()
        app.composer.open(target(key="reply:2"))
        await pilot.press("c")
        await pilot.pause()
        assert app.edited[-1] == ("reply:2", "c")


async def test_the_bar_repeats_where_it_goes_and_how_long_it_is() -> None:
    app = WritingApp()
    async with app.run_test() as pilot:
        app.composer.open(target(), "Merhaba", deciding=True)
        await pilot.pause()
        bar = app.query_one("#composer-bar", Sheet).plain
        for words in ("merve.kaya on Mastodon", "as @anadolukahve", "public", "7/20", "y send", "q discard"):
            assert words in bar


async def test_a_text_that_is_too_long_stays_and_is_not_sent() -> None:
    app = WritingApp()
    async with app.run_test() as pilot:
        app.composer.open(target(), "x" * 23, deciding=True)
        assert app.composer.finish() is None
        await pilot.pause()
        assert "3 characters too many" in app.shown()
        assert app.composer.text == "x" * 23
        assert app.composer.is_open


async def test_length_is_counted_the_platforms_way() -> None:
    app = WritingApp()
    async with app.run_test() as pilot:
        app.composer.open(target(count=lambda text: 23 * text.count("https://"), limit=20), "https://a", True)
        await pilot.pause()
        assert "23/20" in app.shown()
        assert app.composer.finish() is None


async def test_an_answer_stays_bound_to_what_it_was_opened_for() -> None:
    app = WritingApp()
    async with app.run_test():
        first = target()
        app.composer.open(first, "Merhaba", deciding=True)
        finished = app.composer.finish()
        assert finished == Written(first, "Merhaba")
        assert app.composer.mode is Mode.CLOSED
        assert app.composer.finish() is None


async def test_an_empty_text_is_never_sent() -> None:
    app = WritingApp()
    async with app.run_test():
        app.composer.open(target(), "  \n ", deciding=True)
        assert app.composer.finish() is None
        assert not app.composer.decide()


async def test_a_draft_found_late_stands_before_what_was_typed_meanwhile() -> None:
    app = WritingApp()
    async with app.run_test() as pilot:
        one = target()
        app.composer.open(one)
        await pilot.press("b")
        app.composer.restore(one, "a")
        assert app.composer.text == "a\nb"
        app.composer.restore(target(), "for someone else")
        assert app.composer.text == "a\nb"


async def test_a_saved_reply_is_expanded_where_its_code_stands() -> None:
    app = WritingApp()
    async with app.run_test() as pilot:
        app.composer.replies = {"kg": Reply("kg", "kargonuz yolda.")}
        app.composer.open(target())
        await pilot.press(*"Selam ", *"/kg")
        app.composer.expand_code()
        assert app.composer.text == "Selam kargonuz yolda."
        await pilot.press(*" x")
        assert app.composer.text == "Selam kargonuz yolda. x"


async def test_what_is_pasted_cannot_speak_to_the_terminal() -> None:
    app = WritingApp()
    async with app.run_test() as pilot:
        app.composer.open(target())
        await pilot.pause()
        assert app.focused is not None
        app.focused.post_message(events.Paste("a\x1b]52;c;UFdO\x07b\u202ec\r\nd"))
        await pilot.pause()
        assert app.composer.text == "abc\nd"


async def test_a_moment_is_asked_for_and_told() -> None:
    app = WritingApp()
    async with app.run_test() as pilot:
        app.composer.open(target(), "Merhaba", deciding=True)
        app.composer.ask_time()
        await pilot.press(*"nonsense")
        assert app.composer.finish_at() is None
        await pilot.pause()
        assert "No moment ahead: nonsense" in app.shown()
        assert app.composer.is_open
        app.composer.decide()
        app.composer.ask_time()
        finished = app.composer.finish_at()
        assert finished is not None
        assert finished[1] == NOW.replace(hour=10, minute=0)
        assert not app.composer.is_open


async def test_control_a_and_control_e_are_not_the_text_fields() -> None:
    app = WritingApp()
    async with app.run_test() as pilot:
        app.composer.open(target(), "one")
        await pilot.pause()
        bound = app.screen.active_bindings
        assert "ctrl+a" not in bound
        assert "ctrl+e" not in bound
        assert "ctrl+w" in bound


def bar(app: WritingApp) -> str:
    return app.query_one("#composer-bar", Sheet).plain


async def test_replies_stack_at_the_cursor_with_their_files() -> None:
    app = WritingApp()
    async with app.run_test() as pilot:
        app.composer.replies = {
            "kg": Reply("kg", "{name}, yolda.", ("/k/kutu.png",), ("kutu",)),
            "ts": Reply("ts", "Teşekkürler, {brand}"),
        }
        app.composer.values = {"name": "Merve", "brand": "Anadolu"}
        app.composer.open(target(limit=None))
        await pilot.press(*"/kg")
        app.composer.expand_code()
        await pilot.press(*" /ts")
        app.composer.expand_code()
        app.composer.decide()
        await pilot.pause()
        assert "1 file: kutu.png" in bar(app)
        written = app.composer.finish()
        assert written is not None
        assert written.text == "Merve, yolda. Teşekkürler, Anadolu"
        assert written.attached == Attached(("/k/kutu.png",), ("kutu",), ("kg", "ts"))


async def test_questions_come_one_after_the_other_and_esc_goes_back() -> None:
    app = WritingApp()
    async with app.run_test() as pilot:
        composer = app.composer
        composer.open(target(limit=None))
        composer.use(Reply("sn", "{?sipariş no} / {?renk|mavi}"), deciding=True)
        field = app.query_one("#composer-field", Input)
        assert field.placeholder == "1/2 sipariş no"
        await pilot.press(*"42")
        composer.answer()
        assert "renk" in field.placeholder and "mavi" in field.placeholder
        assert composer.decide()
        assert field.value == "42"
        await pilot.press("3")
        composer.answer()
        composer.answer()
        assert (composer.mode, composer.text) == (Mode.DECIDING, "423 / mavi")
        composer.use(Reply("sn", "{?x}"))
        assert composer.decide()
        assert (composer.mode, composer.text) == (Mode.WRITING, "423 / mavi")


async def test_an_answer_to_a_question_cannot_speak_to_the_terminal_or_be_a_field() -> None:
    app = WritingApp()
    async with app.run_test():
        app.composer.open(target(limit=None))
        app.composer.use(Reply("x", "{?no}"))
        app.query_one("#composer-field", Input).value = "{name}\x1b[2J\u202e"
        app.composer.answer()
        assert app.composer.text == "{name}"


async def test_a_window_is_told_and_once_closed_refuses() -> None:
    app = WritingApp()
    async with app.run_test() as pilot:
        one, hours = target(limit=None), timedelta(hours=3)
        app.composer.open(one, "Merhaba", deciding=True)
        app.composer.inform(one, Facts(NOW + hours, NOW + 2 * hours))
        await pilot.pause()
        assert "window closes in 3h" in bar(app)
        app.composer.ask_time()
        app.query_one("#composer-field", Input).value = "+4h"
        assert app.composer.finish_at() is None
        app.composer.inform(one, Facts(NOW - hours, NOW + hours))
        await pilot.pause()
        assert "by hand and at once only, for 3h more" in bar(app)
        app.composer.inform(one, Facts(NOW - 2 * hours, NOW - hours))
        app.composer.decide()
        assert app.composer.finish() is None
        await pilot.pause()
        assert "Mastodon takes no more answers here: closed 22 Nov 06:42" in bar(app)
        assert app.composer.text == "Merhaba"


async def test_everyone_is_addressed_only_when_chosen_and_counts() -> None:
    app = WritingApp()
    async with app.run_test() as pilot:
        one = target(others=("can", "ece"), count_all=lambda text: len(f"@can @ece {text}"))
        app.composer.open(one, "Merhaba hepiniz", deciding=True)
        await pilot.pause()
        assert "@can" not in bar(app) and "15/20" in bar(app)
        app.composer.address_everyone()
        await pilot.pause()
        assert "and to @can @ece" in bar(app) and "25/20" in bar(app)
        assert app.composer.finish() is None
        app.composer.address_everyone()
        assert app.composer.finish() == Written(one, "Merhaba hepiniz")


async def test_the_bar_says_when_a_text_needs_approval_or_gives_it() -> None:
    app = WritingApp()
    async with app.run_test() as pilot:
        app.composer.open(target(asks=True), "Merhaba", deciding=True)
        await pilot.pause()
        assert "y ask for approval" in bar(app) and "send" not in bar(app)
        app.composer.open(target(delivery_id=3, version=2), "Merhaba", deciding=True)
        app.composer.inform(target(), Facts(rejected="for another target"))
        await pilot.pause()
        assert "y approve" in bar(app) and "Change and approve" in app.shown()
        one = target()
        app.composer.open(one, "Merhaba")
        app.composer.inform(one, Facts(rejected="Mert sent it back: kisa yaz"))
        await pilot.pause()
        assert "Mert sent it back: kisa yaz" in app.shown()
