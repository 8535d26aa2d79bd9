"""Fixtures of the command line's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import Cli, make_cli


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """The command on a workspace that is not there yet."""
    return make_cli(tmp_path)
