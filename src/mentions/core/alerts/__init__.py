"""What is news to whom, and when it may be told."""
