"""What the courses and the practices of the demo say; nobody in them is a real person."""

STARTERS = "Chi vuole aprire una piccola attività"
# (title, what one learns, for whom, what it opens, how many months, how many meetings)
COURSES = [
    (
        "Ascoltare e orientare allo sportello",
        "Come si accoglie chi arriva, come si fanno le domande giuste, come si dice di no.\n\nSi prova a coppie, con "
        "casi veri raccontati senza nomi.",
        "Chi comincia a fare volontariato allo sportello",
        "desk",
        24,
        3,
    ),
    (
        "I dati delle persone: che cosa si chiede e che cosa no",
        "Che cosa si può scrivere, chi può leggerlo, quando si cancella. Che cosa fare se qualcosa va storto.",
        "Chi apre i dati di chi viene allo sportello",
        "personal_data",
        24,
        1,
    ),
    (
        "Aiutare con moduli e pratiche on line",
        "ISEE, SPID, fascicolo sanitario, iscrizioni a scuola: si compila insieme, senza fare al posto di.",
        "Chi aiuta allo sportello o in biblioteca",
        "forms",
        12,
        2,
    ),
    (
        "Scrivere parole che tutti capiscono",
        "Frasi corte, verbi, niente sigle. Porta un tuo volantino: si riscrive.",
        "",
        "",
        None,
        1,
    ),
    (
        "Raccogliere fondi in un quartiere",
        "Dalla cena alla campagna: che cosa si può fare, con quali regole.",
        "Chi tiene i conti di un’associazione",
        "",
        None,
        2,
    ),
    (
        "Gestire un gruppo di volontari",
        "Come si accoglie, si ringrazia, si lascia andare. I turni senza litigi.",
        "Chi coordina",
        "",
        None,
        2,
    ),
    (
        "Usare bene lo smartphone con chi comincia",
        "Come si insegna senza prendere il telefono in mano.",
        "",
        "",
        None,
        1,
    ),
    (
        "Aprire una piccola attività",
        "Dal favore al lavoro: quando serve la partita IVA, che cosa costa, come si fa una fattura, come si trovano i "
        "primi clienti.\n\nPorta la tua idea: si prova a metterla in conti.",
        STARTERS,
        "",
        None,
        2,
    ),
    (
        "Sicurezza alle feste di strada",
        "Permessi, assicurazione, corrente, primo soccorso.",
        "Chi organizza",
        "",
        None,
        1,
    ),
]
NAMES = [
    "Ada Neri", "Bruno Sala", "Carla Tosi", "Dario Bosio", "Elsa Rota", "Fulvio Cima", "Gina Moro", "Hamid Saidi",
    "Irene Poli", "Jamila Rossi", "Kofi Mensah", "Lidia Ferri", "Mirko Alba", "Nadia Conti", "Olga Marino",
    "Pietro Lodi", "Rosa Benedetti", "Samir Haddad", "Teresa Riva", "Ugo Fontana",
]  # fmt: skip
PLACES = [
    "Sala civica di via Milano 105",
    "Biblioteca di quartiere, sala grande",
    "Oratorio, primo piano",
    "Casa delle Associazioni, via Cimabue 16",
]
# (title, what is done, who tried it)
PRACTICES = [
    (
        "Il frigorifero aperto",
        "Sta in cortile: chi ha cibo in più lo lascia, chi ne ha bisogno lo prende. In due lo puliscono ogni sera.",
        "Emporio La Dispensa, via Milano, dal 2024",
    ),
    (
        "La merenda del martedì",
        "Ogni martedì si mangia insieme, bambini e nonni. Chi viene due volte porta qualcosa la terza.",
        "Centro anziani del Villaggio Prealpino",
    ),
    (
        "L’armadio dei giochi",
        "Giochi da tavolo in prestito come libri, con un foglio e la fiducia.",
        "Biblioteca di quartiere, dal 2023",
    ),
    (
        "Il portinaio di rione",
        "Una persona sta in piazza due ore al giorno: sa chi aggiusta, chi accompagna, chi ha le chiavi.",
        "Gruppo di via Cremona, ripreso da Parigi",
    ),
    (
        "Il giro dei campanelli",
        "Prima dell’estate si suona a chi vive da solo: come stai, chi chiami se fa troppo caldo.",
        "Parrocchia e Punto Comunità, ogni giugno",
    ),
    (
        "L’orto in condominio",
        "Sei cassoni nel cortile delle case popolari. L’acqua la paga il Comune, il resto chi semina.",
        "Comitato inquilini di San Polo",
    ),
    (
        "La lingua al parco",
        "Si impara l’italiano camminando: un tema, un giro, una parola per albero.",
        "Scuola di italiano, con quaranta persone l’anno",
    ),
    (
        "Il doposcuola dei grandi",
        "Ragazzi delle superiori aiutano i più piccoli, e prendono crediti a scuola.",
        "Istituto Tartaglia e due oratori",
    ),
    (
        "La cassetta degli attrezzi",
        "Trapano, scala, levigatrice: uno per il quartiere invece di uno per casa.",
        "Social street di via Piave",
    ),
    (
        "Le sedie in strada",
        "Il giovedì sera ognuno porta la sua sedia davanti al portone. Non costa niente.",
        "Quartiere Carmine, da tre estati",
    ),
    (
        "Il libro delle competenze",
        "Che cosa sai fare e che cosa vorresti imparare: un quaderno allo sportello, riletto ogni mese.",
        "Punto Comunità Fiumicello",
    ),
    (
        "La spesa accompagnata",
        "In due al supermercato: uno spinge il carrello, l’altro sceglie. Poi un caffè.",
        "Volontari di Casazza",
    ),
    (
        "Il pulmino della domenica",
        "Il furgone della squadra porta alla messa e al cimitero chi non guida più.",
        "Polisportiva e parrocchia",
    ),
    (
        "Nonni al cancello",
        "Due nonni con la pettorina all’uscita di scuola: si attraversa, ci si saluta, ci si conosce.",
        "Auser, in quattro scuole",
    ),
    (
        "La riunione con i bambini",
        "Una riunione su tre si fa al parco giochi: viene chi di sera non può.",
        "Comitato dei genitori della Badia",
    ),
    (
        "Un tavolo per le pratiche",
        "Il sabato mattina in biblioteca qualcuno aiuta con SPID e moduli, senza prendere appuntamento.",
        "Biblioteca e Punto Comunità",
    ),
    (
        "La banca del tempo della scala",
        "Un’ora per un’ora, segnata su un foglio nell’atrio.",
        "Condominio di via Lamarmora",
    ),
    (
        "Le storie del quartiere",
        "Chi abita qui da cinquant’anni racconta, chi è arrivato ieri registra.",
        "Narratrici itineranti, con la radio locale",
    ),
]
WAITING = (
    "La notte delle finestre accese",
    "Una sera tutti lasciano la luce accesa e la porta aperta: si fa il giro delle case.",
    "Via Chiusure, una volta",
)
