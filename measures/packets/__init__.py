"""Briefing packets: what a delegation carries into the room.

contents (what a packet says, without a database) ← of (contents from a list, a record or a saved packet)
← pdf and docx (contents as a file).
"""
