"""Tests of what holds for every random example."""
