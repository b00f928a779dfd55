"""One data set seen through a Lens."""
