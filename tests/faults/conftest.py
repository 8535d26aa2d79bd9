"""The fixtures of this folder."""

from tests.app_sync.fixtures import blank, brand, team

__all__ = ["blank", "brand", "team"]
