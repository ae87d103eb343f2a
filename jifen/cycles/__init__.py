"""Cycles: the appraisal year, the working-day calendar, and what time it is in a demo home."""
