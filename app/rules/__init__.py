"""The rules of the inbox at work: on what arrives, on history as a trial, and as a member asks."""
