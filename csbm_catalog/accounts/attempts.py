"""Guesses at passwords: five for each account and address, fifty for an address whatever the account.

They are counted before the password is looked at.

django-axes counts after the fact, so that guesses sent at once all find the count as it was; here each
takes its place in the database first, and a place that is not there is not given.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.db import transaction
from django.db.models import F, QuerySet
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from csbm_catalog.events import Deed, note
from csbm_catalog.visitors import client_address, neighborhood

PASSWORD_AT = "password_at"
RECENT_SECONDS = 10 * 60
UNKNOWN = "unknown "
EVERY_NAME = ""  # what all guesses from an address are counted under, besides
NOBODY, EVERYBODY = "no account", "every account"
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """The place of one guess among those that are taken; when the next is, if it is the last or comes too late."""

    is_given: bool
    ends: datetime | None = None
    is_of_address: bool = False  # it is the address that is used up, for every account

    @property
    def is_last(self) -> bool:
        return self.ends is not None


def counted_as(name: str) -> str:
    """Return what guesses are counted under: a name that no account has may be a password, and is not kept."""
    if get_user_model().objects.filter(username=name).exists():
        return name.casefold()
    return UNKNOWN + salted_hmac("csbm_catalog.accounts.attempts", name.casefold()).hexdigest()[:32]


@transaction.atomic
def take_place(name: str, address: str) -> Place:
    """Count a guess at an account from an address, unless either is used up."""
    now = timezone.now()
    every, own = count_of(EVERY_NAME, address, now), count_of(counted_as(name), address, now)
    if not has_place(every) or not has_place(own):
        return Place(False, *end_of(every, own))
    own.attempt_time = now  # of an address, the time goes on from the first: an office is not locked for good
    for count in (every, own):
        count.failures_since_start += 1
        count.save()
    return Place(True, *end_of(every, own))


def count_of(name: str, address: str, now: datetime) -> AccessAttempt:
    """Return how many guesses count by now, locked until the transaction ends."""
    empty = {"failures_since_start": 0, "attempt_time": now, "get_data": "", "post_data": ""}
    count, _made = AccessAttempt.objects.select_for_update().get_or_create(
        username=name, ip_address=address, user_agent="", defaults=empty
    )
    if count.attempt_time + settings.AXES_COOLOFF_TIME <= now:
        count.failures_since_start, count.attempt_time = 0, now
    return count


def has_place(count: AccessAttempt) -> bool:
    is_of_address = count.username == EVERY_NAME
    limit = settings.ADDRESS_FAILURE_LIMIT if is_of_address else settings.AXES_FAILURE_LIMIT
    return count.failures_since_start < limit


def is_locked(count: AccessAttempt) -> bool:
    """Say whether a count keeps anybody from a guess at present."""
    return not has_place(count) and count.attempt_time > timezone.now() - settings.AXES_COOLOFF_TIME


def counting(attempts: QuerySet) -> QuerySet:
    """Return those counts that hold wrong passwords which count at present."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    return attempts.filter(failures_since_start__gt=0, attempt_time__gt=since)


def end_of(every: AccessAttempt, own: AccessAttempt) -> tuple[datetime | None, bool]:
    """Return when the next guess is taken, where none is now, and whether it is the address that waits."""
    if not has_place(every):
        return every.attempt_time + settings.AXES_COOLOFF_TIME, True
    return None if has_place(own) else own.attempt_time + settings.AXES_COOLOFF_TIME, False


def forget(name: str, address: str | None = None) -> int:
    """Let an account be tried again, from one address or from all; return how many counts that ended."""
    attempts = AccessAttempt.objects.filter(username=name.casefold())
    return (attempts.filter(ip_address=address) if address else attempts).delete()[0]


def give_back(name: str, address: str) -> None:
    """Forget the guesses at an account from an address, of which the last was right and so was none."""
    forget(name, address)
    every = AccessAttempt.objects.filter(username=EVERY_NAME, ip_address=address)
    was_only_one, _models = every.filter(failures_since_start__lte=1).delete()
    if not was_only_one:
        every.update(failures_since_start=F("failures_since_start") - 1)


def unlock(who, user) -> None:
    """Forget every failed sign-in of an account, and keep who did it where that ended a lock."""
    counts = list(AccessAttempt.objects.filter(username=user.get_username().casefold()))
    forget(user.get_username())
    if any(map(is_locked, counts)):
        note(who, Deed.UNLOCKED, user)


def is_any_address_locked() -> bool:
    return any(map(is_locked, counting(AccessAttempt.objects.filter(username=EVERY_NAME))))


@transaction.atomic
def forget_old() -> None:
    """Delete counts that are long over, except those that somebody holds: who waits for another waits for nobody."""
    old = AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - KEPT)
    free = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True))
    AccessAttempt.objects.filter(pk__in=free).delete()


class Attempts(AxesDatabaseHandler):
    """What django-axes asks at each sign-in, answered from one row an account and address, and one an address."""

    def is_locked(self, request, credentials=None):
        request.place = take_place((credentials or {}).get("username") or "", neighborhood(request))
        return not request.place.is_given

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        place = getattr(request, "place", None)
        if place is None:
            return
        request.axes_locked_out = place.is_last
        if place.is_given:
            forget_old()
            user = get_user_model().objects.filter(username=credentials.get("username")).first()
            address = client_address(request)
            note("", Deed.SIGN_IN_FAILED, user or NOBODY, address)
            if place.is_last:
                note("", Deed.LOCKED_OUT, EVERYBODY if place.is_of_address else user or NOBODY, address)

    def user_logged_in(self, sender, request, user, **kwargs):
        give_back(user.get_username(), neighborhood(request))
        request.session[PASSWORD_AT] = int(time.time())
        note(user, Deed.SIGNED_IN, address=client_address(request))

    def user_logged_out(self, sender, request, user, **kwargs):
        """Nothing is kept of it."""


def proves(request, password: str) -> bool:
    """Say whether this is the password of who is signed in; each time counts as a guess, as at sign-in."""
    name = request.user.get_username()
    if authenticate(request, username=name, password=password) != request.user:
        return False
    give_back(name, neighborhood(request))
    return True


def is_recent(request) -> bool:
    """Say whether the password was given in this session a few minutes ago."""
    return time.time() - request.session.get(PASSWORD_AT, 0) < RECENT_SECONDS


def locked_out(request, response, credentials):
    """Say in the style of the site that there were too many guesses, and when the next is taken."""
    ends = request.place.ends
    seconds = max(int((ends - timezone.now()).total_seconds()), 1)
    context = {
        "ends": ends,
        "minutes": -(-seconds // 60),
        "is_of_address": request.place.is_of_address,
        "held": request.POST.get("held", ""),
        "next": request.POST.get("next", ""),
    }
    page = render(request, "accounts/locked_out.html", context, status=429)
    page["Retry-After"] = str(seconds)
    page["Cache-Control"] = "private, no-store"
    return page
