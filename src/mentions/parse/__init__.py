"""Bytes in, entries out: one module for each way in which pages and feeds are written."""
