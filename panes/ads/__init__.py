"""The ad budget tracker: plan against spend."""
