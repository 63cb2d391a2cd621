"""The improvement plan: words, tables, rules, queries and commands, with nothing that draws."""
