"""Nights as people live them, in a real browser, over the running service."""
