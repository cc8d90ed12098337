from django.urls import path, register_converter

from conferences import views


class TwoLetters:
    regex = "[A-Za-z]{2}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(TwoLetters, "letters")

app_name = "conferences"
urlpatterns = [
    path("documents/", views.DocumentIndex.as_view(), name="documents"),
    path("documents/<slug:slug>/", views.DocumentDetail.as_view(), name="document"),
    path("conferences/", views.ConferenceIndex.as_view(), name="conferences"),
    path("conferences/<slug:slug>/", views.ConferenceDetail.as_view(), name="conference"),
    path("states/", views.StateIndex.as_view(), name="states"),
    path("states/<letters:code>/", views.StateDetail.as_view(), name="state"),
]
