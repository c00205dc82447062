"""A whole round of a synthetic commune: 12 villages, 240 households, every turn the law knows, one deviation."""
