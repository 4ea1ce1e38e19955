"""Which keys get hot: the real keys, under a seeded crowd."""
