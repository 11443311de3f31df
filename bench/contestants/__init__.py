"""The programs that are measured; each is run as `python -m bench.contestants.NAME` and prints one JSON document."""
