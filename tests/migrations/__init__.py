"""The way up and down, with rows, on both databases."""
