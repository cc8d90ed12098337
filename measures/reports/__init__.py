"""Readers help: what they report, from the form on a public page to the editor who answers."""
