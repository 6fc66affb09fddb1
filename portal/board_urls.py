"""Addresses of the Governance Board: its meetings, their items, and the second check."""

from django.urls import path

from portal.pages import board, board_decide, board_item, checks

urlpatterns = [
    path("", board.board_meetings, name="board_meetings"),
    path("meetings/series/", board.board_series, name="board_series"),
    path("meetings/extra/", board.board_extra, name="board_extra"),
    path("meetings/<uuid:key>/", board.board_meeting, name="board_meeting"),
    path("meetings/<uuid:key>/attendance/", board.board_attendance, name="board_attendance"),
    path("meetings/<uuid:key>/add/<slug:kind>/", board.board_add, name="board_add"),
    path("meetings/<uuid:key>/cancel/", board.board_cancel, name="board_cancel"),
    path("meetings/<uuid:key>/close/", board.board_close, name="board_close"),
    path("items/<uuid:key>/", board_item.board_item, name="board_item"),
    path("items/<uuid:key>/recuse/", board_item.board_recuse, name="board_recuse"),
    path("items/<uuid:key>/move/", board_item.board_move, name="board_move"),
    path("items/<uuid:key>/take-off/", board_item.board_take_off, name="board_take_off"),
    path("items/<uuid:key>/defer/", board_item.board_defer, name="board_defer"),
    path("items/<uuid:key>/lines/<uuid:line>/", board_decide.board_decide, name="board_decide"),
    path("items/<uuid:key>/ending/", board_decide.board_decide_ending, name="board_decide_ending"),
    path("items/<uuid:key>/record/", board_decide.board_record, name="board_record"),
    path("checks/", checks.checks, name="checks"),
    path("checks/<uuid:key>/", checks.check_item, name="check_item"),
    path("checks/<uuid:key>/release/", checks.release_item, name="release_item"),
]
