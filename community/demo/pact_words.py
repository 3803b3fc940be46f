"""Who gives hours in the demo, and what they do. Invented."""

NAMES = ["Ada", "Bruno", "Carla", "Dario", "Elsa", "Franco", "Gina", "Hamid", "Irina", "Luca", "Mina", "Nadia", "Omar"]
SURNAMES = ["Bassi", "Conti", "Diallo", "Ferrari", "Gatti", "Hoxha", "Lombardi", "Moreno", "Neri", "Popa", "Singh"]
DOING = [
    "Tiene aperta la biblioteca il sabato",
    "Aiuta nei compiti i ragazzi delle medie",
    "Prepara e porta i pacchi della spesa",
    "Cura l’orto e il giardino del quartiere",
    "Accompagna chi va dal medico",
    "Insegna a usare il telefono",
    "Sistema le biciclette in officina",
]
EARLY = ["Ha trovato un lavoro con altri orari", "Si è trasferita in un’altra città", "La sede ha chiuso per lavori"]
