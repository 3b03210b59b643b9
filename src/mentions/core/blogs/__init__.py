"""Blogs: which addresses are posts, where they are looked for, where older ones stand."""
