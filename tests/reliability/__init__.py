"""What must hold while many people use the service at once, while processes are killed, and while the database is away."""
