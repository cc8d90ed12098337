"""The lines of a paper, out of each kind of file; without Django, for the process that opens them."""
