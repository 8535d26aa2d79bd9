"""The one analyser of a desk: what the reading pane and the sync engine conclude, they conclude by it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from meydan.app.learning.taught import Taught

if TYPE_CHECKING:
    from meydan.insight.analysis import Analysis
    from meydan.insight.engine import Analyser


class DeskAnalyser:
    """An analyser that is loaded by whoever needs it first; its word lists take six megabytes.

    `taught` is what the team made of it.
    """

    def __init__(self) -> None:
        self._analyser: Analyser | None = None
        self._lock = threading.Lock()
        self.taught = Taught(self.load)

    def load(self) -> Analyser:
        """The analyser as it ships, which takes a good part of a second the first time."""
        with self._lock:
            if self._analyser is None:
                from meydan.insight.engine import Analyser

                self._analyser = Analyser()
            return self._analyser

    def analyse(self, text: str) -> Analysis:
        """As `Analyser.analyse`."""
        return (self._analyser or self.load()).analyse(text)

    def deciding_words(self, text: str) -> tuple[str, ...]:
        """The words that decided a text's tone; none until the analyser is loaded."""
        return self.taught.analyser.analyse(text).words if self._analyser else ()
