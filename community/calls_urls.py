"""`/comunita/<city>/bandi/…`: calls, what one asks of them, and who decides."""

from django.urls import path

from .views import applications, applying, calls, paying, telling

HERE = "comunita/<slug:slug>/bandi/"
ONE = f"{HERE}<int:pk>/"
APPLICATION = f"{ONE}domande/<slug:code>/"

urlpatterns = [
    path(HERE, calls.CallListView.as_view(), name="call_list"),
    path(f"{HERE}nuovo/", calls.CallCreateView.as_view(), name="call_create"),
    path(f"{HERE}da-chiamare/", telling.ApplicantsToTellView.as_view(), name="applicants_to_tell"),
    path(f"{HERE}colloqui/", applications.AssessmentListView.as_view(), name="assessment_list"),
    path(ONE, calls.CallDetailView.as_view(), name="call_detail"),
    path(f"{ONE}modifica/", calls.CallUpdateView.as_view(), name="call_update"),
    path(f"{ONE}avanti/", calls.CallMoveView.as_view(), name="call_move"),
    path(f"{ONE}graduatoria/", calls.CallRankingView.as_view(), name="call_ranking"),
    path(f"{ONE}graduatoria.csv", calls.CallRankingDownloadView.as_view(), name="call_ranking_download"),
    path(f"{ONE}puoi-chiedere/", applying.CallCheckView.as_view(), name="call_check"),
    path(f"{ONE}fai-domanda/", applying.EligibilityStepView.as_view(), name="call_apply"),
    path(f"{ONE}fai-domanda/quartiere/", applying.QuarterStepView.as_view(), name="call_apply_quarter"),
    path(f"{ONE}fai-domanda/manda/", applying.SendStepView.as_view(), name="call_apply_send"),
    path(f"{ONE}la-tua-domanda/", applying.OwnApplicationView.as_view(), name="own_application"),
    path(f"{ONE}allo-sportello/", applying.ApplicationRecordView.as_view(), name="application_record"),
    path(f"{ONE}domande/", applications.ApplicationListView.as_view(), name="application_list"),
    path(APPLICATION, applications.ApplicationDetailView.as_view(), name="application_detail"),
    path(f"{APPLICATION}decidi/", applications.ApplicationDecideView.as_view(), name="application_decide"),
    path(f"{APPLICATION}patto/", applications.ApplicationPactView.as_view(), name="application_pact"),
    path(f"{APPLICATION}pagamenti/", paying.BenefitPaymentsView.as_view(), name="benefit_payments"),
    path(f"{APPLICATION}chi-e/", applications.ApplicantView.as_view(), name="applicant_open"),
    path(f"{APPLICATION}da-dire/", telling.ApplicantTellView.as_view(), name="applicant_tell"),
    path(f"{APPLICATION}foglio/", telling.ApplicationLetterView.as_view(), name="application_letter"),
    path(f"{APPLICATION}colloquio/", applications.ApplicationAssessView.as_view(), name="application_assess"),
]
