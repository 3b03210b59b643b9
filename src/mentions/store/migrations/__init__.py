"""The history of the tables: one file a step, run by `mentions.store.migrate`."""
