"""Queries: columns in, frozen rows out."""
