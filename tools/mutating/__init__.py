"""What tools/mutations.py is made of."""
