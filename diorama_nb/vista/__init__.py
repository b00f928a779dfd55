"""Handles on data sets, and the sources behind them."""
