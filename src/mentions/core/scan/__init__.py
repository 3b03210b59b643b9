"""Look before parsing: is an answer worth reading?"""
