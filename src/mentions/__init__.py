"""Who shared your post, what they said, and how it spread."""

__version__ = "0.1.0"
