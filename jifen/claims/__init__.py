"""Claims: what is claimed or charged, who did what with it, and every way in to the ledger."""
