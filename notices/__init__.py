"""Forms, the three house styles, rendering."""
