"""Being told: what is news is noted, and sent once."""
