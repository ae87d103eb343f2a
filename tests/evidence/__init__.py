"""Evidence: what is kept, what is refused, and which file proves two things."""
