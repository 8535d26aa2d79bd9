"""The parts of an ingest: each stores one kind of thing of a page, inside the page's transaction."""
