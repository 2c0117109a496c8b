"""Every sentence of the program, one module an area, each in English and Vietnamese."""
