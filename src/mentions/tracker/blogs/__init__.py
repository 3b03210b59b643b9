"""The owner's blogs: new posts by themselves, and old ones."""
