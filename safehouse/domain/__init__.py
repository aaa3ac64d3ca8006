"""Words and values that every layer shares; nothing here reads a clock, a file or a database."""
