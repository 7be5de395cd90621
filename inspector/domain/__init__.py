"""The nouns of the house: frozen values that know numpy and nothing else."""
