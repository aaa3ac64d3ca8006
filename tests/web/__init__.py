"""Pages and what guards them, with CSRF on and a real database."""
