"""Pages of the door, of organisations and of members of staff."""
