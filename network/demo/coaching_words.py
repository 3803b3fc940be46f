"""The two invented coaching programmes of Brescia: what each is about, and what it did."""

PEOPLE = [
    "Amina Diop", "Carlo Bettoni", "Daniela Rossetti", "Fulvio Marchesi", "Giovanna Piras", "Hassan El Amrani",
    "Irene Zubani", "Lorenzo Facchetti", "Mariana Popescu", "Nadia Tonoli",
]  # fmt: skip
PHASES = [
    ("Ascolto", "Camminate nel quartiere, interviste alle botteghe, una mappa di quello che c’è già.", 0, 75),
    ("Idee", "Tre serate aperte: che cosa proviamo, chi ci sta.", 75, 135),
    ("Prove", "Piccole cose subito: panchine, mercato, luci, una festa.", 135, 225),
    ("Bilancio", "Contiamo, raccontiamo, decidiamo chi porta avanti che cosa.", 225, 270),
]
SESSIONS = [  # (days from the first, title, notes)
    (2, "Ci conosciamo", "Ognuno ha detto che cosa porta. La biblioteca offre la sala per tutto il percorso."),
    (30, "Che cosa c’è già", "Sulla mappa ci sono 41 voci. Mancano i cortili: li guardano i comitati."),
    (62, "Che cosa dice chi abita qui", "Le parole più dette: ombra, sedersi, la sera, i ragazzi."),
    (95, "Scegliamo le prove", "Tre prove: il mercato del sabato, le panchine, le vetrine accese."),
    (140, "Cominciamo", "Il mercato parte con nove banchi. Serve un allaccio per la luce."),
    (190, "A metà delle prove", "Le panchine piacciono, il mercato cresce. Le vetrine vanno spiegate meglio."),
    (240, "Contiamo", "Ogni gruppo ha portato i suoi numeri."),
]
COMPLETED = {
    "title": "Via Milano, una strada che si incontra",
    "area": "Fiumicello, via Milano fra i due ponti",
    "words": "Una strada di passaggio può diventare una strada dove ci si ferma. Proviamo a partire da chi c’è già.",
    "coach_name": "Giulia Moretti",
}
GOALS = [  # (words, measure, baseline, target, result, a word on it)
    ("Una strada con più vetrine accese", "botteghe aperte", 18, 28, 26, "Otto nuove, due in spazi chiusi da anni."),
    ("Il sabato si sta in strada", "banchi al mercato del sabato", 0, 20, 22, "Dodici sono di chi abita qui."),
    ("Si attraversa senza paura", "incidenti in un anno", 9, 3, 5, "Mancano ancora le luci al secondo ponte."),
]
CHANGED = (
    "Otto vetrine si sono riaccese e il sabato c’è un mercato di quartiere.\n\n"
    "Associazioni, botteghe e Comune adesso hanno un tavolo che si vede ogni mese, e che prima non c’era."
)
LEARNED = (
    "Le cose piccole e subito convincono più dei progetti grandi.\n\n"
    "Chi ha una bottega può la mattina presto, chi lavora la sera: servono due orari per ogni incontro."
)
GOES_ON = "Il mercato lo porta avanti il comitato dei commercianti; le panchine le cura il gruppo degli orti."
ACTIVE = {
    "title": "Il parco torna di tutti",
    "area": "San Bartolomeo, il parco lungo il Mella",
    "words": "Dopo le cinque il parco si svuota. Vogliamo che ci stiano insieme bambini, ragazzi e nonni.",
}
ACTIVE_GOALS = [
    ("Al parco si sta anche la sera", "persone al parco alle 19", 12, 60, 31, "Contate per tre martedì di fila."),
    ("I ragazzi hanno un posto loro", "ragazzi nel gruppo del parco", 0, 25, None, ""),
]
TASK = "Chiedere al Comune i faretti per il campo"
