"""Jobs of entities: mail about signing in."""
