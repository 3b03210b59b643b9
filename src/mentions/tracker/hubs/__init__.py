"""WebSub: subscriptions at hubs, and what they deliver."""
