"""Settings, addresses, process entry points, the command line and system checks."""
