"""The trend feed: what is rising, where, how fast."""
