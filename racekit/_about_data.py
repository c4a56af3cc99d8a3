"""What is said about each shipped table: source, address, date, licence, limits and units."""

_MANY = "racekit/data/sources.csv"  # where the address of each source_id is
_FACTS = "facts only"


def _facts(source, date, note, units):
    """A table of single facts out of many pages, each row with its own source ids."""
    return {"source": source, "address": _MANY, "date": date, "licence": _FACTS,
            "note": note, "units": units}  # fmt: skip


ABOUT = {
    "nuclear_warheads.csv": {
        "source": "FAS Estimated Global Nuclear Warhead Inventories and Suh, The Strategic Nuclear "
        "Forces Dataset v2.0",
        "address": _MANY,
        "date": "2023 and 2024-01",
        "licence": "CC BY 4.0",
        "note": "Estimates. Rows with source_id NNSA2024 (public domain) are declassified counts; "
        "the two with NRDC2006_HC (facts only) an older estimate, kept to show how far estimates "
        "of a secret can lie apart. Deliverable strategic warheads end in 2010.",
        "units": {"warheads": "count"},
    },
    "ods_consumption.csv": {
        "source": "EEA, Consumption of controlled ozone-depleting substances, index, and UNEP "
        "Ozone Secretariat, CFC consumption",
        "address": _MANY,
        "date": "2021-03-03 and 2018-04-30",
        "licence": "EEA re-use policy",
        "note": "The index counts all controlled substances; its 127.65 in 1989 is probably due to "
        "more substances entering the reports. CFC consumption (UNEP by way of Our World in Data, "
        "no licence stated): five quoted points, our sums over the reporting parties; in 1990 only "
        "94 reported, so that the total is too low. No values for 1987 and 1988.",
        "units": {"value": "see column unit", "parties_reporting": "count"},
    },
    "ozone_layer.csv": {
        "source": "NASA Ozone Watch by way of Our World in Data, and Montzka et al. 2018",
        "address": _MANY,
        "date": "2021-03-03, 2024-04 and 2018-06-23",
        "licence": "CC BY",
        "note": "Mean area of the Antarctic ozone hole, 1979 to 2025 without 1995 and 2024; 2023 "
        "and 2025 are rounded press figures (facts only). Change of CFC-11 in the air: four quoted "
        "points of Montzka et al. (Nature, no licence stated), measured and as projected.",
        "units": {"value": "see column unit"},
    },
    "treaties.csv": _facts(
        "Treaty texts, Arms Control Association, US State Department and Vaynman's coding",
        "as listed with each source_id",
        "Dates are as precise as the source, hence text; see decimal_years. Columns aad_ are "
        "Vaynman's coding in L. Luca's transcription (CC BY 4.0).",
        {"parties_latest": "count", "signed_or_opened": "date", "in_force": "date"},
    ),
    "treaty_limits.csv": _facts(
        "Arms Control Association, US State Department, OPCW and press",
        "as listed with each source_id",
        "Sources disagree on SALT I (USSR: 1,618 and 950, or 1,607 and 740). limited is 'no' where "
        "a quantity was left out of the treaty; observed levels are missing where none was found.",
        {"limit": "see column unit", "observed": "see column unit"},
    ),
    "treaty_violations.csv": _facts(
        "IAEA, OPCW, scientific papers, State Department and press",
        "as listed with each source_id",
        "Only cases that are known, and that we could source. status says what kind of knowledge "
        "it is: alleged and disputed cases are listed as such. found (when the finding or "
        "admission named in the row was made; the start where the actor did it in the open; empty "
        "where the row names no year) and found_by are our reading of the other columns.",
        {"start": "date", "end": "date", "found": "date"},
    ),
    "treaty_parties.csv": _facts(
        "UN Treaty Collection, our yearly counts; NPT and BWC from named pages",
        "2026-02-03, 2015-03-14 and as listed",
        "CWC and Montreal Protocol: deposits by the end of each year, to 2025 and 2014, the latter "
        "with the EU. NPT and BWC: counts on single dates, nothing between them.",
        {"parties": "count"},
    ),
    "cwc_destruction.csv": _facts(
        "OPCW, and press and pages that quote it",
        "as listed with each source_id",
        "Percentages of two totals, see basis: do not mix them. exact is 0 where the source says "
        "'more than'. Nothing between 1997 and 2003.",
        {"destroyed_tonnes": "t", "declared_tonnes": "t", "percent": "% of the basis"},
    ),
    "new_start_exchange.csv": _facts(
        "US State Department, Russian Foreign Ministry, FAS and press",
        "as listed with each source_id",
        "12 dates, not all that there were. A missing number was not found, except Russia's of "
        "2023-03-01, which was not provided. The warheads are counted by the treaty's rules.",
        {"deployed_warheads": "count", "deployed_vehicles": "count", "total_launchers": "count"},
    ),
    "frontier_commitments.csv": _facts(
        "METR, Common Elements of Frontier AI Safety Policies; press on who signed",
        "2025-12-09 and as listed",
        "A published policy (1) is a text, not conduct. Empty means not recorded, not 'no'; a "
        "first date is known for four of the twelve policies.",
        {"published_frontier_safety_policy_2025_12": "1 or 0", "first_policy_date": "date"},
    ),
    "ai_agreements.csv": _facts(
        "Press and government pages",
        "as listed with each source_id",
        "Signatories at the date in the row or as its note says; for Paris 2025 sources say 58, 60 "
        "or 61.",
        {"signatories": "count", "date": "date"},
    ),
    "ai_compute_owners.csv": {
        "source": "Epoch AI, AI chip counts and ownership model outputs",
        "address": "https://github.com/epoch-research/ai-chip-counts",
        "date": "2026-04-22",
        "licence": "MIT",
        "note": "Model estimates, not counts. China: Nvidia and AMD chips only, no domestic ones. "
        "In the last quarter rows are missing: no AMD and no Amazon Trainium. Google TPU from "
        "2023, the others from 2024 on. Owners of chips are not their users.",
        "units": {"cumulative_h100e_median": "Nvidia H100 equivalents",
                  "h100e_p5": "Nvidia H100 equivalents",
                  "h100e_p95": "Nvidia H100 equivalents"},
    },
    "ai_training_compute.csv": {
        "source": "Epoch AI, Notable AI models",
        "address": "https://epoch.ai/data/notable-ai-models",
        "date": "2025-03 and 2025-05",
        "licence": "CC BY 4.0",
        "note": "Published models only, up to April 2025: from 1e23 FLOP since 2017, and those "
        "that held the record since 2013. Many values are estimates; see the column confidence.",
        "units": {"training_flop": "FLOP"},
    },
}  # fmt: skip
