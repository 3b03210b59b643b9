"""The use cases: the one place where deciding and doing meet."""
