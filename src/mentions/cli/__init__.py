"""The command line: arguments in, one tracker call, one rendering out."""
