"""Addresses of the candidatures, of the opinions on them, of the calls and of the decisions."""

from marelle.kernel.access import PUBLIC, route

from . import apply, autosave, correct, decide, decided, filing, follow, form_editor, opine, start, tell_past, write

READ, WRITE, RECORD = "calls.read_application", "calls.write_application", "calls.record_decision"
CORRECT, FORMS = "calls.request_correction", "calls.write_forms"

urlpatterns = [
    route("candidatures/", apply.mine, name="applications", access=READ),
    route("candidatures/nouvelle/", start.show, name="application_start", access=WRITE),
    route("candidatures/<int:pk>/", apply.show, name="application", access=READ),
    route("candidatures/<int:pk>/rubriques/<slug:section>/", write.section, name="application_section", access=WRITE),
    route(
        "candidatures/<int:pk>/rubriques/<slug:section>/enregistrer/",
        autosave.save,
        name="application_autosave",
        access=WRITE,
    ),
    route(
        "candidatures/<int:pk>/rubriques/<slug:section>/chercher/", autosave.find, name="application_find", access=WRITE
    ),
    route("candidatures/<int:pk>/formulaire/", correct.newer, name="application_newer_form", access=WRITE),
    route("candidatures/<int:pk>/pieces/<uuid:file>/", filing.document, name="application_document", access=READ),
    route("candidatures/<int:pk>/depot/", filing.file, name="application_file", access=READ),
    route("candidatures/<int:pk>/deposee/", filing.filed, name="application_filed", access=READ),
    route("candidatures/<int:pk>/versions/<int:number>/", filing.version, name="application_version", access=READ),
    route(
        "candidatures/<int:pk>/versions/<int:number>/texte/", filing.frozen_text, name="application_text", access=READ
    ),
    route(
        "candidatures/<int:pk>/versions/<int:number>/accuse/",
        filing.receipt_pdf,
        name="application_receipt",
        access=READ,
    ),
    route(
        "candidatures/<int:pk>/comparer/<int:earlier>/<int:later>/",
        filing.compare,
        name="application_compare",
        access=READ,
    ),
    route("candidatures/<int:pk>/correction/", correct.ask, name="application_correct", access=CORRECT),
    route("formulaires/", form_editor.versions, name="forms", access=FORMS),
    route("formulaires/versions/<int:number>/", form_editor.version, name="form_version", access=FORMS),
    route("formulaires/brouillon/", form_editor.edit, name="form_editor", access=FORMS),
    route("formulaires/brouillon/questions/<slug:code>/", form_editor.question, name="form_question", access=FORMS),
    route("formulaires/brouillon/essais/<slug:section>/", form_editor.preview, name="form_preview", access=FORMS),
    route("verifier/", filing.verify, name="verify", access=PUBLIC),
    route("candidatures/<int:pk>/avis/", opine.show, name="application_opinions", access=READ),
    route("candidatures/<int:pk>/decision/", decide.show, name="application_decide", access=RECORD),
    route("appels/", follow.calls, name="calls", access=RECORD),
    route("appels/<slug:slug>/", follow.call, name="call", access=RECORD),
    route("appels/<slug:slug>/decision-passee/", tell_past.show, name="past_label", access=RECORD),
    route("decisions/<int:pk>/", decided.show, name="decision", access=RECORD),
]
