"""Measures, not tests: ``make bench`` prints ratios of one run, this package beside another."""
