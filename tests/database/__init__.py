"""The databases that the tests run on."""
