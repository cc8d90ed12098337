"""The table of contents."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from csbm_catalog import health
from csbm_catalog.accounts import views as accounts
from measures.admin import board
from measures.views import pages, reports

handler400 = "csbm_catalog.errors.bad_request"
handler500 = "csbm_catalog.errors.server_error"

urlpatterns = [
    path("", pages.Home.as_view(), name="home"),
    path("search/", pages.Search.as_view(), name="search"),
    path("about/", pages.About.as_view(), name="about"),
    path("state-of-the-record/", pages.StateOfTheRecord.as_view(), name="state-of-the-record"),
    path("glossary/", pages.Glossary.as_view(), name="glossary"),
    path("report/", reports.Report.as_view(), name="report"),
    path("report/<slug:key>/sent/", reports.Sent.as_view(), name="report-sent"),
    path("", include("measures.urls")),
    path("", include("measures.desk_urls")),
    path("", include("conferences.urls")),
    path("accounts/", include("csbm_catalog.accounts.urls")),
    # People sign in and out, and change their passwords, at one place: ahead of the admin's own pages for that.
    path("admin/login/", accounts.ToSignIn.as_view()),
    path("admin/logout/", accounts.SignOut.as_view()),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password-change")),
    path("admin/", board.first_page),
    path("admin/", include("csbm_catalog.admin.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
