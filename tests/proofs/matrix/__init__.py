"""Everyone at every door: see tests/proofs/test_matrix.py."""
