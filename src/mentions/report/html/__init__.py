"""A report as one HTML file, and the same on pages of a PDF."""
