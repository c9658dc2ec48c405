"""Jobs of delivery: sending mail, printing letters, and how they leave the house."""
