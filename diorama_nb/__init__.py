"""Slow data feels local in Jupyter."""
