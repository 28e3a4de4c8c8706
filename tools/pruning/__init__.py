"""Real sparsity: pruned weights, recorded activations, and what they do to a machine."""
