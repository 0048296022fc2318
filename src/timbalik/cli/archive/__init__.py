"""An archive of the data: every row as text, in one ZIP file that opens on SQLite and PostgreSQL alike."""
