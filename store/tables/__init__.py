"""The tables of the store: each module its SQLModel classes, and the Core tables that queries are built from.

Who needs a table imports its module: making a table takes milliseconds, which every command would pay for.
"""
