"""Pages on which people create and change entries of the directory."""
