"""Digests of tweets among pings and comments, opened at the tweets about the article."""
