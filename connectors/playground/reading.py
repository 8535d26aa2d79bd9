"""What can be asked of the playground: the GET half of its API."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from starlette.responses import JSONResponse, Response

from meydan.connectors.playground import figures
from meydan.connectors.playground.call import ApiError, Call
from meydan.connectors.playground.content import Campaign, Trend
from meydan.connectors.playground.wire import MAX_CHARACTERS, MAX_MEDIA, instant
from meydan.connectors.playground.world import visible

_VERSION = "4.3.0 (compatible; Meydan playground)"
_AD_DAYS = timedelta(days=62)


def verify_credentials(call: Call) -> Response:
    """Who the token belongs to."""
    return JSONResponse(call.wire.credential_account(call.me))


def instance_v2(call: Call) -> Response:
    """What this server is."""
    content = call.playground.content
    site = f"https://{content.domain}"
    return JSONResponse(
        {
            "domain": content.domain,
            "title": content.title,
            "version": _VERSION,
            "source_url": site,
            "description": content.title,
            "usage": {"users": {"active_month": len(call.playground.world.accounts)}},
            "thumbnail": {"url": f"{site}/pictures/server.png"},
            "icon": [],
            "languages": ["tr", "en"],
            "configuration": _configuration(site),
            "registrations": {"enabled": False, "approval_required": False, "message": None},
            "api_versions": {"mastodon": 2},
            "contact": {"email": f"info@{content.domain}", "account": None},
            "rules": [],
        }
    )


def instance_v1(call: Call) -> Response:
    """The same, in the older words."""
    content, world = call.playground.content, call.playground.world
    site = f"https://{content.domain}"
    return JSONResponse(
        {
            "uri": content.domain,
            "title": content.title,
            "short_description": content.title,
            "description": content.title,
            "email": f"info@{content.domain}",
            "version": _VERSION,
            "urls": {"streaming_api": str(call.request.base_url).rstrip("/")},
            "stats": {
                "user_count": len(world.accounts),
                "status_count": len(world.statuses),
                "domain_count": len({account.host for account in world.accounts.values()}),
            },
            "languages": ["tr", "en"],
            "registrations": False,
            "approval_required": False,
            "invites_enabled": False,
            "configuration": _configuration(site),
            "rules": [],
        }
    )


def _configuration(site: str) -> dict[str, Any]:
    return {
        "urls": {"streaming": site, "status": None, "about": None, "privacy_policy": None},
        "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
        "statuses": {
            "max_characters": MAX_CHARACTERS,
            "max_media_attachments": MAX_MEDIA,
            "characters_reserved_per_url": 23,
        },
        "media_attachments": {
            "supported_mime_types": ["image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"],
            "image_size_limit": 16 * 1024 * 1024,
            "image_matrix_limit": 33177600,
            "video_size_limit": 16 * 1024 * 1024,
            "video_frame_rate_limit": 120,
            "video_matrix_limit": 8294400,
        },
        "polls": {
            "max_options": 4,
            "max_characters_per_option": 50,
            "min_expiration": 300,
            "max_expiration": 2629746,
        },
        "translation": {"enabled": False},
        "limited_federation": False,
    }


def notifications(call: Call) -> Response:
    """What the account was told, newest first."""
    wanted, unwanted = call.many("types"), call.many("exclude_types")
    author = call.one("account_id")
    told = [
        each
        for each in call.playground.world.notifications(call.me.id)
        if (not wanted or each.type in wanted)
        and each.type not in unwanted
        and (not author or each.by == author)
    ]
    return call.page(told, lambda each: int(each.id), call.wire.notification, 40, 80)


def notification(call: Call) -> Response:
    """One notification."""
    wanted = call.request.path_params["id"]
    for told in call.playground.world.notifications(call.me.id):
        if told.id == wanted:
            return JSONResponse(call.wire.notification(told))
    raise ApiError(404, "Record not found")


def conversations(call: Call) -> Response:
    """Private conversations, newest message first; paged by their latest message."""
    talks = call.playground.world.conversations(call.me.id)
    return call.page(talks, lambda each: int(each.last), call.wire.conversation)


def status(call: Call) -> Response:
    """One status."""
    return JSONResponse(call.wire.status(call.status()))


def statuses(call: Call) -> Response:
    """Several statuses by id; those that are not there are left out."""
    world, viewer = call.playground.world, call.viewer.id if call.viewer else ""
    found = [world.statuses[each] for each in call.many("id") if each in world.statuses]
    return JSONResponse([call.wire.status(each) for each in visible(world, viewer, found)])


def source(call: Call) -> Response:
    """A status of ours as it was typed."""
    found = call.status()
    if found.by != call.me.id:
        raise ApiError(404, "Record not found")
    return JSONResponse({"id": found.id, "text": found.text, "spoiler_text": found.spoiler})


def context(call: Call) -> Response:
    """What is above and below a status."""
    return JSONResponse(call.wire.context(call.status()))


def account(call: Call) -> Response:
    """One account."""
    return JSONResponse(call.wire.account(call.account()))


def lookup(call: Call) -> Response:
    """An account by its name."""
    found = call.playground.world.account(call.one("acct"))
    if found is None:
        raise ApiError(404, "Record not found")
    return JSONResponse(call.wire.account(found))


def search_accounts(call: Call) -> Response:
    """Accounts with the words in their name or handle."""
    words = call.one("q").removeprefix("@").casefold()
    found = [
        each
        for each in call.playground.world.accounts.values()
        if words in each.acct.casefold() or words in each.name.casefold()
    ]
    return JSONResponse([call.wire.account(each) for each in found[: call.limit(40, 80)]])


def relationships(call: Call) -> Response:
    """How we stand with accounts."""
    known = call.playground.world.accounts
    _ = call.me
    return JSONResponse([call.wire.relationship(known[each]) for each in call.many("id") if each in known])


def account_statuses(call: Call) -> Response:
    """The statuses of an account that the caller may see."""
    world, viewer = call.playground.world, call.viewer.id if call.viewer else ""
    own = visible(world, viewer, world.by(call.account().id))
    if call.one("exclude_replies") in ("true", "1"):
        own = [each for each in own if not each.re]
    if call.one("only_media") in ("true", "1"):
        own = [each for each in own if each.media]
    return call.page(own, lambda each: int(each.id), call.wire.status)


def media(call: Call) -> Response:
    """An uploaded file of ours."""
    found = call.playground.world.media.get(call.request.path_params["id"])
    if found is None or found.by != call.me.id:
        raise ApiError(404, "Record not found")
    return JSONResponse(call.wire.media(found))


def scheduled_statuses(call: Call) -> Response:
    """What is to be published later."""
    own = [each for each in call.playground.world.scheduled.values() if each.by == call.me.id]
    own.sort(key=lambda each: int(each.id))
    return call.page(own, lambda each: int(each.id), call.wire.scheduled)


def scheduled_status(call: Call) -> Response:
    """One of them."""
    found = call.playground.world.scheduled.get(call.request.path_params["id"])
    if found is None or found.by != call.me.id:
        raise ApiError(404, "Record not found")
    return JSONResponse(call.wire.scheduled(found))


def trend_tags(call: Call) -> Response:
    """Hashtags that are used more than usual."""
    return JSONResponse([call.wire.trend_tag(each) for each in _trends(call, "tag")])


def trend_links(call: Call) -> Response:
    """Pages that are talked about."""
    return JSONResponse([call.wire.trend_link(each) for each in _trends(call, "link")])


def trend_statuses(call: Call) -> Response:
    """The most liked public posts of the last days."""
    world = call.playground.world
    posts = [
        each
        for each in world.statuses.values()
        if not each.re and not each.deleted and each.visibility == "public"
    ]
    posts.sort(key=lambda each: -figures.likes(world, each, call.now))
    start, limit = _offset(call), call.limit(20, 40)
    return JSONResponse([call.wire.status(each) for each in posts[start : start + limit]])


def trends(call: Call) -> Response:
    """How much is said about what the signed-in account watches: samples since `since`, a day at most."""
    playground = call.playground
    times = figures.sample_times(call.now, _since(call))
    found = []
    for trend in playground.content.trends:
        if trend.account != call.me.handle:
            continue
        samples = [
            {"at": instant(at), "uses": figures.uses(trend, playground.seed, playground.epoch, at)}
            for at in times
        ]
        found.append(
            {
                "id": trend.id,
                "title": trend.title,
                "url": trend.url,
                "excerpt": trend.excerpt,
                "samples": samples,
            }
        )
    return JSONResponse({"trends": found})


def ads(call: Call) -> Response:
    """The campaigns of the signed-in account with their days since `since`, two months at most."""
    earliest = (call.now.astimezone(figures.AD_ZONE) - _AD_DAYS).date().replace(day=1)
    try:
        since = max(earliest, date.fromisoformat(call.one("since"))) if call.one("since") else earliest
    except ValueError:
        raise ApiError(400, "since is no date") from None
    campaigns = [each for each in call.playground.content.campaigns if each.account == call.me.handle]
    return JSONResponse(
        {"time_zone": "Europe/Istanbul", "campaigns": [_campaign(call, each, since) for each in campaigns]}
    )


def _campaign(call: Call, campaign: Campaign, since: date) -> dict[str, Any]:
    days = figures.campaign_days(campaign, call.playground.seed, call.now, since)
    return {
        "id": campaign.id,
        "name": campaign.name,
        "network": campaign.network,
        "currency": campaign.currency,
        "budget": str(campaign.budget),
        "days": [
            {
                "date": each.day.isoformat(),
                "budget": str(each.budget),
                "spend": str(each.spend),
                "impressions": each.impressions,
                "clicks": each.clicks,
                "results": str(each.results),
                "value": str(each.value),
            }
            for each in days
        ],
    }


def _trends(call: Call, kind: str) -> list[Trend]:
    playground = call.playground
    found = [each for each in playground.content.trends if each.kind == kind]
    found.sort(key=lambda each: -figures.uses(each, playground.seed, playground.epoch, call.now))
    start = _offset(call)
    return found[start : start + call.limit(10, 20)]


def _offset(call: Call) -> int:
    return int(call.one("offset")) if call.one("offset").isdecimal() else 0


def _since(call: Call) -> datetime | None:
    given = call.one("since")
    try:
        since = datetime.fromisoformat(given) if given else None
    except ValueError:
        raise ApiError(400, "since is no time") from None
    if since is not None and since.tzinfo is None:
        raise ApiError(400, "since has no zone")
    return since
