"""Forms that were sent and what they were answered, so that a second sending does nothing twice."""
