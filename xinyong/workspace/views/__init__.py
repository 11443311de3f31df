"""Pages of the workspace that bring rooms together."""
