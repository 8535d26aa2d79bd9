"""The command tree: every family in one Typer application, spoken in the person's language."""

from __future__ import annotations

import os
import re
from importlib import import_module
from typing import Annotated, Any, Protocol, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from meydan.app.cli.errors import MISUSED, Misuse
from meydan.app.cli.output import safe, warn
from meydan.app.cli.session import COMPLETE, Session
from meydan.panes.speech import N_, Speech

FAMILIES = {
    "setup": ("demo", "init", "connect"),
    "syncing": ("sync",),
    "inbox": ("inbox",),
    "triage": (
        *("note", "done", "reopen", "assign", "tag", "untag", "sentiment", "snooze"),
        *("undo", "redo"),
    ),
    "moderation": ("hide", "unhide", "delete", "block", "report", "spam"),
    "around": ("ask", "answer", "withdraw", "inquiries", "similar"),
    "people": ("people", "mark", "join", "split"),
    "deliveries": ("outbox",),
    "replying": ("reply",),
    "posts": ("post",),
    "views": ("calendar", "ads", "trends"),
    "team": ("tags",),
    "members": ("members",),
    "saved": ("saved",),
    "rules": ("rules",),
    "sla": ("sla",),
    "splits": ("splits",),
    "connectors": ("connectors",),
    "classifying": ("classify",),
    "intake": ("ingest",),
    "models": ("retag", "learn"),
    "phrases": ("phrases",),
    "accuracy": ("accuracy",),
    "waves": ("waves",),
    "care": ("accounts", "doctor", "backup", "restore", "sql"),
}
"""The modules of commands beside this one, and what each adds: only the one that is named is imported."""

PROGRAM = "meydan"
EXTRA = re.compile(r"\s*\[(?:default|required|x>=|\d+<=x)[^\]]*\]$")
"""What Typer puts behind a help text; ours say themselves what needs saying."""
TYPE = re.compile(r" <[\w \[\]]+>$")
"""The type that Typer puts behind an argument's name."""
BRACES = re.compile(r"\{([^{}]*)\}")
"""How Typer marks what is required in a usage line, where everybody else marks what is not."""

_GENERAL = (
    N_("Options"),
    N_("Arguments"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("Install completion for the current shell."),
    N_("Show completion for the current shell, to copy it or customize the installation."),
)
"""What Typer itself says in a help page."""


class Group(TyperGroup):
    """A group of commands whose unknown command is told in the person's language."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command named first. Raises Misuse, with what may have been meant."""
        if (
            not args[0].startswith("-")
            and self.get_command(ctx, args[0]) is None
            and not ctx.resilient_parsing
        ):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.list_commands(ctx))
            if near:
                raise Misuse(
                    N_("no command {name}; did you mean {near}?"), name=args[0], near=", ".join(near)
                )
            raise Misuse(N_("no command {name}"), name=args[0])
        return super().resolve_command(ctx, args)


def build(only: str = "") -> typer.Typer:
    """The application, whole or with `only` one command; help texts are message ids until `speak`."""
    app = typer.Typer(
        name=PROGRAM,
        help=N_("The command center of community managers. Without a command: the desk."),
        cls=Group,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for family, names in FAMILIES.items():
        if only in ("", *names):
            import_module(f"meydan.app.cli.{family}").register(app)
    if only:
        app.registered_commands = [one for one in app.registered_commands if one.name == only]
        app.registered_groups = [one for one in app.registered_groups if one.name == only]
    return app


def _root(
    workspace: Annotated[
        str,
        typer.Option(
            metavar="DIR", expose_value=False, help=N_("the workspace's folder (also MEYDAN_WORKSPACE)")
        ),
    ] = "",
    store: Annotated[
        str,
        typer.Option(metavar="URL", expose_value=False, help=N_("the store's URL (also MEYDAN_STORE)")),
    ] = "",
    language: Annotated[
        str,
        typer.Option(metavar="tr|en", expose_value=False, help=N_("the language (also MEYDAN_LANGUAGE)")),
    ] = "",
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            expose_value=False,
            callback=lambda value: _print_version() if value else None,
            help=N_("print the version and exit"),
        ),
    ] = False,
) -> None:
    # start.take_globals has taken these wherever they stood; here they are for help and completion.
    del workspace, store, language, version


def _print_version() -> None:
    from importlib.metadata import version

    typer.echo(f"meydan {version('meydan')}")
    raise typer.Exit


def call(session: Session, arguments: list[str]) -> int:
    """Run the command that the arguments name and return its status."""
    arguments = _whole(arguments)
    command = get_command(build(_named_by(arguments)))
    speak(command, session.speech)
    if COMPLETE in os.environ:
        command.main(arguments, prog_name=PROGRAM, obj=session)
    # Not by `command.main`: it would end the process for a closed pipe or an interrupt before start.guarded
    # hears of it.
    try:
        with command.make_context(PROGRAM, arguments, obj=session) as context:
            command.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    except typer.TyperException as error:
        return _misused(error, session.speech)
    return 0


VALUE_MAY_LACK = frozenset({"--ask"})


def _whole(arguments: list[str]) -> list[str]:
    """The arguments with an empty value for the options that may stand without one."""
    whole = []
    for argument, following in zip(arguments, [*arguments[1:], "--"], strict=False):
        whole.append(argument)
        if argument in VALUE_MAY_LACK and following.startswith("--"):
            whole.append("")
    return whole


def _named_by(arguments: list[str]) -> str:
    """The command that is named first, "" for none: making all of them would take longer than most run."""
    known = {name for names in FAMILIES.values() for name in names}
    return arguments[0] if arguments and arguments[0] in known and COMPLETE not in os.environ else ""


class _Command(Protocol):
    help: str | None
    options_metavar: str | None
    context_class: type[Any]
    params: list[Any]


def speak(command: object, speech: Speech) -> None:
    """Translate the help texts of a command, its options and all below it, in place."""
    _speak(command, speech, _spoken_context(speech))


def _speak(command: object, speech: Speech, context: type[Any]) -> None:
    node = cast(_Command, command)
    if node.help:
        node.help = speech.say(node.help)
    node.context_class = context
    node.options_metavar = speech.say(N_("[OPTIONS]"))
    for param in node.params:
        if param.help:
            param.help = speech.say(param.help)
    if isinstance(command, TyperGroup):
        command.subcommand_metavar = speech.say(N_("COMMAND [ARGS]..."))
        for below in command.commands.values():
            _speak(below, speech, context)


def _spoken_context(speech: Speech) -> type[Any]:
    class Formatter(typer.Context.formatter_class):  # type: ignore[misc,valid-type]
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            usage = speech.say(N_("Usage:"))
            plain = BRACES.sub(r"\1", args)
            super().write_usage(prog, plain, f"{usage} " if prefix is None else prefix)

        def write_heading(self, heading: str) -> None:
            super().write_heading(speech.say(heading))

        def write_dl(self, rows: Any, *args: Any, **kwargs: Any) -> None:
            spoken = [(TYPE.sub("", first), self.plain(first, second)) for first, second in rows]
            super().write_dl(spoken, *args, **kwargs)

        @staticmethod
        def plain(first: str, second: str) -> str:
            extra = EXTRA.search(second)
            needed = extra is not None and "required" in extra[0] and first.startswith("-")
            mark = speech.say(N_("required"))
            return EXTRA.sub(f" ({mark})" if needed else "", speech.say(second))

    class Context(typer.Context):
        formatter_class = Formatter

    return Context


def _misused(error: typer.TyperException, speech: Speech) -> int:
    """Say a mistake in the arguments in the person's language, with the usage it belongs to."""
    ctx = getattr(error, "ctx", None)
    if ctx is not None:
        warn(ctx.get_usage())
    warn(f"meydan: {safe(_usage_error(error, speech))}")
    return MISUSED


def _usage_error(error: typer.TyperException, speech: Speech) -> str:
    option = getattr(error, "option_name", "")
    param = getattr(error, "param", None)
    what = param.get_error_hint().replace("'", "") if param is not None else ""
    match type(error).__name__:
        case "NoSuchOption":
            near = ", ".join(sorted(getattr(error, "possibilities", None) or ()))
            if near:
                return speech.say(N_("no option {name}; did you mean {near}?"), name=option, near=near)
            return speech.say(N_("no option {name}"), name=option)
        case "MissingParameter":
            return speech.say(N_("{what} is missing"), what=what)
        case "BadOptionUsage" if "does not take a value" in error.message:
            return speech.say(N_("option {name} takes no value"), name=option)
        case "BadOptionUsage":
            return speech.say(N_("option {name} needs a value"), name=option)
        case "BadParameter" if param is not None and param.type_descriptor.annotation in (int, list[int]):
            return speech.say(N_("{what} must be a whole number"), what=what)
        case "BadParameter" if what:
            return speech.say(N_("{what} is not valid: {reason}"), what=what, reason=error.message)
    extra = re.fullmatch(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", error.message, re.DOTALL)
    if extra:
        return speech.say(N_("too many arguments: {rest}"), rest=extra[1])
    if error.message == "Missing command.":
        return speech.say(N_("a command is missing"))
    return error.format_message()
