"""An embedded platform: a small world that answers over real HTTP, for the demo and for trials."""

from meydan.connectors.playground.connector import ENTRY

__all__ = ["ENTRY"]
