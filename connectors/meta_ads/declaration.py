"""What the connector of Meta's ads can do: read."""

from __future__ import annotations

from datetime import timedelta

from meydan.connectors.base import Capability, Declaration, Limits, StreamSpec

BASE_URL = "https://graph.facebook.com"

DECLARATION = Declaration(
    key="meta_ads",
    title="Meta Ads",
    short="MX",
    capabilities=frozenset({Capability.ADS}),
    limits=Limits(),
    # Spend is told with a delay of minutes to hours, so asking more often brings nothing.
    streams=(StreamSpec("ads", timedelta(minutes=15), timedelta(hours=1), cost=6),),
    base_url=BASE_URL,
    scopes={"ads_read": frozenset({Capability.ADS})},
)
