"""Notices: once for a person and an event, on working days, and nothing about who looks."""
