"""Rulebook: which published rules stood in a town on which day."""
