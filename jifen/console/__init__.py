"""The terminal door: the same commands as the pages, one verb each."""
