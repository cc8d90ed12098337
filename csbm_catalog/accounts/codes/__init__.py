"""One-time codes: what a telephone shows for half a minute, and ten on paper for when it is lost."""
