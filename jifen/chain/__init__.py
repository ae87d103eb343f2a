"""Chain: everything that happens in a town, in one sequence that nobody can quietly change."""
