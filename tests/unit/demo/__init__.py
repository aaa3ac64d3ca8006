"""The invented network, by itself."""
