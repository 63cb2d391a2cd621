"""Tests of the trail and of its verification."""
