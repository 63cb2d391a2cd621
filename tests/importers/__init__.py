"""Tests of reading the files that boards keep."""
