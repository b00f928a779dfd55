"""Caches: named tables of rows, on disk or in memory."""
