"""Keeping the home safe: backups, moving to another engine, what a start must find."""
