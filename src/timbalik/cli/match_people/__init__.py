"""``timbalik match people.csv``: from a people file to pairs, their reasons and their proof, with no database kept."""
