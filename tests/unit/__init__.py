"""Tests of pure values: no database, no file, no clock."""
