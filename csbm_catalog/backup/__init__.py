"""The whole database as one file that either engine reads: taken while the site runs, restored all or nothing.

The file is a ZIP of one text file a table, a row a line as JSON in the order of the primary key, and of
`manifest.json`: the migrations it was taken under, and of each table its columns, rows and SHA-256.
"""
