"""Addresses of the yearly reviews: those of a project, one of them, the comparison of all cités."""

from marelle.kernel.access import route

from . import compare_reviews, review_voices, review_write, reviews

READ = "projects.read"
REVIEWS = "projets/<int:pk>/revues/"
REVIEW = f"{REVIEWS}<int:year>/"
CHAPTER = f"{REVIEW}volets/<slug:section>/"

urlpatterns = [
    route("revues/", compare_reviews.show, name="reviews", access=READ),
    route("revues/revues.csv", compare_reviews.as_csv, name="reviews_csv", access=READ),
    route(REVIEWS, reviews.listing, name="project_reviews", access=READ),
    route(REVIEW, reviews.show, name="project_review", access=READ),
    route(f"{REVIEW}revue.pdf", reviews.as_pdf, name="review_pdf", access=READ),
    route(f"{REVIEW}voix/", review_voices.show, name="review_voices", access=READ),
    route(CHAPTER, review_write.chapter, name="review_chapter", access=READ),
    route(f"{CHAPTER}enregistrer/", review_write.autosave, name="review_autosave", access=READ),
]
