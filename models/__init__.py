"""What is stored: the schema, the database, the evidence files."""
