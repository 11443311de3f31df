"""Checks of a block of rows: `columns` one column at a time, `cross` over several, `subjects` who and what."""
