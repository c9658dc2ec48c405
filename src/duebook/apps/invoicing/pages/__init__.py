"""Pages of invoicing: documents, and what is done with them."""
