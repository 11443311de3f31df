"""Pages of looks and of their log."""
