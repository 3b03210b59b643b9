"""The decisions: which entry is about which article, who did what, what is the same act."""
