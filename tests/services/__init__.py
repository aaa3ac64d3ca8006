"""Tests of the services, on real databases of both sorts."""
