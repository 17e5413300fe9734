"""Addresses of the candidatures, of the opinions on them, of the calls and of the decisions."""

from marelle.kernel.access import PUBLIC, route

from . import (
    apply,
    batches,
    bulk,
    copy_call,
    decide,
    decided,
    extend,
    follow,
    funnel,
    listing,
    opine,
    prepare,
    prepare_criteria,
    prepare_terms,
    public_call,
    replace_decision,
    start,
    steer,
    tell_past,
)

READ, WRITE, RECORD = "calls.read_application", "calls.write_application", "calls.record_decision"
PREPARE, OPEN, EXTEND = "calls.prepare", "calls.open", "calls.extend"
ORGANISE = "calls.organise_review"
CALL = "pilotage/appels/<slug:slug>/"
STEP = f"{CALL}preparation/"

urlpatterns = [
    route("candidatures/", listing.mine, name="applications", access=READ),
    route("candidatures/fichiers/<slug:ending>/", listing.as_file, name="applications_export", access=READ),
    route("candidatures/nouvelle/", start.show, name="application_start", access=WRITE),
    route("candidatures/<int:pk>/", apply.show, name="application", access=READ),
    route("candidatures/<int:pk>/rubriques/<slug:section>/", apply.section, name="application_section", access=WRITE),
    route("candidatures/<int:pk>/depot/", apply.file, name="application_file", access=READ),
    route("candidatures/<int:pk>/deposee/", apply.filed, name="application_filed", access=READ),
    route("candidatures/<int:pk>/avis/", opine.show, name="application_opinions", access=READ),
    route("candidatures/<int:pk>/decision/", decide.show, name="application_decide", access=RECORD),
    route("appels/", public_call.show_all, name="calls_public", access=PUBLIC),
    route("appels/<slug:slug>/", public_call.show, name="call_public", access=PUBLIC),
    route("pilotage/appels/", follow.calls, name="calls", access=RECORD),
    route("pilotage/nouvel-appel/", prepare.new, name="call_new", access=PREPARE),
    route(CALL, follow.call, name="call", access=RECORD),
    route(f"{CALL}candidatures/", listing.of_call, name="call_applications", access=READ),
    route(f"{CALL}candidatures-choisies/", bulk.show, name="call_bulk", access=ORGANISE),
    route(f"{CALL}brouillons/", bulk.drafts, name="call_remind_drafts", access=EXTEND),
    route(f"{CALL}avancement/", funnel.show, name="call_funnel", access=RECORD),
    route(f"{CALL}decision-passee/", tell_past.show, name="past_label", access=RECORD),
    route(f"{CALL}ouverture/", steer.opening, name="call_open", access=OPEN),
    route(f"{CALL}cloture/", steer.closing, name="call_close", access=OPEN),
    route(f"{CALL}annonce/", steer.announce, name="call_announce", access=RECORD),
    route(f"{CALL}delais/", extend.show, name="call_extend", access=EXTEND),
    route(f"{CALL}lots/", batches.show, name="call_batches", access=PREPARE),
    route(f"{CALL}copie/", copy_call.duplicate, name="call_duplicate", access=PREPARE),
    route(f"{CALL}essai/", copy_call.trial, name="call_trial", access=PREPARE),
    route(STEP, prepare.show, name="call_prepare", access=PREPARE),
    route(f"{STEP}abandon/", prepare.drop, name="call_drop", access=PREPARE),
    route(f"{STEP}appel/", prepare_terms.describe, name="call_describe", access=PREPARE),
    route(f"{STEP}calendrier/", prepare_terms.calendar, name="call_calendar", access=PREPARE),
    route(f"{STEP}candidats/", prepare_terms.candidates, name="call_candidates", access=PREPARE),
    route(f"{STEP}dossier/", prepare_terms.file, name="call_file", access=PREPARE),
    route(f"{STEP}nouvelle-piece/", prepare_terms.document, name="call_document_new", access=PREPARE),
    route(f"{STEP}pieces/<slug:code>/", prepare_terms.document, name="call_document", access=PREPARE),
    route(f"{STEP}criteres/", prepare_criteria.show, name="call_criteria", access=PREPARE),
    route(f"{STEP}nouveau-critere/", prepare_criteria.write, name="call_criterion_new", access=PREPARE),
    route(f"{STEP}criteres/<slug:code>/", prepare_criteria.write, name="call_criterion", access=PREPARE),
    route(f"{STEP}enveloppe/", prepare_terms.envelopes, name="call_envelopes", access=PREPARE),
    route(f"{STEP}liste/", prepare_terms.rules, name="call_list", access=PREPARE),
    route("decisions/<int:pk>/", decided.show, name="decision", access=RECORD),
    route("decisions/<int:pk>/remplacer/", replace_decision.show, name="decision_replace", access=RECORD),
]
