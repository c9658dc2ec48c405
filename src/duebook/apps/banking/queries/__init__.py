"""Reading the bank: accounts, lines, what waits on them, book against bank."""
