"""Pages of parties: their records kept, held, released and merged."""
