"""Measured ratios: the product against floors and peers, everything in one run on one machine.

`make bench` prints a table, writes `.bench/results.json` and fails when a target is missed. Only ratios are judged: a
contestant's seconds say more about the machine than about the program. Every contestant runs in a process of its own,
one after the other, and those that need a database use one embedded server in a temporary home, removed afterwards.
What is compared and why that is fair: docs/benchmarks.md.
"""
