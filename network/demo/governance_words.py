"""Who guides the invented network of Brescia, what was decided, and where it wants to go."""

NETWORK_BODY = {
    "name": "Cabina di regia della rete",
    "words": "Decide le regole comuni, prepara le riunioni e guarda ogni anno a che punto è la visione.",
    "seats": {"public": 2, "private": 1, "third_sector": 4, "citizens": 2},
}
POINT_BODY = {
    "name": "Gruppo di guida, {point}",
    "words": "Tiene insieme chi lavora nel quartiere e chi ci abita.",
    "seats": {"public": 1, "private": 1, "third_sector": 2, "citizens": 2},
}
# who sits, after the chair; the last seats of each body stay to fill
NAMES = [
    "Giulia Ferrari", "Ahmed Haddad", "Roberto Bettoni", "Chiara Gatti", "Ioana Popescu", "Silvia Marini",
    "Davide Rota", "Amina Diallo", "Franco Pedretti", "Laura Tonelli", "Sergio Lanza", "Miriam Colombo",
    "Kofi Mensah", "Elisa Bianchetti", "Pietro Salvi", "Nadia Rossi", "Olga Kovalenko", "Marco Zubani",
]  # fmt: skip
DECISIONS = [
    "I Punti Comunità usano tutti lo stesso modulo di passaggio.",
    "Ogni Punto Comunità apre almeno sei ore la settimana, una volta anche di sera.",
    "La vetrina delle organizzazioni si fa ogni maggio, a turno nei quartieri.",
    "I numeri della visione si misurano ogni sei mesi e si leggono in assemblea.",
    "Un seggio per settore resta a chi abita nei quartieri più lontani.",
    "Il bollettino esce ogni giorno, e chi coordina lo legge prima delle nove.",
    "La formazione sui dati si ripete ogni anno.",
    "Si cerca un’impresa per ogni quartiere che offra un tirocinio.",
]
AGREED = "Se ne è parlato a lungo. Alla fine eravamo d’accordo: {text}"
TOO_FEW = "Senza il numero legale non si decide: se ne parla la prossima volta."
STATEMENT = (
    "Nel 2029 a Brescia nessuno deve chiedere due volte: chi ha bisogno trova vicino a casa qualcuno che lo ascolta, "
    "e chi vuole dare una mano sa dove andare."
)
# title, indicator, unit, from, to, what was measured every six months, tasks by how they are
GOALS = [
    (
        "Più ore di sportello aperto",
        "Ore la settimana in cui un Punto Comunità è aperto",
        "ore",
        48,
        96,
        [52, 58, 66, 71],
        {"done": "Formare dodici nuovi volontari", "open": "Aprire il sabato mattina in due quartieri"},
    ),
    (
        "Doposcuola per chi lo chiede",
        "Posti nei doposcuola della rete",
        "posti",
        180,
        300,
        [190, 224, 251, 300],
        {"done": "Dividersi i pomeriggi fra oratori e cooperative"},
    ),
    (
        "Meno attesa per una risposta",
        "Giorni in media fra la richiesta e la risposta",
        "giorni",
        12,
        4,
        [11.5, 10, 8.5, 7],
        {"late": "Richiamare chi aspetta da più di una settimana", "open": "Provare l’agenda comune dei richiami"},
    ),
    (
        "Organizzazioni che lavorano insieme",
        "Collaborazioni scritte nella rete",
        "collaborazioni",
        40,
        150,
        [],
        {"late": "Contare le collaborazioni di ogni quartiere"},
    ),
]
SOURCES = ["Turni dello sportello", "Conta dei doposcuola", "Rapporto dei Punti Comunità", "Elenco della rete"]
