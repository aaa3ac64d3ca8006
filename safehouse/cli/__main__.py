"""`python -m safehouse.cli`: the `safehouse` command without its script on the path."""

from safehouse.cli import main

if __name__ == "__main__":
    main()
