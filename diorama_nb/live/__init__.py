"""A cache around any Vista: what was read is kept until something is written or news comes."""
