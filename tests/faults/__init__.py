"""Planted faults: each must be found by a named test."""
