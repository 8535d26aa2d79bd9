"""Waves: when more is said about somebody, or worse, than chance and its own past explain."""
