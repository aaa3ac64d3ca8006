"""Pages: parse what came, call one service, render what it answered. `access.py` says who may see which."""
