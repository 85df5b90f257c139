"""From measurements to findings: what an audit does with what its detectors say."""
