"""The background run: its loop, its jobs, and what is told of it from outside."""
