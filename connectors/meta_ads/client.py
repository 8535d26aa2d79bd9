"""The reads of the Marketing API that Meydan makes; paths and parameters only, no meaning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import orjson

from meydan.connectors.credentials import Credential
from meydan.connectors.http import Http
from meydan.connectors.meta.graph import Graph, Rows

PAGE = 100
ROWS = 500
_ME = "me"
_ACCOUNT = "id,name,currency,timezone_name,timezone_offset_hours_utc"
_BUDGETS = "id,name,effective_status,daily_budget,lifetime_budget,start_time"
_DAY = (
    "campaign_id,campaign_name,account_currency,spend,impressions,clicks,results,action_values,"
    "date_start,date_stop"
)


class Api:
    """Reads raise ConnectorError; tokens are the cursor of the page below."""

    def __init__(self, http: Http, credential: Credential) -> None:
        self._graph = Graph(http, credential)

    def now(self) -> datetime:
        """The wall clock."""
        return self._graph.http.clock()

    async def me(self) -> Mapping[str, object]:
        """Whose token it is: a person or a system user."""
        return await self._graph.node(_ME, "id,name")

    async def permissions(self) -> Rows:
        """What the token allows."""
        return await self._graph.edge(_ME, "permissions", limit=PAGE)

    async def accounts(self, token: str | None) -> Rows:
        """The ad accounts that the token leads to."""
        return await self._graph.edge(_ME, "adaccounts", _ACCOUNT, token, PAGE)

    async def campaigns(self, account_id: str, token: str | None) -> Rows:
        """The campaigns of an ad account."""
        return await self._graph.edge(account_id, "campaigns", f"{_BUDGETS},stop_time", token, PAGE)

    async def adsets(self, account_id: str, token: str | None) -> Rows:
        """The ad sets of an ad account."""
        return await self._graph.edge(account_id, "adsets", f"{_BUDGETS},campaign_id,end_time", token, PAGE)

    async def days(self, account_id: str, first: date, last: date, token: str | None) -> Rows:
        """The figures of every campaign and day on which it was shown, from `first` to `last`."""
        reach = orjson.dumps({"since": first.isoformat(), "until": last.isoformat()}).decode()
        return await self._graph.edge(
            account_id,
            "insights",
            _DAY,
            token,
            ROWS,
            level="campaign",
            time_increment="1",
            time_range=reach,
        )
