"""The content calendar: what goes out when, and where."""
