"""Pure rules: values in, value out; no session, no clock."""
