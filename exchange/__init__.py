"""Files in and out: Excel, CSV, the commune description."""
