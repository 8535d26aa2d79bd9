"""Saved replies in a text: `/code` before the cursor becomes the reply, once its questions are answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from meydan.insight.templates import Field, fill, questions
from meydan.panes.composer.target import Attached

_CODE = re.compile(r"(?:^|(?<=\s))/(\w+)$")


@dataclass(frozen=True, slots=True)
class Reply:
    """A saved reply in the language of what is answered, its fields still to be filled in."""

    code: str
    text: str
    media: tuple[str, ...] = ()
    alt_texts: tuple[str, ...] = ()

    @property
    def attached(self) -> Attached:
        """What it brings along."""
        return Attached(self.media, self.alt_texts, (self.code,))


def expand(before: str, replies: Mapping[str, Reply]) -> tuple[int, Reply] | None:
    """What to put for the `/code` that `before` ends with: its length and the reply; None without one."""
    match = _CODE.search(before)
    if match is None:
        return None
    reply = replies.get(match[1])
    return None if reply is None else (len(match[0]), reply)


class Questions:
    """The questions of one reply, asked one after the other.

    `replaces` is how many characters before the cursor the reply takes the place of, `deciding` whether the
    send bar opens afterwards.
    """

    def __init__(
        self, reply: Reply, values: Mapping[str, str], replaces: int = 0, deciding: bool = False
    ) -> None:
        self.reply = reply
        self.replaces = replaces
        self.deciding = deciding
        self._values = values
        self._fields = questions(reply.text, values)
        self._answers: list[str] = []

    @property
    def current(self) -> Field | None:
        """The question that is asked now; None when all are answered."""
        at = len(self._answers)
        return self._fields[at] if at < len(self._fields) else None

    @property
    def place(self) -> tuple[int, int]:
        """Which of how many questions it is."""
        return len(self._answers) + 1, len(self._fields)

    def answer(self, text: str) -> None:
        """Answer the current question; an empty answer takes its fallback."""
        self._answers.append(text.strip())

    def back(self) -> str | None:
        """To the question before, whose answer is given back; None when there is none."""
        return self._answers.pop() if self._answers else None

    def text(self) -> str:
        """The reply with everything filled in."""
        names = (field.name for field in self._fields)
        return fill(self.reply.text, self._values, dict(zip(names, self._answers, strict=False)))
