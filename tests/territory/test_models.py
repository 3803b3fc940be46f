def test_neighbours_are_quarters_with_nobody_between(brescia):
    fiumicello = brescia.quarters.get(slug="fiumicello")

    names = set(fiumicello.neighbours.values_list("name", flat=True))

    assert names == {"Chiusure", "Porta Milano", "Primo Maggio", "Sant'Eustacchio"}
