"""From the process's arguments to a status: the desk at once, or a command; every error in one line."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from io import TextIOWrapper

from meydan.app.cli.errors import FAILED, Failure, explain
from meydan.app.cli.session import COMPLETE, Globals, Session
from meydan.panes.speech import N_

GARBAGE_EVERY = 50_000
GLOBALS = ("--workspace", "--store", "--language")


def run(arguments: list[str]) -> int:
    """Do what the arguments ask; the exit status: 0 done, 1 something failed, 2 usage."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A character that the terminal's encoding lacks must not end the program.
        sys.stdout.reconfigure(errors="replace")
    given, rest = take_globals(arguments)
    session = Session(given)
    return guarded(session, lambda: dispatch(session, rest))


def take_globals(arguments: list[str]) -> tuple[Globals, list[str]]:
    """Take the options that every command knows from wherever they stand before a `--`."""
    found: dict[str, str] = {}
    rest: list[str] = []
    queue = list(arguments)
    while queue:
        argument = queue.pop(0)
        if argument == "--":
            rest += [argument, *queue]
            break
        name, equals, value = argument.partition("=")
        if name not in GLOBALS or not (equals or queue):
            rest.append(argument)
        else:
            found[name.removeprefix("--")] = value if equals else queue.pop(0)
    return Globals(**found), rest


def dispatch(session: Session, rest: list[str]) -> int:
    """Open the desk or the overview when no command is named, else run the command."""
    if not rest and COMPLETE not in os.environ:
        if sys.stdin.isatty() and sys.stdout.isatty():
            return desk(session)
        from meydan.app.cli.overview import overview

        overview(session)
        return 0
    # Importing makes a hundred thousand objects that stay: looking for garbage among them costs a tenth of a
    # short command's time.
    gc.set_threshold(GARBAGE_EVERY, 20, 20)
    from meydan.app.cli.tree import call

    return call(session, rest)


def desk(session: Session) -> int:
    """Open the desk; a store that is not there is made first."""
    from meydan.app.desk import run as run_desk

    if not session.ready():
        _ = session.store
        session.close()
    run_desk(session.workspace, session.given.language)
    return 0


def guarded(session: Session, act: Callable[[], int]) -> int:
    """Run `act`; whatever goes wrong becomes one line on stderr and a status."""
    try:
        status = act()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`| head`); what is still buffered must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except KeyboardInterrupt:
        _complain(session.say(N_("interrupted")))
        status = FAILED
    except Exception as error:
        line = explain(error, session.speech)
        if line is None:
            if os.environ.get("MEYDAN_DEBUG"):
                raise
            line = session.say(
                N_("unexpected error, MEYDAN_DEBUG=1 shows more: {error}"),
                error=f"{type(error).__name__}: {error}",
            )
        _complain(line)
        status = error.status if isinstance(error, Failure) else FAILED
    finally:
        session.close()
    return status


def _complain(line: str) -> None:
    from meydan.app.cli.output import safe, warn

    warn(f"meydan: {safe(line)}")
