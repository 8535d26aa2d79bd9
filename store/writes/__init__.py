"""Commands: each one is one transaction with an audit row and, where it can be regretted, an undo entry."""
