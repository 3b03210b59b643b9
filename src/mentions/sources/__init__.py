"""The kinds of places that can be asked, one module each."""
