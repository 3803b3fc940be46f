"""What is proposed in the demo, and what is answered. Invented."""

CODESIGNS = [  # theme of the needs, title, words, phases as (kind, first and last day from today)
    (
        "Ombra e panchine dove si aspetta",
        "La piazza all’ombra",
        "Dove mettere alberi, panchine e una fontanella. Sceglie il consiglio di quartiere fra le proposte di qui.",
        [("listen", -20, -6), ("propose", -5, 24), ("decide", 25, 38), ("act", 39, 120), ("account", 121, 135)],
    ),
    (
        "Un posto per fare i compiti",
        "I pomeriggi in biblioteca",
        "Come tenere aperta la sala dalle 15 alle 19. Decide il gruppo di guida con la biblioteca.",
        [("listen", -70, -50), ("propose", -49, -11), ("decide", -10, 10), ("act", 11, 90), ("account", 91, 100)],
    ),
    (
        "La sera, insieme",
        "Un cortile aperto la sera",
        "Che cosa fare nel cortile della vecchia scuola da maggio a settembre.",
        [
            ("listen", -200, -180),
            ("propose", -179, -140),
            ("decide", -139, -120),
            ("act", -119, 40),
            ("account", 41, 55),
        ],
    ),
]
MEETINGS = [("Sala civica", "Si guarda la mappa insieme", "Nove tavoli, ventisei idee."), ("Biblioteca", "", "")]
PROPOSED = [
    "Tre tigli davanti alla farmacia",
    "Una pensilina verde alla fermata",
    "Panchine con lo schienale, una ogni cento passi",
    "Una fontanella vicino ai giochi",
    "Un pergolato di glicine in piazza",
    "Tavoli da scacchi all’ombra",
    "Un prato al posto di sei parcheggi",
    "Sedie da prendere e riportare",
    "Compiti insieme il martedì e il giovedì",
    "La sala studio aperta fino alle 22",
    "Ragazzi grandi che aiutano i piccoli",
    "Un armadio di libri di scuola usati",
    "Merenda condivisa alle cinque",
    "Matematica con chi faceva l’insegnante",
    "Stampante e computer per chi non li ha",
    "Un’ora di silenzio, un’ora di voce",
    "Cinema sul muro della palestra",
    "Cena di quartiere l’ultimo venerdì",
    "Il coro di chi non sa cantare",
    "Ballo liscio, una sera al mese",
    "Il forno del cortile acceso il sabato",
    "Letture ad alta voce in quattro lingue",
    "Tornei di carte fra palazzi",
    "Un palco per chi suona",
    "Orti sul tetto del mercato",
    "Una ciclofficina dove si impara",
    "Riparare insieme: lampade, tostapane, radio",
    "Il piedibus per la scuola",
    "Un passaggio in ospedale, a turno",
    "La spesa al quarto piano",
    "Una mappa delle fontane",
    "Baratto dei vestiti dei bambini",
    "Italiano la domenica mattina",
    "Bocce anche d’inverno",
    "Un campo da basket con le luci",
    "La biblioteca degli attrezzi",
    "Murales sul sottopasso",
    "Compost di quartiere",
    "Un bagno pubblico al parco",
    "Aiuola dei profumi per chi non vede",
]
RESOURCES = ["Un posto al coperto e due tavoli.", "Attrezzi, un permesso, duecento euro.", ""]
DOERS = ["Un gruppo di chi abita qui, la sera.", "Un’associazione e sei volontari.", ""]
GROUPS = [("La classe di italiano del mercoledì", 17), ("Chi prende il bus delle sette", 9)]
YES = "Si può fare: il posto c’è, e chi la fa si è già trovato due volte."
NO = "Quest’anno no: il terreno è promesso fino al 2028. Ne riparliamo allora."
SAME = "Dicono quasi lo stesso: insieme contano di più."
BACK = "Ne abbiamo trovata una migliore."
ADDED = ["Serve anche l’acqua vicino.", "Meglio il giovedì: il martedì c’è il mercato.", "Io porto due sedie."]
REWRITTEN = "Dopo il secondo incontro: un giorno solo, e merenda per tutti"
LEFT = {
    "title": "Un coro aperto, due sere alla settimana",
    "words": "Cento canzoni trascritte, e una sala in cui si entra senza saper cantare.",
    "who_may_use": "Chiunque, anche una sera sola",
    "cared_by": "Chi canta",
}
WORDS_SIGNED = (
    "Chi abita qui apre il martedì e il venerdì dalle 18 alle 20, a turno.\n"
    "L’associazione dà i leggii e l’assicurazione.\nIl Comune dà il locale e paga la luce."
)
