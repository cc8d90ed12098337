"""The text of an official paper, read: files → lines → numbered measures → matched with the record's entries.

Nothing here writes to the database. `files` makes a `Paper` of what was pasted or uploaded, `reading.read`
finds the measures in it, `matching.match` says which entry of the record each of them is.
"""
