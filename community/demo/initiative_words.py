"""What is done in the demo. Invented, but for the three partnerships: "Nonni sociali" is told as Auser Lombardia does
(47 partners, 16 municipalities, over a thousand children in three years)."""

TOGETHER, FAMILY, FOOD = "stare-insieme-e-volontariato", "bambini-scuola-e-famiglia", "mangiare-e-spesa"
OLD, HEALTH, WORK = "anziani-e-assistenza-in-casa", "salute-e-cura", "lavoro-e-formazione"
ITALIAN, HOME = "italiano-e-cittadinanza", "casa-e-bollette"
# (what, in two lines, theme, what is left, who may use it)
IDEAS = [
    ("L’orto", "Venti cassoni, un capanno e l’acqua: chi passa pianta.", FOOD, "Un orto aperto", "Chiunque, di giorno"),
    (
        "Il doposcuola",
        "Compiti e merenda, tre pomeriggi a settimana.",
        FAMILY,
        "Una stanza per i compiti",
        "Chi studia",
    ),
    (
        "La cena di strada",
        "Una tavola lunga, ognuno porta qualcosa.",
        TOGETHER,
        "Tavoli e panche in prestito",
        "Chi abita qui",
    ),
    ("La ciclofficina", "Si ripara insieme, e si impara.", WORK, "Una ciclofficina", "Chiunque, il sabato mattina"),
    (
        "La biblioteca degli oggetti",
        "Trapani, tende, passeggini: si prestano.",
        HOME,
        "Cento oggetti in prestito",
        "Chi ha la tessera",
    ),
    ("Il cammino del mattino", "Cinque chilometri piano, e poi un caffè.", HEALTH, "Tre percorsi segnati", "Chiunque"),
    (
        "L’italiano al parco",
        "Si parla camminando: chi sa insegna.",
        ITALIAN,
        "Un gruppo che si trova la domenica",
        "Chi vuole parlare",
    ),
    (
        "La spesa al quarto piano",
        "Chi scende porta su anche la spesa di chi non può.",
        OLD,
        "Una lista di chi porta la spesa",
        "Chi sta ai piani alti",
    ),
    (
        "Il cinema in cortile",
        "Un lenzuolo, un proiettore, le sedie da casa.",
        TOGETHER,
        "Un proiettore in prestito",
        "I cortili del quartiere",
    ),
    ("Il muro dipinto", "Il sottopasso lo dipingono le scuole.", TOGETHER, "Un muro dipinto", "Chi passa"),
    (
        "La bottega dei mestieri",
        "Chi sa un mestiere lo insegna a chi lo cerca.",
        WORK,
        "Un laboratorio attrezzato",
        "Chi impara un mestiere",
    ),
    (
        "I libri di scuola",
        "Si portano a giugno, si prendono a settembre.",
        FAMILY,
        "Uno scaffale di libri di scuola",
        "Le famiglie",
    ),
    ("Le panchine", "Dodici panchine all’ombra, scelte da chi aspetta.", OLD, "Dodici panchine all’ombra", "Chiunque"),
    ("Il coro", "Per chi non sa cantare.", TOGETHER, "Un coro aperto", "Chi ha voglia di cantare"),
]
PLACES = ["dietro la scuola", "vicino alla stazione", "del parco", "della parrocchia"]
TASKS = [
    "Portare i tavoli",
    "Chiedere il permesso per la strada",
    "Stampare i volantini",
    "Aprire e chiudere",
    "Fare la spesa",
]
PROMISES = ["Porto venti sedie", "Ci sono tutti i sabati di marzo", "Presto il furgone", "Cucino per trenta"]
DONE = ["Festa d’inizio", "Laboratorio", "Merenda", "Pomeriggio aperto", "Giornata con le scuole"]
STORIES = [
    (
        "Il primo pomodoro",
        "Siamo partiti in tre, con due pale. A luglio eravamo in quaranta.",
    ),
    (
        "Adesso so come si chiama chi abita sopra",
        "Per dodici anni solo buongiorno. Adesso ogni giovedì beviamo il caffè.",
    ),
    (
        "Ho insegnato a fare i conti",
        "Ero in pensione da un anno e non sapevo che cosa fare il pomeriggio. Adesso tre ragazzi mi aspettano.",
    ),
    (
        "Non è andata subito bene",
        "La prima sera eravamo in due. La terza mancavano le sedie.",
    ),
    (
        "La bicicletta di mia madre",
        "Era in cantina da vent’anni. L’ho riparata, e adesso è lì per chi serve.",
    ),
]
REASON = "Il terreno non è più libero: ripartiamo quando ne troviamo un altro."
MUNICIPALITIES = [("Cremona", "019036", "CR"), ("Sesto San Giovanni", "015209", "MI"), ("Crema", "019035", "CR")]
PARTNERSHIPS = [
    (
        "Nonni sociali",
        "Nonne e nonni aiutano madri e padri con i bambini piccoli, insieme a nidi e scuole.",
        FAMILY,
        1000,
        ["Feste e laboratori nelle sedi", "Compiti con i nonni", "Un’ora di sollievo ai genitori"],
    ),
    (
        "Porte aperte agli affitti",
        "Chi ha una casa vuota e chi la cerca si incontrano, con una garanzia in mezzo.",
        HOME,
        120,
        ["Sportello casa", "Visite alle case", "Fondo di garanzia"],
    ),
    (
        "Cucine senza confini",
        "Mense, scuole e mercati cucinano quello che avanzava.",
        FOOD,
        600,
        ["Raccolta ai mercati", "Pranzi della domenica", "Corsi di cucina"],
    ),
]
