"""What the playground alone lets us do to what others said to us: hide it, show it again, delete it."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from meydan.connectors.playground.call import ApiError, Call
from meydan.connectors.playground.events import Deleted, Hidden
from meydan.connectors.playground.world import Status


def hide(call: Call) -> Response:
    """Let nobody but its author and us see a status."""
    return _hiding(call, on=True)


def unhide(call: Call) -> Response:
    """Let everybody see it again."""
    return _hiding(call, on=False)


def delete(call: Call) -> Response:
    """Delete what somebody said to us."""
    status = _moderated(call)
    call.playground.happen(Deleted(call.now, status.id))
    return JSONResponse({"id": status.id, "deleted": True})


def standing(call: Call) -> Response:
    """Whether a status is hidden."""
    status = _moderated(call)
    return JSONResponse({"id": status.id, "hidden": status.hidden})


def _hiding(call: Call, on: bool) -> Response:
    status = _moderated(call)
    if status.hidden != on:
        call.playground.happen(Hidden(call.now, call.me.id, status.id, on))
    return JSONResponse({"id": status.id, "hidden": on})


def _moderated(call: Call) -> Status:
    status = call.status()
    if not call.playground.world.moderates(call.me.id, status):
        raise ApiError(403, "This action is not allowed")
    return status
