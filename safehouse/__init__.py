"""Safehouse: which safe houses can take whom tonight, and where to place a person or a household."""

__version__ = "0.1.0"
