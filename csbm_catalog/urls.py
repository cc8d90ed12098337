"""The table of contents."""

from django.contrib import admin
from django.urls import include, path

from csbm_catalog import health
from measures.views import pages

handler500 = "csbm_catalog.errors.server_error"

urlpatterns = [
    path("", pages.Home.as_view(), name="home"),
    path("search/", pages.Search.as_view(), name="search"),
    path("about/", pages.About.as_view(), name="about"),
    path("glossary/", pages.Glossary.as_view(), name="glossary"),
    path("", include("measures.urls")),
    path("", include("measures.desk_urls")),
    path("", include("conferences.urls")),
    path("accounts/", include("csbm_catalog.accounts.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
