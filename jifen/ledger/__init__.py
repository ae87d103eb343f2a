"""Ledger: accepted facts, and every point they moved, append-only. Balances are sums of it."""
