"""Reactive views on a Dio."""
