"""Pages of the admin about the whole record; they stand ahead of Django's own addresses."""

from django.contrib import admin
from django.urls import path

from csbm_catalog.admin import pages

urlpatterns = [
    path("log/", admin.site.admin_view(pages.change_log), name="record-log"),
    path("log.csv", admin.site.admin_view(pages.change_log_csv), name="record-log-csv"),
    path("deleted/", admin.site.admin_view(pages.deleted), name="record-deleted"),
    path(
        "deleted/<str:label>/<int:pk>/", admin.site.admin_view(pages.deleted_one), name="record-deleted-one"
    ),
]
