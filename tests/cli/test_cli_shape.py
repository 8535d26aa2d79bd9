"""The shape of the command line: help, languages, usage, documentation, completion, what is imported."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer import Typer
from typer.main import get_command

from meydan.app.cli import build
from meydan.app.cli.tree import FAMILIES
from meydan.app.locale.speech import catalog
from meydan.app.locale.translating import TOLD, is_ours
from tests.cli.command import MEYDAN, Cli, item, jsonl

ROOT = Path(__file__).resolve().parents[2]


def commands() -> Iterator[tuple[str, Any]]:
    """Every command with its full name, the root too."""

    def below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        yield name, command
        for word, sub in getattr(command, "commands", {}).items():
            yield from below(f"{name} {word}", sub)

    return below("meydan", get_command(build()))


def test_every_command_and_option_is_documented() -> None:
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    for name, command in commands():
        assert f"`{name}" in page or f" {name}" in page, f"docs/cli.md does not mention {name}"
        options = [opt for param in command.params for opt in param.opts if opt.startswith("-")]
        for option in options:
            assert re.search(rf"`[^`]*{re.escape(option)}\b", page), f"docs/cli.md: {name} has {option}"


def test_every_text_of_help_is_translated() -> None:
    turkish = catalog("tr")
    for name, command in commands():
        texts = [command.help, *(getattr(param, "help", None) for param in command.params)]
        for text in filter(None, texts):
            assert turkish.gettext(text) != text, f"{name}: {text!r} has no Turkish"


def test_help_speaks_the_language_that_was_asked_for(cli: Cli) -> None:
    assert "Commands:" in cli("--help").stdout
    asked = [
        cli("--language", "tr", "--help"),
        cli("--help", "--language=tr"),
        cli("--help", MEYDAN_LANGUAGE="tr"),
        cli("--help", MEYDAN_LANGUAGE="", LANG="tr_TR.UTF-8"),
    ]
    assert all("Komutlar:" in done.stdout for done in asked)
    assert "Kullanım: meydan reply" in cli("reply", MEYDAN_LANGUAGE="tr", status=2).stderr
    one = cli("outbox", "retry", "-h", "--language", "tr").stdout
    assert "Değişkenler:" in one and "Usage" not in one
    assert not (cli.folder / "ws").exists(), "help makes no workspace"


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["inbx"], "inbox"),
        (["inbox", "--stat", "open"], "--state"),
        (["inbox", "--state"], "--state"),
        (["inbox", "--json=1"], "--json"),
        (["done", "x"], "ID"),
        (["done"], "ID"),
        (["tags"], "command"),
        (["note", "1", "a", "b"], "b"),
        (["connect", "nosuch"], "mastodon"),
        (["connect", "mastodon"], "BASE_URL"),
        (["connect", "mastodon", "https://m.example"], "--token"),
        (["sync", "--account", "x"], "--once"),
        (["--workspace"], "--workspace"),
    ],
)
def test_misuse_is_told_in_a_line_with_status_2(cli: Cli, args: list[str], told: str) -> None:
    done = cli(*args, status=2)
    last = done.stderr.splitlines()[-1]
    assert last.startswith("meydan: ") and told in last and not done.stdout


def test_global_options_stand_anywhere_before_a_double_dash(cli: Cli) -> None:
    other = cli.folder / "other"
    cli("init", "--workspace", other)
    assert (other / "meydan.db").exists() and not (cli.folder / "ws").exists()
    elsewhere = f"sqlite:///{cli.folder}/else.db"
    cli("ingest", "--account", "a", "--store", elsewhere, stdin=jsonl([item(1, "merhaba")]))
    assert len(cli.rows("inbox", f"--store={elsewhere}")) == 1
    assert cli.rows("inbox") == []
    cli("note", "--store", elsewhere, 1, "--", "--language")
    assert cli.rows("sql", "SELECT text FROM note", "--store", elsewhere) == [{"text": "--language"}]


def test_what_cannot_be_opened_is_told(cli: Cli) -> None:
    assert "/nosuch" in cli("inbox", "--store", "sqlite:////nosuch/x.db", status=1).stderr
    assert "sqlite" in cli("inbox", "--store", "nonsense", status=1).stderr
    (cli.folder / "file").write_text("x")
    assert "file" in cli("inbox", "--workspace", cli.folder / "file", status=1).stderr
    broken = cli.folder / "broken"
    broken.mkdir()
    (broken / "config.toml").write_text("colour = 1")
    assert "colour" in cli("inbox", "--workspace", broken, status=1).stderr
    (broken / "config.toml").write_text("")
    (broken / "meydan.db").write_text("this is no database, not at all")
    assert "meydan.db" in cli("inbox", "--workspace", broken, status=1).stderr


def test_messages_of_other_rooms_that_are_translated_are_still_theirs() -> None:
    source = "".join(
        re.sub(r'"\s*\n\s*f?"', "", path.read_text("utf-8"))
        for room in ("store", "connectors")
        for path in (ROOT / room).rglob("*.py")
    )
    for told in TOLD:
        fixed = max(re.split(r"\{\w+\}", told), key=len).strip(" :()")
        by_table = fixed.startswith("no ") and "no {table.name} " in source
        assert by_table or fixed in source, f"nobody says {told!r} any more"


def test_every_message_of_the_store_can_be_translated() -> None:
    raised = {"StoreError", "NotFound", "Conflict", "Forbidden"}
    for path in (ROOT / "store").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in raised:
                message = call.args[0]
                parts = message.values if isinstance(message, ast.JoinedStr) else [message]
                words = [part.value if isinstance(part, ast.Constant) else "7" for part in parts]
                said = "".join(map(str, words))
                if re.search(r"[a-z]{3}", said):
                    assert is_ours(said), f"{path}:{call.lineno}: {said!r} has no translation"


def test_the_shell_completes_commands_options_and_values(cli: Cli) -> None:
    def complete(words: str) -> list[str]:
        return cli(
            _MEYDAN_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(words.count(" "))
        ).stdout.split()

    assert complete("meydan inb") == ["inbox"]
    assert {"--state", "--search", "--json"} <= set(complete("meydan inbox --"))
    assert complete("meydan inbox --state sn") == ["snoozed"]
    assert complete("meydan outbox ar") == ["arrived"]
    # Typer would otherwise look which shell is running the tests; under make that is one it does not know.
    shown = cli("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert "_MEYDAN_COMPLETE" in shown.stdout


def test_the_version_is_the_distribution_s(cli: Cli) -> None:
    from importlib.metadata import version

    assert cli("--version").stdout == f"meydan {version('meydan')}\n"


HEAVY = (
    "textual",
    "rich",
    "httpx",
    "alembic",
    "apscheduler",
    "vaderSentiment",
    "sqlmodel",
    "uvicorn",
    "babel",
)


@pytest.mark.parametrize(
    ("args", "allowed"),
    [
        (["inbox", "--json", "-n", "20"], {"sqlmodel"}),
        (["outbox", "--json"], {"sqlmodel"}),
        (["tag", "1", "x"], {"sqlmodel"}),
        (["classify"], {"vaderSentiment"}),
        (["ingest", "--account", "a"], {"sqlmodel", "vaderSentiment"}),
        (["connectors", "list"], {"httpx", "rich"}),  # httpx imports rich where it is installed
        (["--help"], set()),
    ],
)
def test_a_command_imports_only_what_it_uses(cli: Cli, args: list[str], allowed: set[str]) -> None:
    cli("init")
    code = f"""
import sys
from meydan.app.cli.start import run
run({args!r})
print("LOADED", *(name for name in {HEAVY!r} if name in sys.modules))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=cli.env, input=b'{"text": "iyi"}\n', capture_output=True, check=True
    )
    loaded = set(done.stdout.decode().rpartition("LOADED")[2].split())
    assert loaded <= allowed, done.stderr.decode()


def test_nothing_stands_between_the_start_and_the_desk(cli: Cli) -> None:
    code = f"""
import sys
from meydan.app.cli.start import desk, take_globals
from meydan.app.cli.session import Session
session = Session(take_globals(["--language", "tr"])[0])
session.speech, session.ready()
print(*(name for name in {(*HEAVY, "typer", "pydantic", "orjson", "sqlalchemy")!r} if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], env=cli.env, capture_output=True, check=True)
    assert done.stdout == b"\n"


def test_every_family_adds_what_the_tree_says() -> None:
    for family, names in FAMILIES.items():
        app = Typer()
        import_module(f"meydan.app.cli.{family}").register(app)
        added = [*app.registered_commands, *app.registered_groups]
        assert [getattr(one, "name", None) for one in added] == list(names), family


def test_importing_the_command_line_does_nothing(tmp_path: Path) -> None:
    code = """
import sys
opened = []
def watch(event, args):
    if event in ("socket.connect", "sqlite3.connect", "subprocess.Popen") or (
        event == "open" and isinstance(args[0], str) and not args[0].endswith((".py", ".pyc", ".pyd", ".so"))
        and "site-packages" not in args[0] and "/lib/python" not in args[0] and args[1] == "w"
    ):
        opened.append((event, args[0]))
sys.addaudithook(watch)
from meydan.app.cli.tree import build
build()
print(opened)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path, timeout=60
    )
    assert done.stdout == "[]\n" and list(tmp_path.iterdir()) == []


def test_the_command_is_installed(cli: Cli) -> None:
    done = subprocess.run([MEYDAN, "--version"], env=cli.env, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("meydan ")
