"""The tables, the words they are written in, and how they change: SQLModel and Alembic, nothing else."""
