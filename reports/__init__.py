"""What a round says to others: dossier, audit reports, event registers. Above steps, notices and exchange."""
