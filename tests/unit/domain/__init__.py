"""Tests of the words and values that every layer shares."""
