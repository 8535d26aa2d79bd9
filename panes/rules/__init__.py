"""Rules of the inbox, as people see them."""
