"""docs/install.md, followed word by word in an empty Debian."""
