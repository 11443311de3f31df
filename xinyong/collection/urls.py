"""Addresses of 报送 in the workspace."""

from django.urls import path

from xinyong.collection.views import choosing, deciding, downloads, lists, receipts, showing, submitting

app_name = "collection"
_ONE = "submissions/<str:receipt>/"
urlpatterns = [
    path("submit/", choosing.choose, name="choose"),
    path("submit/<slug:code>/", submitting.submit, name="submit"),
    path("submit/<slug:code>/favourite/", choosing.favourite, name="favourite"),
    path("template/<slug:code>.xlsx", choosing.template, name="template"),
    path("submissions/", lists.submissions, name="submissions"),
    path("submissions/all/", lists.all_submissions, name="all_submissions"),
    path("reviews/", lists.reviews, name="reviews"),
    path("receipts/verify/", receipts.verify, name="verify"),
    path(_ONE, showing.submission, name="submission"),
    path(f"{_ONE}progress/", showing.progress, name="progress"),
    path(f"{_ONE}rows/<int:line>/", showing.row, name="row"),
    path(f"{_ONE}confirm/", deciding.confirm, name="confirm"),
    path(f"{_ONE}cancel/", deciding.cancel, name="cancel"),
    path(f"{_ONE}approve/", deciding.approve, name="approve"),
    path(f"{_ONE}give-back/", deciding.give_back, name="give_back"),
    path(f"{_ONE}marked-copy.xlsx", downloads.marked, name="marked"),
    path(f"{_ONE}bad-rows.xlsx", downloads.bad_rows, name="bad_rows"),
    path(f"{_ONE}findings.csv", downloads.findings, name="findings_csv"),
    path(f"{_ONE}receipt/", receipts.receipt, name="receipt"),
    path(f"{_ONE}receipt.pdf", receipts.receipt_pdf, name="receipt_pdf"),
]
