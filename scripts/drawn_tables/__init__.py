"""The tables of docs/ that are drawn from the code: `python -m scripts.drawn_tables`."""
