"""`make load`: people use the local system as fast as it answers, and every effect is accounted for afterwards."""
