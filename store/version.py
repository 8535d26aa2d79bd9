"""The schema's version, known without importing what makes it."""

HEAD = "0012"
