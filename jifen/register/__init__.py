"""Register: the way in for people and cycles; accounts follow in the same transaction."""
