"""The review of an audit: what people decide of its suspects, and the page they use."""
