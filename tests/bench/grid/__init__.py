"""``make bench-grid``: the grid beside other engines, in a real Chromium."""
