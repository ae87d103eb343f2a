"""The web door: pages by noun. It translates, calls one command or query, and translates back."""
