"""Accounts in the admin: invited by e-mail address, let in again by a one-time link, closed rather than deleted."""

import django_otp.plugins.otp_static.admin
import django_otp.plugins.otp_totp.admin  # noqa: F401  registers pages that show keys: taken away below
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from csbm_catalog.accounts import mail, rights
from csbm_catalog.accounts.attempts import (
    EVERY_NAME,
    UNKNOWN,
    counting,
    is_any_address_locked,
    is_locked,
    unlock,
)
from csbm_catalog.accounts.codes import devices
from csbm_catalog.accounts.failed import FailedSignIn
from csbm_catalog.accounts.forms import InvitationForm
from csbm_catalog.accounts.keeping import AccountForm
from csbm_catalog.accounts.links import Invitation, invitation_link
from csbm_catalog.accounts.roles import ROLES
from csbm_catalog.admin import CatalogueAdmin, OpenedAdmin
from csbm_catalog.events import Deed, note

MOST_AT_ONCE = 20

for model in (get_user_model(), Group, TOTPDevice, StaticDevice):
    admin.site.unregister(model)


@admin.register(get_user_model())
class AccountAdmin(OpenedAdmin, UserAdmin):
    form = AccountForm
    add_form = InvitationForm
    add_form_template = "admin/auth/user/invite.html"
    add_fieldsets = [
        (None, {"fields": ["email", "first_name", "last_name"]}),
        (_("What the account is for"), {"fields": ["groups", "is_staff"]}),
    ]
    list_display = ["username", "email", "first_name", "last_name", "is_active", "is_staff", "last_login"]
    actions = ["give_links", "unlock", "remove_codes"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and rights.reaches(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def delete_view(self, request, object_id, extra_context=None):
        """Say to who may change the account why nobody deletes it, and how it is closed."""
        user = self.get_object(request, object_id)
        if user is None or not self.has_change_permission(request, user):
            raise PermissionDenied
        title = {"title": _("Accounts are closed, not deleted"), "opts": self.opts, "original": user}
        context = self.admin_site.each_context(request) | title
        return TemplateResponse(request, "admin/auth/user/closed_instead.html", context, status=403)

    def get_readonly_fields(self, request, obj=None):
        held = [*super().get_readonly_fields(request, obj), "last_login", "date_joined"]
        return held if request.user.is_superuser else [*held, "is_superuser", "user_permissions"]

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs["queryset"] = rights.grantable(request.user)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def add_view(self, request, form_url="", extra_context=None):
        one_button = {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().add_view(request, form_url, one_button | (extra_context or {}))

    def save_related(self, request, form, formsets, change):
        """Save, keep what changed of the account's rights, and end the sessions that rest on the old ones."""
        user = form.instance
        beyond = list(user.groups.exclude(pk__in=rights.grantable(request.user)))
        super().save_related(request, form, formsets, change)
        user.groups.add(*beyond)  # what who edits could not have chosen was not theirs to take away
        rights.keep(request, user, form.rights_before)

    def save_model(self, request, obj, form, change):
        form.rights_before = rights.Rights.stored(obj) if change else rights.Rights()
        super().save_model(request, obj, form, change)
        if not change:
            note(request, Deed.CREATED, obj)

    def user_change_password(self, request, id, form_url=""):
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            note(request, Deed.PASSWORD_SET, self.get_object(request, id))
        return response

    def response_add(self, request, obj, post_url_continue=None):
        return self.shown(request, [self.invite(request, obj)])

    def chosen(self, request, queryset) -> list:
        """Return the accounts of an action that who acts may change."""
        asked = list(queryset[:MOST_AT_ONCE])
        chosen = [user for user in asked if self.has_change_permission(request, user)]
        if len(chosen) < len(asked):
            self.message_user(
                request, _("Accounts with more rights than yours are left as they are."), messages.WARNING
            )
        return chosen

    @admin.action(description=_("Give a one-time link to set a password"), permissions=["change"])
    def give_links(self, request, queryset):
        """Invite anew: also the way back in for who forgot a password, where no e-mail is sent."""
        users = self.chosen(request, queryset.filter(is_active=True))
        return self.shown(request, [self.invite(request, user) for user in users])

    @admin.action(description=_("Unlock after failed sign-ins"), permissions=["change"])
    def unlock(self, request, queryset):
        for user in self.chosen(request, queryset):
            unlock(request, user)
            self.message_user(request, _("The failed sign-ins of %(name)s are forgotten.") % {"name": user})
        if is_any_address_locked():
            self.message_user(request, still_locked(), messages.WARNING)

    @admin.action(description=_("Remove one-time codes (telephone lost)"), permissions=["change"])
    def remove_codes(self, request, queryset):
        """Take away the devices of accounts, which set up new ones when they next enter the administration."""
        for user in self.chosen(request, queryset):
            if devices.remove(user):
                note(request, Deed.CODES_REMOVED, user)
                self.log_change(request, user, str(_("One-time codes removed.")))
                self.message_user(request, _("The one-time codes of %(name)s are removed.") % {"name": user})
            else:
                words = {"name": user}
                self.message_user(request, _("%(name)s had no one-time codes.") % words, messages.WARNING)

    def invite(self, request, user) -> Invitation:
        link = invitation_link(request, user)
        context = {"user": user, "link": link, "site": request.get_host(), "days": days(), "by": request.user}
        is_sent = bool(
            mail.is_set_up() and user.email and mail.send("accounts/mail/invitation.txt", user.email, context)
        )
        self.log_change(
            request, user, str(_("Invited by e-mail.") if is_sent else _("Given a one-time link."))
        )
        note(request, Deed.INVITED, user)
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


@admin.register(Group)
class RoleAdmin(OpenedAdmin, GroupAdmin):
    """Groups: those that the catalogue fills itself after each migrate are shown, and not edited."""

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.name not in ROLES)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.name not in ROLES)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "permissions" in form.changed_data or "name" in form.changed_data:
            held = sorted(form.instance.permissions.values_list("codename", flat=True))
            note(request, Deed.RIGHTS_CHANGED, f"{form.instance}: {', '.join(held)}")

    def delete_model(self, request, obj):
        note(request, Deed.RIGHTS_CHANGED, f"{obj}: {_('group deleted')}")
        super().delete_model(request, obj)

    def get_actions(self, request):
        return {}


@admin.register(FailedSignIn)
class FailedSignInAdmin(CatalogueAdmin):
    """Wrong passwords that count at present; to unlock is to delete the count."""

    list_display = ["account", "ip_address", "failures_since_start", "attempt_time"]
    list_display_links = None
    search_fields = ["username", "ip_address"]
    actions = ["unlock"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_unlock_permission(self, request):
        return super().has_delete_permission(request)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return counting(super().get_queryset(request))

    @admin.display(description=_("account"), ordering="username")
    def account(self, attempt):
        if attempt.username == EVERY_NAME:
            return _("every account together")
        return _("no account") if attempt.username.startswith(UNKNOWN) else attempt.username

    @admin.action(description=_("Unlock: let it be tried again"), permissions=["unlock"])
    def unlock(self, request, queryset):
        for attempt in filter(is_locked, queryset):
            note(request, Deed.UNLOCKED, self.account(attempt))
        count = queryset.delete()[0]
        sentence = ngettext("%(count)d can be tried again.", "%(count)d can be tried again.", count)
        self.message_user(request, sentence % {"count": count})


def still_locked():
    address = reverse("admin:csbm_catalog_failedsignin_changelist")
    return format_html(
        _("An address is locked for every account: that is unlocked in “{}”."),
        format_html('<a href="{}">{}</a>', address, capfirst(FailedSignIn._meta.verbose_name_plural)),
    )


def days() -> int:
    return settings.INVITATION_LINK_SECONDS // (24 * 3600)
