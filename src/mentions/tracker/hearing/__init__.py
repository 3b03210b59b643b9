"""Places that tell by themselves, over a stream."""
