"""Each figure of the README, and the script that measures it."""
