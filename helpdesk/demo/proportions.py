"""How often what happens at a desk: shares of 100, so that invented logs look like real ones.

Distilled from the counts of the nine Sportelli sociali of Bologna in 2014, 27,375 contacts (Comune di Bologna, open
data, CC BY-SA 3.0, "sportelli sociali 2014" and "interventi 2014"): the shares of ages, of women, of channels, of what
was asked, and how uneven desks are. A Punto Comunità is lighter than a social service: company, Italian and getting
together are ours, and so are minutes, answers and endings, which nobody there wrote down.
"""

# of 27,375: 0–17 6.9, 18–25 2.6, 26–35 10.8, 36–50 25.3, 51–64 12.6, 65+ 39.5, not said 2.2; the bands cut otherwise
AGES = {"under_18": 5, "to_29": 7, "to_44": 22, "to_64": 22, "to_79": 21, "from_80": 12, "": 11}
GENDERS = {"woman": 57, "man": 33, "other": 1, "": 9}  # of 34,570 interventions, 62.6 women
CHANNELS = {"desk": 74, "phone": 14, "message": 9, "around": 2, "home": 1}  # 76 in person, 13.6 by phone, 10.5 written
# share of the busiest desk and of the quietest: 20.9 and 5.5, near to what 1 / (rank + 3) gives
STEEP = 3
NEEDS = {  # money 42, family 27, home care 18, information 8; then ours
    "soldi-bonus-isee": 20,
    "casa-e-bollette": 15,
    "documenti-e-pratiche": 15,
    "anziani-e-assistenza-in-casa": 10,
    "bambini-scuola-e-famiglia": 9,
    "lavoro-e-formazione": 8,
    "mangiare-e-spesa": 7,
    "salute-e-cura": 6,
    "italiano-e-cittadinanza": 4,
    "stare-insieme-e-volontariato": 5,
    "mi-sento-in-pericolo": 1,
}
SECOND_TOPIC, THIRD_TOPIC = 0.22, 0.05
MINUTES = {"under_5": 12, "to_15": 34, "to_30": 31, "to_60": 14, "over_60": 3, "": 6}
FIRST_VISITS = {True: 46, False: 44, None: 10}
LANGUAGE_HELP = {True: 11, False: 70, None: 19}
GROUPS = {1: 84, 2: 11, 3: 3, 4: 2}  # people who came together
RESULTS = {"solved": 66, "unmet": 11}  # of those that are not referred
UNMET_REASONS = {
    "no_service": 27,
    "full": 21,
    "not_eligible": 16,
    "hours": 8,
    "cost": 8,
    "too_far": 7,
    "language": 4,
    "no_answer": 3,
    "refused": 2,
    "other": 4,
}
MORE_UNMET = {"casa-e-bollette": 3, "anziani-e-assistenza-in-casa": 1.5, "stare-insieme-e-volontariato": 0.3}
FROM_AROUND = 0.78  # of those who say where they live, in a quarter that the desk serves
QUARTER_SAID = 0.85
AUGUST, DECEMBER = 0.35, 0.75  # beside an ordinary month

KINDS = {"signpost": 60, "live": 20, "warm_handoff": 20}
TARGETS = {"service": 52, "organization": 22, "social_service": 14, "community_point": 5, "external": 7}
ENDINGS = {  # how a referral stands when the year is over
    "completed": 58,
    "not_completed": 14,
    "declined": 7,
    "expired": 6,
    "accepted": 7,
    "sent": 6,
    "withdrawn": 2,
}
OUTCOMES = {"completed": {"met": 74, "partly": 26}, "not_completed": {"not_met": 72, "unknown": 28}}
SOURCES = {"person": 62, "organization": 30, "unreachable": 8}
DECLINE_REASONS = {"full": 48, "not_eligible": 24, "not_for_us": 17, "cannot_reach": 8, "other": 3}
EXTERNAL = ["Parrocchia", "Medico di base", "Ufficio postale", "Consolato", "Sindacato"]
