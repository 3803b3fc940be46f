"""What the houses of the demo and their rooms are called. Invented."""

HOUSES = [
    ("Casa del Tiglio", "Una vecchia scuola, riaperta da chi abita intorno."),
    ("Casa Ponte", "Fra il fiume e la ferrovia: corsi, cene, sportelli."),
    ("Casa dei Mestieri", "Laboratori, banchi e attrezzi in comune."),
    ("Casa Cortile", "Un cortile coperto e quattro stanze intorno."),
    ("Casa Altrove", "Lingue, cucine e feste da tutto il mondo."),
    ("Casa Girasole", "Per i bambini di mattina, per tutti la sera."),
    ("Casa della Musica", "Si prova, si ascolta, si impara."),
    ("Casa Bianca", "La più piccola: una stanza, una cucina, un orto."),
]
ROOMS = [
    ("Salone", "Sedie, palco, proiettore. Dopo l’uso si rimettono le sedie al muro.", 80),
    ("Cucina", "Forno, due fuochi, stoviglie per trenta.", 12),
    ("Sala verde", "Un tavolo grande e una lavagna.", 20),
    ("Stanza piccola", "Per parlare in pochi.", 8),
]
TOGETHER = [
    "Prove del coro",
    "Corso di italiano",
    "Riunione del direttivo",
    "Compiti del pomeriggio",
    "Ginnastica dolce",
    "Laboratorio di cucito",
    "Gruppo di lettura",
]
