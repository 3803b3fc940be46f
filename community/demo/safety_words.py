"""What was reported in Brescia, and what became of it. All made up."""

# (title, what it says, why it was hidden, what follows)
HIDDEN = [
    (
        "Vendo divano quasi nuovo",
        "Chiamami dopo cena, prezzo da vedere.",
        "È pubblicità: qui si dice che cosa manca.",
        "nothing",
    ),
    ("Via i rumorosi dal cortile", "Quelli del terzo piano li conosciamo tutti.", "Offende delle persone.", "warning"),
    ("Guadagna da casa", "Scrivimi e ti spiego come.", "È pubblicità che promette soldi.", "suspension"),
    ("Corso che cambia la vita", "Posti quasi finiti, iscriviti subito.", "È pubblicità, e si ripete.", "nothing"),
]
# (reason, what who reports says)
SAID = [
    ("spam", "Lo scrive ovunque"),
    ("harassment", "Parla male di una famiglia"),
    ("personal_data", "Si capisce di chi parla"),
    ("other", ""),
    ("minors", "Ci sono di mezzo dei ragazzi"),
    ("dangerous", "Così qualcuno si fa male"),
]
STILL = "L’abbiamo letto in due: non nomina nessuno e non offende. Resta dov’è."
GONE = "Grazie: l’abbiamo nascosto, e chi l’ha scritto sa perché."
NOTICES = [
    ("needs", "Ci si lavora: «Una panchina all’ombra»", "A marzo si montano due panchine."),
    ("groups", "Via Milano: qualcuno cerca una scala", "La serve sabato mattina, la riporta la sera."),
    ("groups", "Via Milano: merenda in cortile", "Domenica alle 16, ognuno porta qualcosa."),
    ("spaces", "Confermata: Sala grande", "Avevi chiesto una stanza per le prove del coro."),
    ("initiatives", "Orto condiviso: servono tre persone", "Sabato si prepara la terra, dalle 9 alle 12."),
    ("events", "Domani: festa di quartiere", "Alle 18 davanti alla biblioteca."),
]
