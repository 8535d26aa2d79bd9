"""The playground's addresses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from meydan.connectors.playground import acting, moderating, reading
from meydan.connectors.playground.call import Call, Limiter, endpoint
from meydan.connectors.playground.playground import Playground
from meydan.connectors.playground.wire import Wire
from meydan.connectors.playground.world import Account

_ADDRESSES: tuple[tuple[str, str, Callable[[Call], Response]], ...] = (
    ("GET", "/api/v1/accounts/verify_credentials", reading.verify_credentials),
    ("GET", "/api/v1/instance", reading.instance_v1),
    ("GET", "/api/v2/instance", reading.instance_v2),
    ("GET", "/api/v1/notifications", reading.notifications),
    ("GET", "/api/v1/notifications/{id}", reading.notification),
    ("GET", "/api/v1/conversations", reading.conversations),
    ("POST", "/api/v1/conversations/{id}/read", acting.read_conversation),
    ("GET", "/api/v1/statuses", reading.statuses),
    ("POST", "/api/v1/statuses", acting.create_status),
    ("GET", "/api/v1/statuses/{id}", reading.status),
    ("PUT", "/api/v1/statuses/{id}", acting.edit_status),
    ("DELETE", "/api/v1/statuses/{id}", acting.delete_status),
    ("GET", "/api/v1/statuses/{id}/context", reading.context),
    ("GET", "/api/v1/statuses/{id}/source", reading.source),
    ("POST", "/api/v1/statuses/{id}/favourite", acting.favourite),
    ("POST", "/api/v1/statuses/{id}/unfavourite", acting.unfavourite),
    ("POST", "/api/v1/media", acting.upload),
    ("POST", "/api/v2/media", acting.upload),
    ("GET", "/api/v1/media/{id}", reading.media),
    ("PUT", "/api/v1/media/{id}", acting.describe),
    ("GET", "/api/v1/scheduled_statuses", reading.scheduled_statuses),
    ("GET", "/api/v1/scheduled_statuses/{id}", reading.scheduled_status),
    ("PUT", "/api/v1/scheduled_statuses/{id}", acting.move_scheduled),
    ("DELETE", "/api/v1/scheduled_statuses/{id}", acting.cancel_scheduled),
    ("GET", "/api/v1/accounts/lookup", reading.lookup),
    ("GET", "/api/v1/accounts/search", reading.search_accounts),
    ("GET", "/api/v1/accounts/relationships", reading.relationships),
    ("GET", "/api/v1/accounts/{id}", reading.account),
    ("GET", "/api/v1/accounts/{id}/statuses", reading.account_statuses),
    ("POST", "/api/v1/accounts/{id}/block", acting.block),
    ("POST", "/api/v1/accounts/{id}/unblock", acting.unblock),
    ("POST", "/api/v1/reports", acting.report),
    ("GET", "/api/v1/trends/tags", reading.trend_tags),
    ("GET", "/api/v1/trends/links", reading.trend_links),
    ("GET", "/api/v1/trends/statuses", reading.trend_statuses),
    ("GET", "/playground/statuses/{id}", moderating.standing),
    ("DELETE", "/playground/statuses/{id}", moderating.delete),
    ("POST", "/playground/statuses/{id}/hide", moderating.hide),
    ("POST", "/playground/statuses/{id}/unhide", moderating.unhide),
    ("GET", "/playground/ads", reading.ads),
    ("GET", "/playground/trends", reading.trends),
)
_STREAM_EVERY = 0.5
_STREAM_HEARTBEAT = 15.0


def application(playground: Playground, requests_per_window: int, closing: asyncio.Event) -> Starlette:
    """The ASGI application; streams end once `closing` is set."""
    limiter = Limiter(requests_per_window)
    routes = [
        Route(path, endpoint(playground, limiter, handle), methods=[method])
        for method, path, handle in _ADDRESSES
    ]

    async def stream(request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        viewer = playground.signed_in(token or request.query_params.get("access_token", ""))
        if viewer is None:
            return JSONResponse({"error": "The access token is invalid"}, 401)
        told = _told(playground, viewer, closing)
        return StreamingResponse(told, media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def healthy(request: Request) -> Response:
        return PlainTextResponse("OK")

    async def unknown(request: Request, error: Exception) -> Response:
        return JSONResponse({"error": "The page you were looking for doesn't exist"}, 404)

    streams = [
        Route("/api/v1/streaming/user", stream),
        Route("/api/v1/streaming/user/notification", stream),
        Route("/api/v1/streaming/health", healthy),
    ]
    return Starlette(routes=[*routes, *streams], exception_handlers={404: unknown})


async def _told(playground: Playground, viewer: Account, closing: asyncio.Event) -> AsyncIterator[str]:
    """Server-sent events of everything the account is told from now on."""
    yield ":)\n\n"
    heard, silent = len(playground.happened), 0.0
    while not closing.is_set():
        wire = Wire(playground, playground.advance(), viewer)
        fresh, heard = playground.happened[heard:], len(playground.happened)
        silent = 0.0 if fresh else silent + _STREAM_EVERY
        for event in fresh:
            for name, written in wire.streamed(event):
                yield f"event: {name}\ndata: {written}\n\n"
        if silent >= _STREAM_HEARTBEAT:
            silent = 0.0
            yield ":thump\n\n"
        try:
            await asyncio.wait_for(closing.wait(), _STREAM_EVERY)
        except TimeoutError:
            continue
