"""Measurements, never assertions: each prints medians of several rounds in one run."""
