"""Ad accounts with campaigns, ad sets and daily figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import orjson

from tests.servers.meta.graph import GraphError, Node, Payload, World
from tests.servers.meta.spec import Spec

TOKEN = "EAABtokenofthesystem"


class Ads(World):
    """A system user with ad accounts."""

    def __init__(self) -> None:
        super().__init__(Spec("meta/nodes.json"))
        self.tokens[TOKEN] = self.add("User", name="Sistem")
        self.closed: set[str] = set()
        self.too_much = 0

    def account(self, currency: str = "TRY", zone: str = "Europe/Istanbul", hours: float = 3) -> Node:
        """An ad account."""
        number = f"act_{next(self.numbers)}"
        data = {
            "name": currency,
            "currency": currency,
            "timezone_name": zone,
            "timezone_offset_hours_utc": hours,
        }
        return self.add("AdAccount", None, None, False, id=number, **data)

    def campaign(self, account: Node, name: str, status: str = "ACTIVE", **more: object) -> Node:
        """A campaign; budgets in the currency's smallest unit."""
        return self.add("Campaign", None, account, False, name=name, effective_status=status, days={}, **more)

    def adset(self, campaign: Node, status: str = "ACTIVE", **more: object) -> Node:
        """An ad set."""
        return self.add(
            "AdSet",
            None,
            campaign,
            False,
            name="set",
            campaign_id=campaign.id,
            effective_status=status,
            **more,
        )

    def spend(self, campaign: Node, day: date, amount: str, **more: object) -> None:
        """What a campaign spent on a day; a second call restates it."""
        days = campaign.data["days"]
        assert isinstance(days, dict)
        days[day.isoformat()] = {"spend": str(Decimal(amount)), "impressions": "100", "clicks": "4", **more}

    def edge(self, node: Node, edge: str, params: Mapping[str, str]) -> Sequence[Node | Payload]:
        """Newest first; figures by day."""
        match node.kind, edge:
            case "User", "adaccounts":
                return self.of("AdAccount")
            case "User", "permissions":
                return [{"permission": "ads_read", "status": "granted"}]
            case "AdAccount", "campaigns":
                return self.of("Campaign", node)
            case "AdAccount", "adsets":
                return [n for n in self.of("AdSet") if n.up is not None and n.up.up is node]
            case "AdAccount", "insights":
                return self._figures(node, params)
            case _:
                return []

    def _figures(self, account: Node, params: Mapping[str, str]) -> list[Payload]:
        if account.id in self.closed:
            raise GraphError("(#200) Ad account owner has NOT grant ads_read permission", 200, status=403)
        reach = orjson.loads(params["time_range"])
        if (
            self.too_much
            and (date.fromisoformat(reach["until"]) - date.fromisoformat(reach["since"])).days
            >= self.too_much
        ):
            raise GraphError("Please reduce the amount of data you're asking for", 1, 99, 500)
        rows: list[Payload] = []
        for campaign in self.of("Campaign", account):
            days = campaign.data["days"]
            assert isinstance(days, dict)
            for day, figures in days.items():
                if reach["since"] <= day <= reach["until"]:
                    named = {"campaign_id": campaign.id, "campaign_name": campaign.data["name"]}
                    rows.append({**named, "date_start": day, "date_stop": day, **figures})
        return sorted(rows, key=lambda row: str(row["date_start"]))
