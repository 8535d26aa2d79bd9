"""Models of tone that the team brings itself: each in a process, believed while it keeps up."""
