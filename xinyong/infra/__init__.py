"""The outside world, one file each: clock, crypto, storage, database, files, bulk copy."""
