"""The calls of the demo: two as Mantova and Pordenone made them, one of a quarter. The people are invented."""

HOUSING = {
    "title": "Casa ai giovani",
    "words": (
        "Un contributo una volta sola per chi è giovane e va a vivere per conto suo: da solo, da sola o in coppia. "
        "Si può abitare già in città, ancora con la famiglia, oppure altrove e voler venire qui.\n\n"
        "In cambio si danno ore di volontariato in un’associazione del quartiere: lo dice un patto, firmato anche dal "
        "Comune. Il contributo si paga a chi affitta la casa, d’accordo con i sindacati di inquilini e proprietari."
    ),
    "office": "Ufficio casa del Comune, piazza della Loggia 1, 030 000 1000; ricorso al TAR entro 60 giorni",
    "benefits": 50,
    "amount": 4000,
    "of_what": "un contributo per l’affitto",
    "payee": "landlord",
    "hours_due": 40,
    "hours_where": "nel quartiere dove abiti",
    "single_under": 35,
    "couple_under": 70,
    "residence": "coming",
    "asks_permit": True,
    "declarations": [
        "Vivo ancora in famiglia, oppure abito altrove e vengo ad abitare qui",
        "Non ho una casa di proprietà",
        "Ho o avrò un contratto d’affitto registrato",
    ],
    "documents": ["Contratto d’affitto", "Documento d’identità", "Permesso di soggiorno, per chi lo ha"],
}
HOUSING_CRITERIA = [
    ("Da quanto cerca casa", 10),
    ("Quanto pesa l’affitto sul reddito", 20),
    ("Abita in un quartiere con pochi giovani", 5),
]
ACTIVATION = {
    "title": "Insieme nel quartiere: percorsi di attivazione",
    "words": (
        "Per chi ha tempo e poco lavoro e vuole rimettersi in moto con gli altri: attività in iniziative di quartiere, "
        "con un’associazione o una cooperativa accanto, e un sostegno per le spese.\n\n"
        "Prima di tutto si parla con un’assistente sociale, per capire insieme che cosa è bello e possibile fare."
    ),
    "benefits": 12,
    "amount": 600,
    "of_what": "un sostegno per le spese",
    "payee": "applicant",
    "hours_due": 60,
    "hours_where": "in un’iniziativa del quartiere",
    "residence": "here",
    "needs_assessment": True,
    "declarations": ["Ho almeno sei ore libere la settimana"],
}
ACTIVATION_CRITERIA = [("Quanto può servire questo percorso", 20), ("Tempo a disposizione", 10)]
COURTYARDS = {
    "title": "Cortili aperti: piccoli contributi per fare insieme",
    "words": (
        "Per chi vuole aprire il proprio cortile ai vicini: una tavolata, un orto, un pomeriggio di giochi. Il "
        "contributo va all’associazione che dà una mano, e basta una persona che ci mette il nome."
    ),
    "benefits": 10,
    "amount": 300,
    "of_what": "un contributo per i materiali",
    "payee": "organization",
    "residence": "here",
    "documents": ["Due righe dell’amministratore, se il cortile è di un condominio"],
}
APPEAL = "La dichiarazione l’avevo portata il giorno del colloquio: è rimasta allo sportello."
NAMES = ["Anna", "Bilal", "Chiara", "Dario", "Elif", "Federico", "Giulia", "Hamza", "Irina", "Luca", "Mariam", "Nicolò"]
SURNAMES = ["Bianchi", "Conti", "Diop", "Esposito", "Ferrari", "Gatti", "Hoxha", "Lombardi", "Moretti", "Popescu"]
