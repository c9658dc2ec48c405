"""Pages of the bank: lines placed, files taken in, deposits, book against bank."""
