"""The sources, on documents written for them and through the replay."""
