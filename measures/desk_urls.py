"""The packet desk, and the page that says whether a packet is genuine."""

from django.urls import path

from measures.views.desk import arrange, files, gather, issues, packets, sharing, texts, verify

app_name = "packets"
urlpatterns = [
    path("verify/", verify.Verify.as_view(), name="verify"),
    path("packets/", packets.Packets.as_view(), name="packets"),
    path("packets/add/", gather.Gather.as_view(), name="gather"),
    path("packets/register/", issues.Register.as_view(), name="register"),
    path("packets/register.csv", issues.RegisterCSV.as_view(), name="register_csv"),
    path("packets/issues/<str:serial>.pdf", issues.Issued.as_view(), name="issued"),
    path("packets/logos/<slug:digest>.png", files.Logo.as_view(), name="logo"),
    path("packets/<slug:packet>.pdf", files.DraftPDF.as_view(), name="pdf"),
    path("packets/<slug:packet>.docx", files.DraftDOCX.as_view(), name="docx"),
    path("packets/<slug:packet>/", arrange.PacketDetail.as_view(), name="packet"),
    path("packets/<slug:packet>/preview/", files.Preview.as_view(), name="preview"),
    path("packets/<slug:packet>/up/", arrange.Up.as_view(), name="up"),
    path("packets/<slug:packet>/down/", arrange.Down.as_view(), name="down"),
    path("packets/<slug:packet>/place/", arrange.Place.as_view(), name="place"),
    path("packets/<slug:packet>/remove/", arrange.Remove.as_view(), name="remove"),
    path("packets/<slug:packet>/undo/", arrange.Undo.as_view(), name="undo"),
    path("packets/<slug:packet>/sort/", arrange.Sort.as_view(), name="sort"),
    path("packets/<slug:packet>/sections/", arrange.AddSection.as_view(), name="add_section"),
    path("packets/<slug:packet>/sections/<slug:section>/", texts.EditSection.as_view(), name="section"),
    path("packets/<slug:packet>/measures/<slug:measure>/", texts.EditItem.as_view(), name="item"),
    path("packets/<slug:packet>/edit/", texts.EditPacket.as_view(), name="edit"),
    path("packets/<slug:packet>/issue/", issues.Issue.as_view(), name="issue"),
    path("packets/<slug:packet>/share/", sharing.Share.as_view(), name="share"),
    path("packets/<slug:packet>/share/end/", sharing.Unshare.as_view(), name="unshare"),
    path("packets/<slug:packet>/take/", packets.TakeInHand.as_view(), name="take"),
    path("packets/<slug:packet>/duplicate/", packets.Duplicate.as_view(), name="duplicate"),
    path("packets/<slug:packet>/archive/", packets.Archive.as_view(), name="archive"),
    path("packets/<slug:packet>/restore/", packets.Restore.as_view(), name="restore"),
    path("packets/<slug:packet>/delete/", packets.Delete.as_view(), name="delete"),
]
