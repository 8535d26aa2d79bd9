"""A pane's title line: its key, its name, the numbers that matter."""

from __future__ import annotations

from meydan.panes.ink import Sheet
from meydan.panes.spans import Span, Spans, spans


class Title(Sheet):
    """One line over a pane."""

    DEFAULT_CSS = """
    Title { height: 1; }
    """


def title_line(key: str, name: str, numbers: str) -> Spans:
    """Key in amber, name in bold, numbers dim."""
    return spans(
        Span(f"{key} " if key else "", "amber"),
        Span(name, "plain", bold=True),
        Span(f"  {numbers}" if numbers else "", "dim"),
    )
