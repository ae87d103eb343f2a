"""Outcomes: warning cases and what is proposed from them; people decide, posts never end here."""
