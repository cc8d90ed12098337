"""The catalogue's addresses and `/hello/`, the least that the full middleware can answer."""

from django.http import HttpResponse
from django.urls import path

from csbm_catalog.urls import handler500, urlpatterns  # noqa: F401

urlpatterns = [path("hello/", lambda request: HttpResponse("hello")), *urlpatterns]
