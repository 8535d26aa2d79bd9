"""Rules of the inbox: what they ask for, what they may do, how people write them, what they match."""
