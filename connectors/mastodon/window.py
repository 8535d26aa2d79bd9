"""Noticing what was deleted: what stood in the window read last time and is missing now is looked up."""

from __future__ import annotations

from collections.abc import Sequence

from meydan.connectors.base import Item, Publication
from meydan.connectors.mastodon.client import Api
from meydan.connectors.traces import Trace as Trace
from meydan.connectors.traces import missing_in as missing_in
from meydan.connectors.traces import read_traces as read_traces
from meydan.connectors.traces import settle
from meydan.connectors.traces import write_traces as write_traces

_LOOK_UPS = 10


async def gone_among(api: Api, missing: Sequence[Trace]) -> tuple[list[Item | Publication], frozenset[str]]:
    """Look up what is missing: the deleted ones, and the ids that are settled (deleted, or still there).

    A few per pull; the rest stay for the next. Raises RateLimited, SignInRequired.
    """
    return await settle(missing, api.status, _LOOK_UPS)
