"""Tests of what leaves the tracker as a file."""
