"""The field itself: values and functions; no Django, no clock, no randomness, no I/O."""
