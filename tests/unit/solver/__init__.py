"""The plan for many requests, by hand-made examples."""
