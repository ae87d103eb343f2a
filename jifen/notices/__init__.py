"""What a person is told in the system (通知), once for a person and an event."""
