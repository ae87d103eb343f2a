"""Publicity (公示), its objections and closing records, and the monthly batch (月度审定)."""
