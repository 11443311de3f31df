"""Addresses of an agency's own records and of what is corrected in them.

They bear the name of the room `records`, whose pages these are; but whoever shows what is not public writes the entry
of the look, which is this room's.
"""

from django.urls import path

from xinyong.inquiries.views import changes, correcting, own_record, own_records

app_name = "records"
urlpatterns = [
    path("records/", own_records.records, name="records"),
    path("records/<int:number>/", own_record.record, name="record"),
    path("records/<int:number>/correct/", correcting.correct, name="correct"),
    path("records/<int:number>/withdraw/", correcting.withdraw, name="withdraw"),
    path("changes/", changes.changes, name="changes"),
    path("changes/<str:receipt>/", changes.change, name="change"),
    path("changes/<str:receipt>/approve/", changes.approve, name="approve"),
    path("changes/<str:receipt>/give-back/", changes.give_back, name="give_back"),
]
