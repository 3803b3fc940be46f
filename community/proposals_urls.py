"""`/comunita/<city>/{proposte,progettare,accordi,sondaggi}/…`: from what is proposed to what lasts."""

from django.urls import path

from .views import agreements, codesigns, proposal_desk, proposals, survey_papers, surveys

CITY = "comunita/<slug:slug>/"
HERE, ONE = f"{CITY}proposte/", f"{CITY}proposte/<int:pk>/"
CODESIGNS, CODESIGN = f"{CITY}progettare/", f"{CITY}progettare/<int:pk>/"
AGREEMENTS, AGREEMENT = f"{CITY}accordi/", f"{CITY}accordi/<int:pk>/"
SURVEYS, SURVEY = f"{CITY}sondaggi/", f"{CITY}sondaggi/<int:pk>/"

urlpatterns = [
    path(HERE, proposals.ProposalListView.as_view(), name="proposal_list"),
    path(f"{HERE}nuova/", proposals.ProposalCreateView.as_view(), name="proposal_create"),
    path(f"{HERE}di-un-gruppo/", proposals.GroupProposalCreateView.as_view(), name="proposal_create_for_group"),
    path(f"{HERE}senza-risposta/", proposal_desk.ProposalDeskView.as_view(), name="proposal_desk"),
    path(ONE, proposals.ProposalDetailView.as_view(), name="proposal_detail"),
    path(f"{ONE}bozza/", proposals.ProposalUpdateView.as_view(), name="proposal_update"),
    path(f"{ONE}sostieni/", proposals.ProposalEndorseView.as_view(), name="proposal_endorse"),
    path(f"{ONE}aggiungi/", proposals.ContributionCreateView.as_view(), name="contribution_create"),
    path(f"{ONE}ritira/", proposals.ProposalWithdrawView.as_view(), name="proposal_withdraw"),
    path(f"{ONE}riscrivi/", proposals.ProposalRewriteView.as_view(), name="proposal_rewrite"),
    path(
        f"{ONE}riscrivi-insieme/",
        proposals.ProposalRewriteTogetherView.as_view(),
        name="proposal_rewrite_together",
    ),
    path(f"{ONE}lavoriamoci/", proposal_desk.ProposalWorkOnView.as_view(), name="proposal_work_on"),
    path(f"{ONE}rispondi/", proposal_desk.ProposalDecideView.as_view(), name="proposal_decide"),
    path(f"{ONE}unisci/", proposal_desk.ProposalMergeView.as_view(), name="proposal_merge"),
    path(f"{ONE}nascondi/", proposal_desk.ProposalHideView.as_view(), name="proposal_hide"),
    path(
        f"{ONE}contributi/<int:contribution>/nascondi/",
        proposal_desk.ContributionHideView.as_view(),
        name="contribution_hide",
    ),
    path(f"{ONE}iniziativa/", proposal_desk.ProposalBeginView.as_view(), name="proposal_begin"),
    path(CODESIGNS, codesigns.CoDesignListView.as_view(), name="codesign_list"),
    path(f"{CODESIGNS}nuova/", codesigns.CoDesignCreateView.as_view(), name="codesign_create"),
    path(CODESIGN, codesigns.CoDesignDetailView.as_view(), name="codesign_detail"),
    path(f"{CODESIGN}modifica/", codesigns.CoDesignUpdateView.as_view(), name="codesign_update"),
    path(f"{CODESIGN}incontri.ics", codesigns.CoDesignCalendarView.as_view(), name="codesign_calendar"),
    path(f"{CODESIGN}incontri/nuovo/", codesigns.CoDesignMeetingCreateView.as_view(), name="codesign_meeting_create"),
    path(
        f"{CODESIGN}incontri/<int:meeting>/",
        codesigns.CoDesignMeetingUpdateView.as_view(),
        name="codesign_meeting_update",
    ),
    path(AGREEMENTS, agreements.AgreementListView.as_view(), name="agreement_list"),
    path(f"{AGREEMENTS}nuovo/<int:initiative>/", agreements.AgreementCreateView.as_view(), name="agreement_create"),
    path(AGREEMENT, agreements.AgreementDetailView.as_view(), name="agreement_detail"),
    path(f"{AGREEMENT}modifica/", agreements.AgreementUpdateView.as_view(), name="agreement_update"),
    path(f"{AGREEMENT}firma/", agreements.AgreementSignView.as_view(), name="agreement_sign"),
    path(f"{AGREEMENT}concludi/", agreements.AgreementEndView.as_view(), name="agreement_end"),
    path(SURVEYS, surveys.SurveyListView.as_view(), name="survey_list"),
    path(f"{SURVEYS}nuovo/", surveys.SurveyCreateView.as_view(), name="survey_create"),
    path(SURVEY, surveys.SurveyDetailView.as_view(), name="survey_detail"),
    path(f"{SURVEY}rispondi/", surveys.SurveyAnswerView.as_view(), name="survey_answer"),
    path(f"{SURVEY}fogli/", survey_papers.SurveySheetsView.as_view(), name="survey_sheets"),
    path(f"{SURVEY}copia/", survey_papers.SurveyPaperView.as_view(), name="survey_paper"),
    path(f"{SURVEY}pubblica/", surveys.SurveyPublishView.as_view(), name="survey_publish"),
]
