"""What can be done on the playground: posting, answering, liking, blocking, reporting, uploading."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from starlette.responses import JSONResponse, Response

from meydan.connectors.playground.call import ApiError, Call
from meydan.connectors.playground.events import (
    Blocked,
    ConversationRead,
    Deleted,
    Edited,
    Liked,
    Reported,
    Said,
    Scheduled,
    Unliked,
    Unscheduled,
    Uploaded,
)
from meydan.connectors.playground.wire import MAX_CHARACTERS, MAX_MEDIA
from meydan.connectors.playground.world import Status

_VISIBILITIES = ("public", "unlisted", "private", "direct")
_CATEGORIES = ("spam", "legal", "violation", "other")
_SOONEST = timedelta(minutes=5)
_ADDRESS = re.compile(r"https?://\S+")
_FAR_MENTION = re.compile(r"(?<![\w/@])(@[\w.-]+)@[\w.-]+\w")


def create_status(call: Call) -> Response:
    """Post or answer, now or at `scheduled_at`; a repeated Idempotency-Key answers what it made before."""
    playground, me = call.playground, call.me
    key = call.request.headers.get("idempotency-key", "")
    if key and (made := playground.world.done_with(me.id, key, call.now)):
        if kept := playground.world.scheduled.get(made):
            return JSONResponse(call.wire.scheduled(kept))
        if made in playground.world.statuses:
            return JSONResponse(call.wire.status(playground.world.statuses[made]))
    media = _media(call)
    text = _text(call, media)
    visibility = call.one("visibility") or "public"
    if visibility not in _VISIBILITIES:
        raise ApiError(422, "Validation failed: Visibility is not included in the list")
    answered = call.one("in_reply_to_id")
    if answered:
        call.visible(answered)
    made = playground.world.new_id(call.now, f"{me.id}:{key}:{text}")
    if call.one("scheduled_at"):
        due = _due(call)
        event = Scheduled(
            call.now, made, me.id, due, text, answered, visibility, media, call.one("language"), key
        )
        playground.happen(event)
        return JSONResponse(call.wire.scheduled(event))
    said = Said(
        call.now,
        made,
        me.id,
        text,
        answered,
        visibility,
        playground.world.mentioned(text),
        media=media,
        language=call.one("language"),
        spoiler=call.one("spoiler_text"),
        key=key,
    )
    playground.happen(said)
    return JSONResponse(call.wire.status(playground.world.statuses[made]))


def edit_status(call: Call) -> Response:
    """Change the text of a status of ours."""
    status = _own(call)
    text = _text(call, status.media)
    call.playground.happen(Edited(call.now, status.id, text))
    return JSONResponse(call.wire.status(status))


def delete_status(call: Call) -> Response:
    """Take back a status of ours; answers it one last time, with its text as typed."""
    status = _own(call)
    last = {**call.wire.status(status), "text": status.text}
    call.playground.happen(Deleted(call.now, status.id))
    return JSONResponse(last)


def favourite(call: Call) -> Response:
    """Like a status."""
    status = call.status()
    if call.me.id not in status.liked_by:
        call.playground.happen(Liked(call.now, call.me.id, status.id))
    return JSONResponse(call.wire.status(status))


def unfavourite(call: Call) -> Response:
    """Take the like back."""
    status = call.status()
    if call.me.id in status.liked_by:
        call.playground.happen(Unliked(call.now, call.me.id, status.id))
    return JSONResponse(call.wire.status(status))


def block(call: Call) -> Response:
    """Block an account: nothing of it reaches us any more."""
    return _blocking(call, on=True)


def unblock(call: Call) -> Response:
    """Let it speak to us again."""
    return _blocking(call, on=False)


def report(call: Call) -> Response:
    """Tell the moderators of an account."""
    me, world = call.me, call.playground.world
    who = call.one("account_id")
    category = call.one("category") or "other"
    statuses = tuple(call.many("status_ids"))
    if who not in world.accounts or any(each not in world.statuses for each in statuses):
        raise ApiError(404, "Record not found")
    if category not in _CATEGORIES:
        raise ApiError(422, "Validation failed: Category is not included in the list")
    event = Reported(
        call.now, str(len(world.reports) + 1), me.id, who, statuses, call.one("comment"), category
    )
    call.playground.happen(event)
    return JSONResponse(call.wire.report(event))


def upload(call: Call) -> Response:
    """Take a file in; it is ready at once."""
    file = call.files.get("file")
    if file is None or file.size == 0:
        raise ApiError(422, "Validation failed: File can't be blank")
    if file.type.partition("/")[0] not in ("image", "video", "audio"):
        raise ApiError(422, "Validation failed: File content type is invalid")
    made = call.playground.world.new_id(call.now, f"{call.me.id}:{file.size}")
    event = Uploaded(call.now, made, call.me.id, file.type, call.one("description"))
    call.playground.happen(event)
    return JSONResponse(call.wire.media(event))


def describe(call: Call) -> Response:
    """Change the description of an uploaded file."""
    found = call.playground.world.media.get(call.request.path_params["id"])
    if found is None or found.by != call.me.id:
        raise ApiError(404, "Record not found")
    event = Uploaded(call.now, found.id, found.by, found.type, call.one("description"))
    call.playground.happen(event)
    return JSONResponse(call.wire.media(event))


def move_scheduled(call: Call) -> Response:
    """Publish a scheduled status at another time."""
    kept = _own_scheduled(call)
    event = Scheduled(
        call.now,
        kept.id,
        kept.by,
        _due(call),
        kept.text,
        kept.re,
        kept.visibility,
        kept.media,
        kept.language,
        kept.key,
    )
    call.playground.happen(event)
    return JSONResponse(call.wire.scheduled(event))


def cancel_scheduled(call: Call) -> Response:
    """Never publish it."""
    call.playground.happen(Unscheduled(call.now, _own_scheduled(call).id))
    return JSONResponse({})


def read_conversation(call: Call) -> Response:
    """Mark a private conversation as read."""
    wanted = call.request.path_params["id"]
    for talk in call.playground.world.conversations(call.me.id):
        if talk.id == wanted:
            if talk.unread:
                call.playground.happen(ConversationRead(call.now, call.me.id, talk.id))
            return JSONResponse(call.wire.conversation(talk))
    raise ApiError(404, "Record not found")


def length(text: str) -> int:
    """Characters as Mastodon counts them: an address is 23, the server in a mention is none."""
    return len(_FAR_MENTION.sub(r"\1", _ADDRESS.sub("x" * 23, text)))


def _text(call: Call, media: tuple[str, ...]) -> str:
    text = call.one("status").strip()
    if not text and not media:
        raise ApiError(422, "Validation failed: Text can't be blank")
    if length(text) + length(call.one("spoiler_text")) > MAX_CHARACTERS:
        raise ApiError(422, f"Validation failed: Text character limit of {MAX_CHARACTERS} exceeded")
    return text


def _media(call: Call) -> tuple[str, ...]:
    given = tuple(call.many("media_ids"))
    if len(given) > MAX_MEDIA:
        raise ApiError(422, f"Validation failed: Cannot attach more than {MAX_MEDIA} files")
    known = call.playground.world.media
    if any(each not in known or known[each].by != call.me.id for each in given):
        raise ApiError(422, "Validation failed: Media not found")
    return given


def _due(call: Call) -> datetime:
    try:
        due = datetime.fromisoformat(call.one("scheduled_at"))
    except ValueError:
        raise ApiError(422, "Validation failed: Scheduled at is no time") from None
    if due.tzinfo is None:
        due = due.replace(tzinfo=call.now.tzinfo)
    if due < call.now + _SOONEST:
        raise ApiError(422, "Validation failed: Scheduled at must be at least 5 minutes in the future")
    return due.astimezone(call.now.tzinfo)


def _own(call: Call) -> Status:
    status = call.status()
    if status.by != call.me.id:
        raise ApiError(404, "Record not found")
    return status


def _own_scheduled(call: Call) -> Scheduled:
    found = call.playground.world.scheduled.get(call.request.path_params["id"])
    if found is None or found.by != call.me.id:
        raise ApiError(404, "Record not found")
    return found


def _blocking(call: Call, on: bool) -> Response:
    who = call.account()
    if who.id == call.me.id:
        raise ApiError(403, "This action is not allowed")
    if call.playground.world.blocks(call.me.id, who.id) != on:
        call.playground.happen(Blocked(call.now, call.me.id, who.id, on))
    return JSONResponse(call.wire.relationship(who))
