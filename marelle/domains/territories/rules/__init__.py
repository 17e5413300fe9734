"""Pure rules of the territory: identifiers, codes, reading of files."""
