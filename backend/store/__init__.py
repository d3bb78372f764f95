"""The database of a center: tables, migrations, one unit of work per group commit."""
