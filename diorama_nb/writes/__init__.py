"""Writes: what we tell a source, from the wish to the receipt."""
