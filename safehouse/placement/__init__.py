"""The pure engine: data in, suggestions and plans out, without a database, a setting or a clock of its own."""
