"""When to look where: the request budget, spent where arrivals are expected. Nothing here asks."""
