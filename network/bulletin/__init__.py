"""The daily bulletin: what members tell, one issue a day, by mail to who asked for it."""
