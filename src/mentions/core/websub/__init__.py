"""WebSub, the deciding part: hubs, subscriptions, and what a hub that calls is answered."""
