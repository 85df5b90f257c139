"""Adversarial attacks on a trained model, film by film, and what they achieved."""
