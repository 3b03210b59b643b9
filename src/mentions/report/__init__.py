"""Mentions as text: terminal, JSON Lines, CSV."""
