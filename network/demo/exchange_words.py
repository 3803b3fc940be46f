"""What organisations of the demo offer, ask for and need help with."""

# (kind, what, title, words, how many days ahead it is of, or None where any day will do)
LIVE = [
    ("offer", "room", "La nostra sala, il martedì sera", "Trenta sedie, un proiettore, il bagno accessibile.", None),
    ("request", "room", "Una sala per le prove del coro", "Siamo in venti, due ore la settimana fino a Natale.", None),
    (
        "offer",
        "vehicle",
        "Un furgone il sabato mattina",
        "A nove posti, con chi lo guida. Si paga solo la benzina.",
        12,
    ),
    ("request", "vehicle", "Un furgone per la raccolta dei viveri", "Da via Milano ai magazzini, tre viaggi.", 12),
    (
        "request",
        "people",
        "Dieci persone per pulire il parco",
        "Guanti e sacchi li portiamo noi, a pranzo si mangia insieme.",
        18,
    ),
    (
        "offer",
        "people",
        "Sei ragazzi del servizio civile",
        "Due pomeriggi la settimana, per feste, banchetti e traslochi.",
        None,
    ),
    (
        "offer",
        "equipment",
        "Venti tavoli e sessanta sedie",
        "Pieghevoli, in cortile: si vengono a prendere e si riportano.",
        None,
    ),
    (
        "request",
        "equipment",
        "Un gazebo per la festa del quartiere",
        "Tre per tre, un giorno solo: lo riportiamo asciutto.",
        25,
    ),
    (
        "offer",
        "skill",
        "Chi legge i bandi con voi",
        "Un’ora per capire se fa per voi, e che cosa serve per partecipare.",
        None,
    ),
    (
        "request",
        "skill",
        "Chi sappia rifare il nostro volantino",
        "Abbiamo i testi e le fotografie, ci manca chi li mette insieme.",
        None,
    ),
    ("request", "skill", "Una traduzione in arabo e in urdu", "Una pagina sola, per le famiglie della scuola.", 20),
    ("offer", "equipment", "Un impianto per la voce", "Due casse e due microfoni, basta una presa.", None),
]
DONE = [
    ("room", "La palestra per la tombola", "Sabato dalle 15 alle 18; le chiavi dal custode, pulizie a carico nostro."),
    ("vehicle", "Il pulmino per la gita al lago", "Domenica dalle 8 alle 19, guida Aldo; il pieno lo fate voi."),
    (
        "people",
        "Quattro persone per il trasloco",
        "Venerdì alle 9 in via Chiusure, due ore; il pranzo lo offriamo noi.",
    ),
    (
        "equipment",
        "Gli ombrelloni per la festa",
        "Ritiro giovedì, ritorno lunedì; se piove si rimanda di una settimana.",
    ),
    ("skill", "Un corso di due sere sui conti", "Mercoledì 20 e 27, dalle 20:30, nella sala del primo piano."),
    ("equipment", "Il proiettore per il cinema in cortile", "Tre venerdì di luglio; si monta alle 20."),
]
MESSAGES = [
    "Ci farebbe molto comodo: è ancora libero? Possiamo venire a vedere in settimana.",
    "Sì, è libero. Giovedì dopo le cinque ci trovate in sede.",
]
NO = "Quel giorno è già impegnato: riproviamo il mese prossimo."

# (kind, title, words, how it went)
HELP = [
    (
        "technical",
        "Il bilancio per cassa",
        "È il primo anno che lo facciamo: da dove si comincia?",
        "Due incontri con la commercialista di un’altra associazione: fatto e depositato.",
    ),
    (
        "logistic",
        "Un posto per i banchi del mercatino",
        "Il nostro deposito chiude a fine mese.",
        "Trovata una cantina in via Chiusure, gratis fino a primavera.",
    ),
    (
        "mentoring",
        "Come si apre un doposcuola",
        "Chi ci è già passato ci racconta i primi tre mesi?",
        "Tre pomeriggi insieme e una visita: hanno aperto a ottobre.",
    ),
    (
        "technical",
        "L’iscrizione al registro unico",
        "Non capiamo quale sezione sia la nostra.",
        "Lo sportello del volontariato ha compilato la domanda con loro.",
    ),
    (
        "logistic",
        "Il trasloco della sede",
        "Due furgoni e una decina di mani, un sabato.",
        "In una mattina, con gli alpini e i ragazzi dell’oratorio.",
    ),
    (
        "mentoring",
        "Trovare volontari giovani",
        "Siamo tutti sopra i sessanta.",
        "Una serata con il gruppo del parco: tre ragazze vengono ogni settimana.",
    ),
    (
        "technical",
        "La privacy dei nostri iscritti",
        "Che cosa dobbiamo far firmare?",
        "Un modello di una pagina, spiegato in un’ora.",
    ),
]
WAITING = [
    ("technical", "Il bando del Comune per gli spazi", "Scade fra tre settimane e non ne abbiamo mai fatto uno."),
    ("logistic", "Un frigorifero più grande", "Il nostro non basta per il fresco del sabato."),
    ("mentoring", "Passare da gruppo ad associazione", "Siamo in dodici: conviene? Che cosa cambia?"),
]
