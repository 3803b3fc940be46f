"""What is said in the demo: (theme or none yet, kind, title, more words). Invented."""

from community.models import Need

NEED, WISH = Need.Kind.NEED, Need.Kind.ASPIRATION

THEMES = {
    "ombra": "Ombra e panchine dove si aspetta",
    "compiti": "Un posto per fare i compiti",
    "sera": "La sera, insieme",
    "trasporti": "Arrivare dal medico",
    "casa": "Trovare casa",
}
SAID = [
    (
        "ombra",
        NEED,
        "Una panchina all’ombra davanti alla farmacia",
        "Chi aspetta in piedi al sole è quasi sempre anziano.",
    ),
    ("ombra", NEED, "Panchine alla fermata del bus 3", "La pensilina c’è, da sedersi no."),
    ("ombra", WISH, "Sei alberi in piazza", ""),
    ("ombra", WISH, "Una fontanella vicino ai giochi", "D’estate si torna a casa per bere."),
    ("compiti", NEED, "Un posto per fare i compiti il pomeriggio", "A casa siamo in cinque in due stanze."),
    ("compiti", NEED, "Aiuto nei compiti alle medie", "Per le elementari c’è, dopo no."),
    ("compiti", WISH, "La biblioteca aperta anche la sera", "Chi lavora ci va solo il sabato."),
    ("sera", WISH, "Un cinema all’aperto d’estate", "Bastano un lenzuolo e le sedie da casa."),
    ("sera", WISH, "Cena di quartiere una volta al mese", "Ognuno porta quello che sa fare."),
    ("sera", NEED, "Luce nel vialetto dietro la scuola", "Di inverno alle cinque è buio."),
    ("sera", WISH, "Un coro per chi non sa cantare", ""),
    ("trasporti", NEED, "Un passaggio per le visite in ospedale", "Il bus passa ogni quaranta minuti."),
    ("trasporti", NEED, "Accompagnare chi non vede bene", ""),
    ("trasporti", NEED, "L’ascensore della stazione è sempre fermo", "Con il passeggino non si passa."),
    ("casa", NEED, "Case in affitto per chi ha un contratto a termine", "Lavoro da anni, nessuno si fida."),
    ("casa", NEED, "Capire il bando delle case popolari", "È lungo venti pagine."),
    ("", NEED, "Un posto dove riparare le cose", "Lampade, biciclette, tostapane."),
    ("", WISH, "Orti sul tetto del mercato", ""),
    ("", NEED, "Imparare l’italiano la domenica", "Negli altri giorni lavoriamo tutti."),
    ("", NEED, "Un bagno pubblico al parco", "Con i bambini si torna sempre prima."),
    ("", WISH, "Scambiare i libri di scuola usati", "A settembre si buttano e si ricomprano."),
    ("", WISH, "Una mappa dei posti dove si ascolta musica", ""),
    ("", NEED, "Qualcuno che porti la spesa al quarto piano", "L’ascensore non c’è."),
    ("", WISH, "Giocare a bocce anche d’inverno", "Il campo c’è, manca la copertura."),
]
GROUPS = [
    ("Le mamme del giardino", 14),
    ("Il gruppo del sabato al centro sociale", 22),
    ("Chi prende il bus delle sette", 9),
    ("La classe di italiano del mercoledì", 17),
]
ANSWERS = {
    "ombra": (Need.State.ADOPTED, "Con il consiglio di quartiere scegliamo tre punti; a marzo si montano le panchine."),
    "casa": (
        Need.State.PARKED,
        "Qui non decidiamo noi: ogni giovedì allo sportello c’è chi legge il bando con te, ed è gratis.",
    ),
}
