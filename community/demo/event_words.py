"""What the events, projects and fund-raisings of the demo are called. Invented."""

EVENTS = [
    ("Laboratorio di cucito", "Portate ago, filo e qualcosa da aggiustare. Impariamo insieme."),
    ("Ciclofficina aperta", "Attrezzi e consigli per rimettere in strada la bici."),
    ("Conversazioni in italiano", "Un’ora per parlare, senza libri e senza voti."),
    ("Merenda in cortile", "Ognuno porta qualcosa, si gioca fino a sera."),
    ("Ginnastica dolce", "Movimento per chi vuole tenersi in forma con calma."),
    ("Gruppo di lettura", "Un libro al mese, scelto insieme."),
    ("Prove del coro", "Si canta, anche senza saper leggere la musica."),
    ("Cinema in casa", "Un film, due chiacchiere dopo, popcorn per tutti."),
    ("Orto insieme", "Si semina, si annaffia, si raccoglie."),
    ("Caffè digitale", "Porta il telefono: vediamo insieme quello che non riesce."),
]
IN_THE_CITY = [
    ("Festa di quartiere", "Musica, banchetti e giochi per i bambini.", "Parco Ducos"),
    ("Passeggiata fra le storie", "Due ore a piedi con chi abita qui da sempre.", "Piazza Loggia"),
    ("Mercatino del riuso", "Si scambia e si regala, non si butta.", "Piazza Vittoria"),
    ("Puliamo il parco", "Guanti e sacchi li portiamo noi.", "Parco Tarello"),
]
PROJECTS = [
    ("Un palco che gira", "Le case si prestano palco, luci e artisti: un concerto al mese, ogni volta in una."),
    ("Cucine aperte", "Una sera alla settimana si cucina per chi vuole cenare in compagnia."),
    ("La biblioteca delle cose", "Trapani, tende e giochi in prestito, in tutte le case."),
]
RAISED = [
    ("Un forno nuovo per la cucina", "Il vecchio non scalda più: serve per cene e laboratori.", 2400, [600, 450, 900]),
    ("Luci per il palco", "Per i concerti di tutte le case.", 1800, [500, 700, 600]),
    ("Libri e scaffali", "Un angolo per leggere, aperto la sera.", 900, [200, 150]),
    ("Una rampa all’ingresso", "Perché si entri tutti dalla stessa porta.", 5200, [2000, 800, 1200]),
]
HOW_TO_GIVE = "In segreteria della casa, negli orari di apertura, o alla prossima festa."
