"""What injections have in common: making a sample poisonous, and saying what it is."""
