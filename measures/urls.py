from django.urls import path

from measures.views import details, lists

app_name = "measures"
urlpatterns = [
    path("measures/", lists.MeasureList.as_view(), name="list"),
    path("measures.csv", lists.MeasureCSV.as_view(), name="csv"),
    path("measures.json", lists.MeasureJSON.as_view(), name="json"),
    path("measures/<slug:document>/<int:number>/", details.MeasureDetail.as_view(), name="measure"),
    path("m/<slug:key>/", details.Permanent.as_view(), name="permanent"),
]
