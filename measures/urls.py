from django.urls import path

from conferences.urls import TwoLetters  # noqa: F401  registers "letters"
from measures.views import details, lists, pdfs

app_name = "measures"
urlpatterns = [
    path("measures/", lists.MeasureList.as_view(), name="list"),
    path("measures.csv", lists.MeasureCSV.as_view(), name="csv"),
    path("measures.json", lists.MeasureJSON.as_view(), name="json"),
    path("measures.pdf", pdfs.MeasuresPDF.as_view(), name="pdf"),
    path("measures/<slug:document>/<int:number>.pdf", pdfs.MeasurePDF.as_view(), name="measure_pdf"),
    path("documents/<slug:slug>.pdf", pdfs.DocumentPDF.as_view(), name="document_pdf"),
    path("conferences/<slug:slug>.pdf", pdfs.ConferencePDF.as_view(), name="conference_pdf"),
    path("states/<letters:code>.pdf", pdfs.StatePDF.as_view(), name="state_pdf"),
    path("measures/<slug:document>/<int:number>/", details.MeasureDetail.as_view(), name="measure"),
    path("measures/<slug:document>/<int:number>/history/", details.MeasureHistory.as_view(), name="history"),
    path("m/<slug:key>/", details.Permanent.as_view(), name="permanent"),
]
