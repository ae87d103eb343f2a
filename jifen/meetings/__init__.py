"""Meetings (会议): agenda, who came, votes, decisions, minutes."""
