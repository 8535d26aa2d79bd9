"""An embedded platform: a small world that answers over real HTTP, for the demo and for trials."""
