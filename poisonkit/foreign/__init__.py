"""Models that were not trained here: TorchScript, exported programs, Python modules."""
