"""报送 in the browser: choose an item, hand a file in, follow it to its receipt.

Pages say what stands and lead to the next step; what may be done is for `actions`, who sees what for `queries`.
"""
