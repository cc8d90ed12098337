"""Records as files: taken away as CSV, JSON and XLSX, and brought back as CSV and JSON, with a preview."""
