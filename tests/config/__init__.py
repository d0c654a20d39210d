"""Configuration: what is read, what is refused, and how the mistake is named."""
