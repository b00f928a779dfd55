"""Rows as a folder of Parquet files with a manifest, for tools that read more than one file."""
