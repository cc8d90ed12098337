"""Accounts: sign-in, passwords, invitations, and the groups that say what an account is for."""

READER = "Reader"
BRIEFING_STAFF = "Briefing staff"
EDITOR = "Editor"
PUBLISHER = "Publisher"
ADMINISTRATOR = "Administrator"
