"""The network. Every byte from outside comes through here."""
