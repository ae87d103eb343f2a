"""The work that nobody clicks for: what the clock says is due, and what was put off for later."""
