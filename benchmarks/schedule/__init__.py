"""A simulator of polling: the planner beside other ways to choose the next look."""
