"""The packet desk: for signed-in members of the briefing staff, and nobody's cache."""
