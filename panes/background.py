"""Work beside the event loop's other work."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from textual.dom import DOMNode
from textual.worker import WorkType


def in_background(
    node: DOMNode, work: Callable[[], Coroutine[Any, Any, None]], group: str, exclusive: bool = False
) -> None:
    """Run `work` as a worker of `node`; `exclusive` takes the place of others of its group.

    Work that is given up before it began was never called, and leaves no coroutine behind.
    """
    job: WorkType[None] = work
    node.run_worker(job, group=group, exclusive=exclusive)
