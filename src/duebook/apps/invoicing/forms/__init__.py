"""What people type on the pages of invoicing, and the commands that it becomes."""
