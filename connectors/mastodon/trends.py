"""The stream of what is trending on the server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping

from meydan.connectors.base import Denied, Missing, Page, Rejected, TrendSample
from meydan.connectors.fields import WrongField, each, rejected
from meydan.connectors.mastodon.client import Api
from meydan.connectors.mastodon.mapper import read_link, read_tag, read_trending_status

_LIMIT = 20


async def pull_trends(api: Api) -> AsyncIterator[Page]:
    """One page with a sample of every trend; what the server does not offer is left out."""
    now = api.http.clock()
    readers: dict[str, Callable[[Mapping[str, object], str], TrendSample]] = {
        "tags": read_tag(now),
        "links": read_link(now),
        "statuses": read_trending_status(now),
    }
    samples: list[TrendSample] = []
    wrong: list[Rejected] = []
    for what, reader in readers.items():
        try:
            payload = await api.trends(what, _LIMIT)
            found, bad = each(payload, f"trends.{what}", reader)
        except (Missing, Denied):
            continue
        except WrongField as error:
            found, bad = [], [rejected(error, None)]
        samples.extend(found)
        wrong.extend(bad)
    yield Page(trends=tuple(samples), rejected=tuple(wrong), cursor=now.isoformat())
