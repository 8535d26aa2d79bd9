"""A claimed delivery as a connector sees it, and what is checked before anything leaves the machine."""

from __future__ import annotations

from pathlib import Path

from meydan.app.reasons import (
    EMPTY,
    MEDIA_MISSING,
    NO_PRIVATE_REPLY,
    NOT_OFFERED,
    TOO_LONG,
    TOO_MANY_MEDIA,
)
from meydan.connectors.base import Act, Action, Capability, Declaration, Limits
from meydan.store.rows.outgoing import DeliveryWork

_NEEDS = {
    Action.REPLY: {Capability.REPLY},
    Action.PUBLISH: {Capability.PUBLISH},
    Action.LIKE: {Capability.LIKE},
    Action.UNLIKE: {Capability.UNLIKE},
    Action.HIDE: {Capability.HIDE},
    Action.UNHIDE: {Capability.HIDE},
    Action.DELETE: {Capability.DELETE, Capability.DELETE_OWN},
    Action.BLOCK: {Capability.BLOCK},
    Action.REPORT: {Capability.REPORT},
}
"""Any one of these allows the action; whose an item is that is deleted only the platform knows."""
_HAS_TEXT = frozenset({Action.REPLY, Action.PUBLISH})


def act_of(work: DeliveryWork) -> Act:
    """The act that a delivery asks for. Raises ValueError for an action nobody knows."""
    delivery = work.delivery
    return Act(
        send_key=delivery.send_key,
        action=Action(delivery.action),
        text=delivery.text,
        target=delivery.target or None,
        thread=work.thread or None,
        kind=work.kind,
        handle=delivery.handle,
        author_id=work.author_id,
        visibility=work.visibility,
        private=work.private,
        everyone=work.everyone,
        by_hand=delivery.due_at is None,
        media=tuple(Path(name) for name in work.media),
        alt_texts=work.alt_texts,
        scheduled_at=work.scheduled_at if work.native else None,
        first_attempt_at=delivery.first_attempt_at,
        last_attempt_at=delivery.last_attempt_at,
    )


def objection(act: Act, declaration: Declaration, limits: Limits) -> str:
    """Why this act must not be sent at all (a catalog id), or ""; `limits` are those of its server."""
    if not _NEEDS[act.action] & declaration.capabilities:
        return NOT_OFFERED
    if act.private and act.kind != "dm" and Capability.PRIVATE_REPLY not in declaration.capabilities:
        return NO_PRIVATE_REPLY
    if act.action not in _HAS_TEXT:
        return ""
    if not act.text.strip() and not act.media:
        return EMPTY
    handles = [act.handle] if act.action is Action.REPLY and act.handle else []
    if limits.text_length is not None and limits.length_of(act.text, handles) > limits.text_length:
        return TOO_LONG
    if len(act.media) > limits.media_per_post:
        return TOO_MANY_MEDIA
    if not all(path.is_file() for path in act.media):
        return MEDIA_MISSING
    return ""
