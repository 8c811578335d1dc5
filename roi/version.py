"""The version of the tool; every result and report carries it."""

VERSION = "0.1.0"
