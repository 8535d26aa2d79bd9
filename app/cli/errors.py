"""What a command says when it cannot do what it was asked."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.panes.speech import Speech

FAILED = 1
MISUSED = 2


class Failure(Exception):
    """Something failed. `message` is a catalog id, `values` fill its fields; the exit status is 1."""

    status = FAILED

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


class Misuse(Failure):
    """The command was given something it cannot take; the exit status is 2."""

    status = MISUSED


def explain(error: BaseException, speech: Speech) -> str | None:
    """One line on an error of any room, in the person's language; None for what nobody foresaw."""
    message, values = getattr(error, "message", None), getattr(error, "values", None)
    if isinstance(message, str) and isinstance(values, Mapping):
        return speech.say(message, **{key: _spoken(value, speech) for key, value in values.items()})
    if isinstance(error, _loaded("meydan.app.secrets", "SecretsError")):
        return speech.say(str(message), file=getattr(error, "file", ""))
    if isinstance(error, _foreseen()):
        from meydan.app.locale.translating import translate

        return translate(str(error.args[0]) if error.args else type(error).__name__, speech)
    if isinstance(error, _loaded("sqlalchemy.exc", "OperationalError")):
        return speech.say(N_("the store cannot be used: {reason}"), reason=_first_line(error))
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        return f"{error.filename}: {reason}" if error.filename is not None else reason
    return None


def _spoken(value: object, speech: Speech) -> object:
    return explain(value, speech) or str(value) if isinstance(value, BaseException) else value


def _foreseen() -> tuple[type[BaseException], ...]:
    """The errors whose own message is for people."""
    return (
        *_loaded("meydan.store.errors", "StoreError"),
        *_loaded("meydan.store.errors", "NotFound"),
        *_loaded("meydan.store.errors", "Conflict"),
        *_loaded("meydan.store.errors", "LeaseLost"),
        *_loaded("meydan.app.learning.teacher", "TeachingFailed"),
        *_loaded("meydan.connectors.base", "ConnectorError"),
        *_loaded("meydan.connectors.signin", "SignInError"),
        *_loaded("meydan.connectors.credentials", "CredentialError"),
        *_loaded("meydan.connectors.registry", "UnknownPlatform"),
        *_loaded("meydan.connectors.cassettes", "NotARecording"),
    )


def _loaded(module: str, name: str) -> tuple[type[BaseException], ...]:
    # Only a module that is loaded can have raised; importing it here would cost what the command saved.
    found = getattr(sys.modules.get(module), name, None)
    return (found,) if isinstance(found, type) else ()


def _first_line(error: BaseException) -> str:
    cause = getattr(error, "orig", None) or error
    return str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
