"""Who may do what: actors, the permission table, scopes, and the engine that applies them under the session."""
