"""Tests of the engine for one request, and of the judge."""
