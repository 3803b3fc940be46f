"""What the invented network of Brescia talked about in two years: (theme, what was decided, what there is to do)."""

MONTHS = [
    (
        "Chi siamo e che cosa facciamo",
        "Ogni organizzazione tiene la sua scheda aggiornata due volte l’anno.",
        "Scrivere a chi non ha ancora una scheda",
    ),
    (
        "Il doposcuola nei quartieri",
        "I doposcuola si dividono i giorni, così ce n’è uno aperto ogni pomeriggio.",
        "Fare la tabella dei pomeriggi aperti",
    ),
    (
        "L’inverno di chi è solo",
        "Le mense e gli oratori tengono una stanza calda aperta il sabato.",
        "Raccogliere gli orari delle stanze calde",
    ),
    ("Gli orti di quartiere", "Si apre un orto comune in via Milano, con le scuole.", "Chiedere il terreno al Comune"),
    (
        "Volontari: come si accolgono",
        "Chi si offre viene richiamato entro una settimana.",
        "Preparare una traccia per il primo incontro",
    ),
    (
        "Anziani e telefono",
        "Si fanno tre pomeriggi di aiuto con il telefono, in tre quartieri.",
        "Trovare tre sale con la connessione",
    ),
    (
        "L’estate dei ragazzi",
        "I centri estivi pubblicano insieme posti e prezzi, entro aprile.",
        "Raccogliere posti e prezzi dei centri estivi",
    ),
    (
        "Il primo ascolto",
        "Lo sportello usa per tutti la stessa scheda di passaggio.",
        "Provare la scheda di passaggio per un mese",
    ),
    (
        "Chi cerca casa",
        "Si tiene un elenco comune delle stanze che qualcuno affitta a prezzi giusti.",
        "Sentire i proprietari che già collaborano",
    ),
    (
        "Le lingue che parliamo",
        "Si scambiano gli interpreti volontari tra le organizzazioni.",
        "Fare l’elenco delle lingue e di chi le parla",
    ),
    (
        "Bandi da scrivere insieme",
        "Si partecipa insieme al bando della fondazione, capofila l’Emporio.",
        "Scrivere la prima bozza del bando",
    ),
    ("Un anno dopo", "Gli incontri restano il terzo martedì del mese.", "Scegliere i temi dell’anno nuovo"),
    (
        "Spazi da dividere",
        "Le sale libere di ognuno si segnano in un calendario comune.",
        "Segnare le sale libere nel calendario",
    ),
    (
        "Il cibo che avanza",
        "Due supermercati danno le eccedenze ogni giorno: i turni del furgone sono di tutti.",
        "Fare i turni del furgone",
    ),
    (
        "La salute vicino a casa",
        "Una volta al mese l’infermiera di comunità è al Punto Comunità.",
        "Fissare i giorni con l’infermiera di comunità",
    ),
    (
        "Nuovi arrivati",
        "Chi arriva da un altro paese trova una guida breve in otto lingue.",
        "Rileggere la guida con chi l’ha usata",
    ),
    (
        "I giovani e il quartiere",
        "Il gruppo giovani decide come usare mille euro.",
        "Aiutare il gruppo giovani con il preventivo",
    ),
    ("Muoversi senza auto", "Si prova un passaggio condiviso per chi va alle visite.", "Cercare sei autisti volontari"),
    (
        "La festa dei vicini",
        "La festa si fa l’ultimo sabato di maggio in cinque cortili.",
        "Chiedere i permessi per i cortili",
    ),
    (
        "Quando qualcuno non torna",
        "Dopo un mese senza notizie lo sportello richiama una volta.",
        "Scrivere le parole della telefonata",
    ),
    (
        "Leggere insieme i numeri",
        "I numeri degli sportelli si leggono insieme ogni sei mesi.",
        "Preparare i numeri del semestre",
    ),
    (
        "Lavoretti e portinaio di rione",
        "Si prova un portinaio di rione in due quartieri.",
        "Trovare chi fa da portinaio di rione",
    ),
    (
        "Le scuole aperte",
        "Due scuole aprono la palestra la sera, con un custode volontario.",
        "Firmare l’accordo con le due scuole",
    ),
    ("Che cosa lasciamo", "Il libretto delle buone pratiche si stampa in trecento copie.", "Impaginare il libretto"),
]
SHOWCASE = "Tutte in piazza: chi siamo, che cosa offriamo"
EXCHANGES = ["Accogliere senza appuntamento", "Lavorare insieme senza doppioni"]
CONTRIBUTIONS = [
    "Che cosa abbiamo imparato in un anno di porta aperta",
    "Un foglio solo per tutti: come lo usiamo",
    "Quando il primo aiuto è un caffè",
    "Volontari giovani: che cosa li fa restare",
]
ANSWERS = ["Siamo in due", "Arriviamo alle 18:30", "Mandiamo il nostro tesoriere", ""]
