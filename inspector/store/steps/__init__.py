"""Steps from one schema of the record to the next (Alembic); written once, never changed."""
