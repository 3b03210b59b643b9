"""The database: rows in, frozen records out."""
