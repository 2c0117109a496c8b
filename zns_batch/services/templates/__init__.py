"""Templates of an account beside the files here: compared, pulled, given their text."""
