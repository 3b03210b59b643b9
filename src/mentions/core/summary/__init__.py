"""Mentions become the numbers of a report."""
