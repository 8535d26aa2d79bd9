"""What the team's own phrases mean, said where one is read."""

from __future__ import annotations

from functools import partial

from meydan.app.desk.inbox.seat import Seat
from meydan.app.desk.inbox.triage import TONES
from meydan.app.desk.prefix import Choice
from meydan.app.desk.spec import Acts
from meydan.insight.text import one_line
from meydan.panes.prompt import Prompt
from meydan.store import Store


class Phrases:
    """Asks for the tone of a phrase, then for the phrase."""

    def __init__(self, seat: Seat, prompt: Prompt) -> None:
        self._seat = seat
        self._prompt = prompt

    def acts(self) -> Acts:
        """Its keys."""
        return {"inbox.phrase": self.offer_tones}

    def offer_tones(self) -> None:
        """Wait for 1, 2, 3, or 0 to say nothing of a phrase any more."""
        say = self._seat.speech.say
        choices = [Choice((key,), say(label), partial(self._ask, tone)) for key, tone, label in TONES]
        choices.append(Choice(("0",), say("as analysed"), partial(self._ask, "")))
        self._seat.offer(say("A phrase is"), choices)

    def _ask(self, tone: str) -> None:
        say = self._seat.speech.say
        self._prompt.open(
            say("Which phrase is {tone}?", tone=say(tone)) if tone else say("Which phrase is as analysed?"),
            say("words; the last may end with *; Enter saves"),
            lambda words: self._seat.background(partial(self._keep, one_line(words), tone), group="commands"),
        )

    async def _keep(self, words: str, tone: str) -> None:
        from meydan.store.writes import phrases

        seat, say = self._seat, self._seat.speech.say
        if not any(map(str.isalnum, words)) or len(words) > phrases.LONGEST:
            wrong = say("a phrase has letters or digits, and {n} characters at most", n=phrases.LONGEST)
            seat.tell(wrong, "bad")
            return

        def keep(store: Store) -> bool:
            if tone:
                phrases.say(store, words, tone)
            else:
                phrases.forget(store, words)
            return True

        if await seat.command(keep) is None:
            return
        self._prompt.close()
        told = say("“{phrase}” is {tone}", phrase=words, tone=say(tone or "as analysed"))
        seat.tell(told)
