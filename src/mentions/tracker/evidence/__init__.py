"""What is kept of the answers that showed mentions."""
