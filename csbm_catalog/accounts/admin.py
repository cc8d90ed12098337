"""Accounts in the admin: invited by e-mail address, let in again by a one-time link, closed rather than deleted."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from csbm_catalog.accounts import mail
from csbm_catalog.accounts.forms import InvitationForm
from csbm_catalog.accounts.links import Invitation, invitation_link
from csbm_catalog.admin import CatalogueAdmin

MOST_AT_ONCE = 20

admin.site.unregister(get_user_model())


@admin.register(get_user_model())
class AccountAdmin(CatalogueAdmin, UserAdmin):
    add_form = InvitationForm
    add_form_template = "admin/auth/user/invite.html"
    add_fieldsets = [
        (None, {"fields": ["email", "first_name", "last_name"]}),
        (_("What the account is for"), {"fields": ["groups", "is_staff"]}),
    ]
    list_display = ["username", "email", "first_name", "last_name", "is_active", "is_staff", "last_login"]
    actions = ["give_links"]

    def add_view(self, request, form_url="", extra_context=None):
        one_button = {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().add_view(request, form_url, one_button | (extra_context or {}))

    def response_add(self, request, obj, post_url_continue=None):
        return self.shown(request, [self.invite(request, obj)])

    @admin.action(description=_("Give a one-time link to set a password"), permissions=["change"])
    def give_links(self, request, queryset):
        """Invite anew: also the way back in for who forgot a password, where no e-mail is sent."""
        users = queryset.filter(is_active=True)[:MOST_AT_ONCE]
        return self.shown(request, [self.invite(request, user) for user in users])

    def invite(self, request, user) -> Invitation:
        link = invitation_link(request, user)
        context = {"user": user, "link": link, "site": request.get_host(), "days": days(), "by": request.user}
        is_sent = bool(
            mail.is_set_up() and user.email and mail.send("accounts/mail/invitation.txt", user.email, context)
        )
        self.log_change(
            request, user, str(_("Invited by e-mail.") if is_sent else _("Given a one-time link."))
        )
        return Invitation(user, link, is_sent)

    def shown(self, request, invitations: list[Invitation]) -> TemplateResponse:
        """Show who was sent a link, and the links that were not sent: here, once, and nowhere else."""
        context = self.admin_site.each_context(request) | {
            "title": _("One-time links"),
            "opts": self.opts,
            "invitations": invitations,
            "days": days(),
            "sends_email": mail.is_set_up(),
        }
        headers = {"Cache-Control": "private, no-store"}
        return TemplateResponse(request, "admin/auth/user/links.html", context, headers=headers)


def days() -> int:
    return settings.INVITATION_LINK_SECONDS // (24 * 3600)
