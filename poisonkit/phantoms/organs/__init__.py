"""The parts of a chest; each knows its shape and adds to what the beam meets."""
