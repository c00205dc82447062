"""A province's standard of the tests: made up, and no law."""

LOCAL = """
id = "chuan-thu"
base = "std-2022"
title = { vi = "Chuẩn thử của tỉnh", en = "Trial standard of the province" }
years = { from = 2025, to = 2026 }

[citations.resolution]
doc = "Nghị quyết số 1/NQ-HĐND"
article = "1"
evidence = "unverified"
source = "giả định"

[lines.rural]
income = 1_750_000
income_citation = "resolution"
b1 = 150
b1_citation = "resolution"

[lines.urban]
income = 2_250_000
income_citation = "resolution"
b1 = 185
b1_citation = "resolution"
"""
"""Rural 150 and urban 185 points of B1 instead of 140 and 175."""

NO_SCORES = LOCAL.replace('b1 = 150\nb1_citation = "resolution"\n', "").replace(
    'b1 = 185\nb1_citation = "resolution"\n', ""
)
"""The same without scores: its class of a household above the national line is what the form says."""
