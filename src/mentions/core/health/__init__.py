"""Whether what was found still stands where it was found: pure decisions."""
