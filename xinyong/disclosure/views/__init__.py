"""The pages of the public site: complete without script, held exactly as long as they are true."""
