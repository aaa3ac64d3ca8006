"""Sentences made of the codes and numbers that services give: one module per subject, each text translated whole."""
