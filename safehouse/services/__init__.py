"""Deeds: one public function each, which owns its transaction and returns frozen values, never rows."""
