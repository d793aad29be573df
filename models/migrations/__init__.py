"""How the tables change: one revision a change, on SQLite and on PostgreSQL."""
