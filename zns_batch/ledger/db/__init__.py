"""Database access: engine, transactions, schema, migrations, SQLite and PostgreSQL specifics."""
