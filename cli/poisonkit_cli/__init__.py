"""The command line of poisonkit."""
