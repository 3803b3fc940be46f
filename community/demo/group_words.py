"""What people of the demo say of their groups, and write in them."""

KINDS = ["street", "street", "building", "street", "theme"]
NAMES = {"street": "Vicini di {}", "building": "Palazzo di {}", "theme": "{}"}
THEMES = [
    "Camminare insieme la mattina", "Orto dietro la scuola", "Pedibus dei piccoli", "Il cane lo porto io",
    "Libri che girano", "Aggiustiamolo", "Cucine dal mondo", "Chi canta con noi",
]  # fmt: skip
WORDS = [
    "Ci prestiamo una scala, ci teniamo le chiavi, ci facciamo due chiacchiere.",
    "Chi può dà una mano, chi ha bisogno lo dice. Una volta al mese mangiamo insieme.",
    "Ci avvisiamo di quello che succede e ci aiutiamo con la spesa e i bambini.",
    "Facciamo cose piccole: un cortile più bello, una festa, un passaggio.",
]
AGREEMENT = (
    "Ci parliamo con rispetto, anche quando non siamo d’accordo.\n"
    "Quello che qualcuno scrive qui, resta qui.\n"
    "Non vendiamo niente e non facciamo pubblicità."
)
NICKNAMES = ["Ada", "Bruno", "Carla", "Dario", "Elena", "Fatima", "Gino", "Hana", "Ivo", "Lina", "Mirko", "Nadia"]
SAID = [
    ("request", "Cerco una scala per un pomeriggio", "La riporto la sera stessa."),
    ("request", "Chi mi dà una mano con il computer?", "Devo mandare un modulo e non ci riesco."),
    ("request", "Cerco compagnia per camminare", "La mattina presto, piano piano."),
    ("request", "Qualcuno tiene il gatto una settimana?", "È tranquillo, mangia due volte al giorno."),
    ("request", "Cerco un passaggio per la stazione", "Venerdì mattina, ho una valigia sola."),
    ("request", "Chi sa cucire un orlo?", "In cambio porto una torta."),
    ("offer", "Ho limoni per tutti", "L’albero quest’anno ha esagerato."),
    ("offer", "Regalo un passeggino", "Usato poco, si chiude bene."),
    ("offer", "Presto il trapano", "Basta chiedere il giorno prima."),
    ("offer", "Aiuto con i compiti di matematica", "Il mercoledì dopo la scuola."),
    ("offer", "Porto la spesa a chi non può uscire", "Il sabato mattina."),
    ("offer", "Due ore per aggiustare biciclette", "Portatela in cortile."),
    ("activity", "Merenda in cortile", "Ognuno porta qualcosa."),
    ("activity", "Puliamo le aiuole", "Guanti e sacchi li portiamo noi."),
    ("activity", "Serata di giochi", "Carte, dama e quello che avete in casa."),
    ("announcement", "Domani chiudono l’acqua dalle nove a mezzogiorno", "Fatene un po’ di scorta."),
    ("announcement", "Trovato un mazzo di chiavi", "È dal fornaio."),
    ("announcement", "Il mercato si sposta per due settimane", "Lo trovate nella piazza accanto."),
]
PLACES = ["In cortile", "Nella piazzetta", "Davanti alla scuola", "Al parco"]
ANSWERS = ["Ce l’ho io, te la porto.", "Ci penso io volentieri.", "Quando ti serve?", "Anche mia sorella viene."]
NO = "Non ti abbiamo mai visto in questa via."
YES = "Mi sono trasferito da un mese al civico di fronte alla scuola: chiedete a chi tiene la bottega."
