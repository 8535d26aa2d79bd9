"""Waves in what an account hears, found in the process that syncs."""
