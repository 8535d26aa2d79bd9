"""A Mastodon-compatible server with many mentions: `python -m tests.bench.mentions PORT COUNT`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.bench.corpus import texts

PAGE = 40


def notices(count: int) -> list[dict[str, object]]:
    """The newest first, a minute apart, of a thousand people."""
    now = datetime.now(UTC)
    made: list[dict[str, object]] = []
    for n, text in enumerate(texts(count)):
        at = (now - timedelta(minutes=n)).isoformat()
        who = f"user{n % 997}"
        person: dict[str, object] = {
            "id": who,
            "acct": who,
            "username": who,
            "display_name": who.title(),
            "note": "",
        }
        person |= {"url": f"https://people.example/@{who}", "followers_count": n % 997}
        number = str(10_000_000 - n)
        status: dict[str, object] = {
            "id": number,
            "account": person,
            "created_at": at,
            "content": f"<p>@marka {text}</p>",
        }
        status |= {"visibility": "public", "url": f"https://people.example/@{who}/{number}"}
        status |= {"mentions": [{"id": "1", "acct": "marka", "url": ""}], "in_reply_to_id": None}
        made.append({"id": number, "type": "mention", "created_at": at, "account": person, "status": status})
    return made


def application(count: int) -> Starlette:
    """The answers, made once."""
    everything = notices(count)
    pages = [orjson.dumps(everything[start : start + PAGE]) for start in range(0, count, PAGE)]
    starts = {
        str(everything[min(start, count - 1)]["id"]): at for at, start in enumerate(range(0, count, PAGE))
    }

    async def notifications(request: Request) -> Response:
        below = request.query_params.get("max_id")
        at = 0 if below is None else starts[str(int(below) - 1)]
        # As Mastodon does: what is newer is always linked to, what is older where there is any.
        first, last = (everything[min(n, count - 1)]["id"] for n in (at * PAGE, (at + 1) * PAGE - 1))
        links = [f'<{request.url.replace(query=f"min_id={first}")}>; rel="prev"']
        if at + 1 < len(pages):
            links.insert(0, f'<{request.url.replace(query=f"max_id={last}")}>; rel="next"')
        return Response(pages[at], headers={"content-type": "application/json", "link": ", ".join(links)})

    async def own_account(request: Request) -> Response:
        """Each token is somebody else's."""
        me = request.headers["authorization"].rpartition("-")[2]
        return JSONResponse({"id": me, "acct": f"marka{me}", "display_name": "Marka", "note": ""})

    def always(answer: object) -> object:
        async def give(request: Request) -> Response:
            return JSONResponse(answer)

        return give

    return Starlette(
        routes=[
            Route("/api/v1/notifications", notifications),
            Route("/api/v1/accounts/verify_credentials", own_account),
            Route("/api/v1/instance", always({"version": "4.3.0"})),  # type: ignore[arg-type]
            Route("/{rest:path}", always([])),  # type: ignore[arg-type]
        ]
    )


if __name__ == "__main__":
    uvicorn.run(application(int(sys.argv[2])), host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
