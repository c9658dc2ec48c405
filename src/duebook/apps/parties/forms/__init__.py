"""Forms of parties: their records as people type them."""
