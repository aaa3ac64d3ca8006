"""What several kinds of tests build upon: real databases, and what the machine must offer."""
