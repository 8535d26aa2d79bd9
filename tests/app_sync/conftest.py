"""The fixtures of this folder."""

from tests.app_sync.fixtures import brand, team

__all__ = ["brand", "team"]
