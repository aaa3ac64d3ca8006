"""`python -m safehouse` is the command `safehouse`."""

from safehouse.cli import main

main()
