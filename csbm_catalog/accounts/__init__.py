"""Accounts: sign-in, passwords, invitations, and the groups that say what an account is for."""

BRIEFING_STAFF = "Briefing staff"
