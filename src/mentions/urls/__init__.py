"""Addresses: text in, text out. Nothing here is looked up, fetched or guessed."""
