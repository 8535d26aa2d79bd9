"""How often our posts are seen: a figure that Meta renames every few versions, so none is relied upon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from meydan.connectors.base import Denied, Missing
from meydan.connectors.facebook.client import Api
from meydan.connectors.facebook.mapper import read_figure
from meydan.connectors.meta.watched import Watched

METRICS = ("post_media_view", "post_impressions_unique", "post_impressions")
"""The newest name first."""
_PER_PULL = 5
_TRY_AGAIN = timedelta(days=1)


class Figures:
    """Asks for the views of a few posts per pull, and remembers which figures there are."""

    def __init__(self, api: Api, memo: object) -> None:
        self._api = api
        self._now = int(api.now().timestamp())
        self._left = _PER_PULL
        self._refused: dict[str, int] = {}
        if isinstance(memo, Mapping):
            given = {str(key): at for key, at in memo.items() if isinstance(at, int)}
            self._refused = {key: at for key, at in given.items() if key in METRICS}

    def memo(self) -> dict[str, int]:
        """Which figures were refused, and when."""
        return self._refused

    async def of(self, post_id: str, watched: Watched) -> int | None:
        """The views of a post, as last told. Raises ConnectorError but Denied."""
        metric = self._metric()
        if metric and self._left and watched.wants_figures(self._now):
            self._left -= 1
            try:
                views = read_figure((await self._api.insight(post_id, metric)).rows)
                watched.metrics = replace(watched.metrics, views=views)
                watched.measured = self._now
            except Missing:
                watched.measured = self._now
            except Denied:
                self._refused[metric] = self._now
        return watched.metrics.views

    def _metric(self) -> str | None:
        """The newest figure that was not refused lately."""
        return next((one for one in METRICS if not self._lately(self._refused.get(one))), None)

    def _lately(self, at: int | None) -> bool:
        return at is not None and self._now - at < _TRY_AGAIN.total_seconds()
