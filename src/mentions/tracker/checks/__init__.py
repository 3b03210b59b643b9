"""Looking again: whether mentions still stand, and what is counted of them."""
