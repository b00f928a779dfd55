"""The columnar row store: records as Arrow columns."""
