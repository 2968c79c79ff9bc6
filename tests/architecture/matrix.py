"""Who may ask what: one line per URL of ours. A URL that is not here fails the tests.

Those named in `by` get one of `ok`; everybody else a 404, anonymous visitors the way to sign in. An
answer that merely says the form was wrong counts as being let in. `name#variant` asks again for
something else.
"""

from uuid import UUID

from accompaniment import links
from tests.architecture.arguments import (
    _invite,
    achievement,
    activity,
    asked,
    asked_link,
    badge,
    badge_key,
    block,
    both_views,
    calculator,
    card,
    choice,
    climb,
    cohort,
    competence,
    competence_page,
    enrolment,
    evidence,
    hand_in,
    handed_in_file,
    invitation,
    module,
    moment,
    next_version,
    notebook_page,
    notebook_share,
    package,
    package_attempt,
    package_use,
    page_version,
    passport_link,
    passport_share,
    path,
    pitch,
    posture,
    posture_question,
    posture_slug,
    referral,
    said,
    service,
    session,
    shared_link,
    shown_posture,
    skill_card,
    skilled,
    status_list,
    upload,
    version,
)
from tests.architecture.rules import (
    ADMINISTRATOR,
    COUNSELLOR,
    COUNSELLORS,
    EVERYBODY,
    FOUNDER,
    FOUNDERS,
    NOBODY,
    PRESCRIBER,
    SESSION_TEAM,
    SIGNED_IN,
    STRUCTURE,
    TRAINER,
    Rule,
    absent,
    fixed,
    look,
    nothing,
    post,
)

# What answers a visitor who is not signed in, by name. A new one is a decision: write it here.
PUBLIC = {
    # The house: what machines ask, cards to sign in with, the language, the demonstration
    *("core:healthz", "core:readyz", "core:robots", "core:favicon", "set_language"),
    *("core:access", "core:access_card"),
    "media:public_file",
    *("core:demo", "core:demo_sign_in", "core:demo_message"),
    # Links that are secrets: a recommendation card, a structure's answer, a shared notebook
    *("accompaniment:card_public", "accompaniment:answer", "learners:shared_notebook"),
    "learners:outside_view",
    *("learners:shared_passport", "learners:shared_passport_file"),
    # Badges: what verifiers fetch, the page that verifies, the badge that its founder made public
    *("competences:badge_keys", "competences:badge_key", "competences:badge_issuer"),
    *("competences:badge_status_list", "competences:achievement"),
    *("competences:achievement_picture", "competences:verify"),
    *("competences:badge", "competences:badge_file"),
    # django-allauth: the ways in and out
    *("account_login", "account_logout", "account_inactive", "atelier_login"),
    *("account_request_login_code", "account_confirm_login_code", "mfa_authenticate"),
    *("account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
    # Wagtail: published pages; a sign-in page that leads to ours; an API that checks by itself
    *("wagtail_serve", "wagtailadmin_login", "wagtailadmin_api:pages:action"),
    *(
        f"wagtailadmin_api:{kind}:{action}"
        for kind in ("pages", "images", "documents")
        for action in ("listing", "detail", "find")
    ),
    # The API, which asks for a token: a session opens nothing there.
    *("api:packages", "api:package_import"),
    # Under the workshop's own door: only Django's middleware would let them through.
    *("wagtail_localize:edit_override", "wagtail_localize:edit_string_translation"),
    *("wagtail_localize:snippets_api_listing", "wagtail_localize:snippets_api_detail"),
}

CORE = {
    "core:healthz": look(EVERYBODY),
    "core:readyz": look(EVERYBODY, nothing, 200, 503),
    "core:robots": look(EVERYBODY),
    "core:favicon": look(EVERYBODY, nothing, 302),
    "core:home": look(SIGNED_IN, nothing, 302),
    "core:access": look(EVERYBODY),
    "core:access_card": look(EVERYBODY, fixed(code="AAAA-AAAA-AAAA"), 404),
    "core:outbox": look(ADMINISTRATOR),
    "core:outbox_revive": post(ADMINISTRATOR),
    # For coordinators, who have no part in this world.
    "core:workshop_rights": look(NOBODY),
    "core:workshop_rights_give": post(
        NOBODY, lambda world: {"user_id": world.people["trainer"].uuid}
    ),
    "core:demo": absent(),
    "core:demo_sign_in": Rule(NOBODY, data=nothing, anonymous=404),
    "core:demo_message": Rule(NOBODY, fixed(name="x"), anonymous=404),
}

FOUNDER_PAGES = {
    # Each finds her own there, and somebody without a path what to do.
    "learners:home": look(SIGNED_IN),
    "learners:steps": look(SIGNED_IN, nothing, 200, 302),
    "learners:notebook": look(SIGNED_IN),
    "learners:notebook_file": look(SIGNED_IN),
    "learners:notebook_pdf": look(SIGNED_IN),
    "learners:notebook_odt": look(SIGNED_IN),
    "learners:project": look(SIGNED_IN),
    "learners:project_founders": look(SIGNED_IN),
    "learners:project_code": look(SIGNED_IN),
    "learners:project_leave": look(SIGNED_IN),
    "learners:project_invite": post(SIGNED_IN, ok=(200, 302)),
    "learners:notebook_shares": look(SIGNED_IN),
    "learners:notebook_share_new": look(SIGNED_IN),
    # The pages, invitations and sharings of her project; an invitation is read by who holds it.
    "learners:notebook_page_new": post(FOUNDERS),
    "learners:notebook_page": look(FOUNDER, notebook_page),
    "learners:notebook_page_move": post(FOUNDER, notebook_page, fixed(rank="0")),
    "learners:notebook_page_remove": post(FOUNDER, notebook_page),
    "learners:notebook_page_removed": look(FOUNDER, notebook_page),
    "learners:notebook_page_put_back": post(FOUNDER, notebook_page),
    "learners:notebook_page_versions": look(FOUNDER, notebook_page),
    "learners:notebook_page_restore": post(FOUNDER, page_version),
    "learners:project_uninvite": post(FOUNDER, invitation),
    "learners:project_invitation_print": look(FOUNDER, invitation),
    "learners:project_join": look(FOUNDERS, lambda world: {"code": _invite(world).shown_code}),
    "learners:notebook_share": look(FOUNDER, notebook_share),
    "learners:notebook_share_stop": post(FOUNDER, notebook_share),
    # Her words, by the link that she gave, or for the trainer whom she named.
    "learners:shared_notebook": look(EVERYBODY, shared_link),
    "learners:notebooks": look(COUNSELLORS | TRAINER),
    "learners:notebook_read": look(TRAINER, notebook_share),
    # Her passport: hers, by the link that she gave, and printed with her by who follows her.
    "learners:passport": look(SIGNED_IN),
    "learners:passport_choose": look(SIGNED_IN),
    "learners:passport_file": look(SIGNED_IN),
    "learners:passport_share": look(SIGNED_IN),
    "learners:passport_consent": post(SIGNED_IN, ok=(200, 302)),
    "learners:passport_share_stop": post(FOUNDER, passport_share),
    "learners:shared_passport": look(EVERYBODY, passport_link),
    "learners:shared_passport_file": look(EVERYBODY, passport_link),
    "learners:passport_prepare": look(COUNSELLOR, enrolment),
    "learners:passport_print": look(COUNSELLOR, enrolment, 302),
    "learners:agenda": look(SIGNED_IN),
    "learners:help": look(SIGNED_IN),
    "learners:profile": look(FOUNDERS),
    "learners:address": look(FOUNDERS),
    "learners:address_code": look(FOUNDERS, nothing, 302),
    # Hers alone: who helps her reads what she shares, on other pages.
    "learners:path_choose": post(FOUNDER, enrolment),
    "learners:path_stop": look(FOUNDER, enrolment),
    "learners:path_resume": post(FOUNDER, enrolment),
    "learners:path": look(FOUNDER, enrolment),
    "learners:decision": look(FOUNDER, block),
    "learners:module": look(FOUNDER, module),
    "learners:module_complete": post(FOUNDER, module),
    "learners:activity_answer": post(FOUNDER, activity, ok=(302, 422)),
    "learners:activity_spreadsheet": look(FOUNDER, calculator),
    "learners:pitch_sheet": look(FOUNDER, pitch),
    "learners:pitch_file": look(FOUNDER, pitch),
    "learners:activity_versions": look(FOUNDER, activity),
    "learners:activity_restore": post(FOUNDER, version),
    "learners:package_open": post(FOUNDER, package),
    "learners:package_page": look(FOUNDER, package),
    "learners:package_state": look(FOUNDER, package),
    "learners:package_token": post(FOUNDER, package, package_attempt, ok=(200,)),
    "learners:package_replay": post(FOUNDER, package, ok=(400,)),
    "learners:upload": look(FOUNDER, upload),
    "learners:upload_delete": post(FOUNDER, upload),
    "learners:portfolio": look(SIGNED_IN),
    "learners:evidence": look(FOUNDER, evidence),
    "learners:evidence_add": look(FOUNDER, competence),
    "learners:evidence_share": post(FOUNDER, evidence),
    "learners:evidence_remove": post(FOUNDER, evidence),
    "learners:evidence_restore": post(FOUNDER, evidence),
    # Where she stands, in her own words
    "learners:competences": look(SIGNED_IN),
    "learners:positioning": look(FOUNDER, moment),
    "learners:positioning_card": look(FOUNDER, skill_card),
    "learners:positioning_end": look(FOUNDER, moment, 302),
    "learners:positioning_side_by_side": look(FOUNDER, both_views),
    "learners:positioning_later": post(FOUNDER, moment),
    "learners:posture": look(SIGNED_IN),
    "learners:posture_start": post(FOUNDER, posture_slug),
    "learners:posture_question": look(FOUNDER, posture_question),
    "learners:posture_result": look(FOUNDER, posture),
    "learners:posture_share": post(FOUNDER, posture),
    "learners:posture_delete": look(FOUNDER, posture),
    # The sessions of her path, which another founder of the same path may join too.
    "learners:session": look(FOUNDERS, session),
    "learners:session_book": post(FOUNDERS, session),
    "learners:session_leave": post(FOUNDER, session),
    "learners:session_join": look(FOUNDER, session, 302),
    "learners:session_calendar": look(FOUNDERS, session),
}

TEAM_PAGES = {
    "learners:cohort_list": look(COUNSELLORS),
    "learners:cohort_detail": look(COUNSELLOR, cohort),
    "learners:cohort_export": look(COUNSELLOR, cohort),
    "learners:person_enrol": look(COUNSELLOR, cohort),
    "learners:person_detail": look(COUNSELLOR, enrolment),
    "learners:person_assign": post(COUNSELLOR, enrolment),
    "learners:access_card": look(COUNSELLOR, enrolment),
    "learners:access_card_print": look(COUNSELLOR, enrolment, 302),
    "learners:shown_evidence_list": look(COUNSELLORS | TRAINER),
    "learners:shown_evidence": look(TRAINER, evidence),
    "learners:hand_in_list": look(TRAINER),
    "learners:hand_in_detail": look(TRAINER, hand_in),
    "learners:package_reports": look(TRAINER),
    "learners:package_report": look(TRAINER, package_use),
    "learners:package_report_questions": look(TRAINER, package_use),
    "learners:package_report_answers": look(TRAINER, package_use),
    "learners:package_report_xlsx": look(TRAINER, package_use),
    "learners:person_packages": look(
        TRAINER, lambda world: {"enrolment_id": package(world)["enrolment_id"]}
    ),
    "learners:person_package": look(TRAINER, package),
    "learners:upload#handed_in": look(FOUNDER | TRAINER, handed_in_file),
    "learners:session_list": look(COUNSELLORS | TRAINER),
    "learners:session_new": look(TRAINER),
    "learners:session_detail": look(SESSION_TEAM, session),
    "learners:session_sheet": look(SESSION_TEAM, session),
    "learners:session_edit": look(TRAINER, session),
    "learners:session_cancel": look(TRAINER, session),
    "learners:session_attendance": post(TRAINER, session, ok=(200, 302)),
    "learners:session_walk_in": post(
        TRAINER, session, lambda world: {"enrolment": world.enrolment.uuid}, ok=(302, 404)
    ),
    "learners:session_room": post(TRAINER, session),
    "learners:session_enter": look(TRAINER, session),
}


VIEWS_ON_COMPETENCES = {
    # The founder
    "learners:my_views": look(SIGNED_IN),
    "learners:views_read": post(SIGNED_IN),
    "learners:competence": look(FOUNDER, competence_page),
    "learners:ask_view": look(FOUNDER, enrolment),
    "learners:asked": look(FOUNDER, asked),
    "learners:asked_sheet": look(FOUNDER, asked),
    "learners:asked_revoke": look(FOUNDER, asked),
    # Whom she asked, by a signed link
    "learners:outside_view": look(EVERYBODY, asked_link),
    # The team of the organisation that follows her
    "learners:assessment_people": look(COUNSELLORS | TRAINER),
    "learners:person_views": look(SESSION_TEAM, enrolment),
    "learners:person_history": look(SESSION_TEAM, enrolment),
    "learners:session_views": look(SESSION_TEAM, session),
    "learners:module_views": look(SESSION_TEAM, lambda world: {"slug": world.session.module.slug}),
    "learners:view_withdraw": look(TRAINER, said),
}

POSITIONING = {
    "learners:person_competences": look(SESSION_TEAM, skilled),
    "learners:person_side_by_side": look(SESSION_TEAM, both_views),
    "learners:person_positioning": look(SESSION_TEAM, moment),
    "learners:posture_shown": look(TRAINER, shown_posture),
}

HAND_OVER = {
    # The founder
    "accompaniment:proposal": look(FOUNDER, climb),
    "accompaniment:need_choose": post(FOUNDER, climb),
    "accompaniment:consent": look(FOUNDER, service),
    "accompaniment:referral_send": post(FOUNDER, service, ok=(200, 302)),
    "accompaniment:my_referral": look(FOUNDER, referral),
    "accompaniment:referral_withdraw": post(FOUNDER, referral),
    # Who follows her
    "accompaniment:referrals": look(COUNSELLORS),
    "accompaniment:referral": look(COUNSELLOR, referral),
    "accompaniment:proposal_review": look(COUNSELLOR, climb),
    "accompaniment:service_suggest": post(COUNSELLOR, service),
    "accompaniment:choice_remove": post(COUNSELLOR, choice),
    # Who receives her, with an account or by the link of the message
    "accompaniment:received_referrals": look(STRUCTURE),
    "accompaniment:received": look(STRUCTURE, referral),
    "accompaniment:answer": look(EVERYBODY, lambda world: {"signed": links.sign(world.referral)}),
    # Who sent her
    "accompaniment:cards": look(PRESCRIBER),
    "accompaniment:card_new": look(PRESCRIBER),
    "accompaniment:card": look(PRESCRIBER, card),
    "accompaniment:card_pdf": look(PRESCRIBER, card),
    "accompaniment:card_revoke": look(PRESCRIBER, card),
    "accompaniment:card_public": look(EVERYBODY, lambda world: {"token": world.card.token}),
}

BADGES = {
    "competences:badge_keys": look(EVERYBODY),
    "competences:badge_key": look(EVERYBODY, badge_key),
    "competences:badge_issuer": look(EVERYBODY, lambda world: {"slug": world.organization.slug}),
    "competences:badge_status_list": look(EVERYBODY, status_list),
    "competences:achievement": look(EVERYBODY, achievement),
    "competences:achievement_picture": look(
        EVERYBODY, lambda world: achievement(world) | {"kind": "png"}
    ),
    "competences:verify": look(EVERYBODY),
    "learners:badge_list": look(SIGNED_IN),
    "learners:badge": look(FOUNDER, badge),
    "learners:badge_decline": post(FOUNDER, badge),
    "learners:badge_share": post(FOUNDER, badge),
    "learners:badge_delete": look(FOUNDER, badge),
    "learners:badge_file": look(FOUNDER, lambda world: badge(world) | {"kind": "png"}),
    "learners:badge_withdraw": look(COUNSELLOR, lambda world: enrolment(world) | badge(world)),
    # She has not made it public: nobody finds it at its public address, not even she.
    "competences:badge": Rule(NOBODY, badge, anonymous=404),
    "competences:badge_file": Rule(
        NOBODY, lambda world: badge(world) | {"kind": "png"}, anonymous=404
    ),
}

PATHS = {
    "courses:coverage_list": look(TRAINER | {"editor"} | ADMINISTRATOR),
    "courses:coverage": look(TRAINER | {"editor"} | ADMINISTRATOR, path),
    "courses:coverage_export": look(TRAINER | {"editor"} | ADMINISTRATOR, path),
    "courses:framework_move": look(ADMINISTRATOR | {"editor"}, next_version),
}

OTHERS = {
    "media:public_file": look(EVERYBODY, lambda world: {"name": world.picture}),
    "media:public_file#private": Rule(
        NOBODY, lambda world: {"name": world.upload.file.name}, anonymous=404
    ),
    "set_language": post(EVERYBODY, nothing, fixed(language="en")),
    # For programs: who is signed in shows no token. Tokens are tried in tests/media/test_api.py.
    "api:packages": Rule(NOBODY, refused=401, anonymous=401),
    "api:packages#send": Rule(NOBODY, data=nothing, refused=401, anonymous=401),
    "api:package_import": Rule(NOBODY, fixed(key=UUID(int=0)), refused=401, anonymous=401),
}

MATRIX: dict[str, Rule] = {
    **CORE,
    **FOUNDER_PAGES,
    **TEAM_PAGES,
    **VIEWS_ON_COMPETENCES,
    **POSITIONING,
    **HAND_OVER,
    **BADGES,
    **PATHS,
    **OTHERS,
}
