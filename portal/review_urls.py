"""Addresses of a review on the staff site, below its own."""

from django.urls import path

from portal.pages import casework_reviews

urlpatterns = [
    path("", casework_reviews.case_review, name="case_review"),
    path("late/", casework_reviews.settle_late, name="review_settle_late"),
    path("add/", casework_reviews.add, name="review_add"),
    path("sent/<int:representation>/", casework_reviews.consider, name="review_consider"),
    path("meeting/offer/", casework_reviews.offer_meeting, name="review_offer_meeting"),
    path("meeting/", casework_reviews.settle_meeting, name="review_settle_meeting"),
]
