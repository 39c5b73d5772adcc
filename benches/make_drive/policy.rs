//! `policy.toml` of a made drive.

use super::calendar::{CLOSURES, HALF_TERMS, Span, TERM_NAMES, TERMS, YEAR_NAMES};
use super::yaml::put;

/// The text of the file.
pub fn policy() -> String {
    let mut out = String::from(
        "# What this authority does its own way. Everything else is as the procedure has it.\n\
         authority = \"Northmere Council\"\nteam = \"Family Early Help\"\n\n[calendar]\nclosures = [\n",
    );
    for span in CLOSURES {
        put!(out, "  {{ from = {}, to = {}, why = \"offices closed\" }},\n", span.from, span.to);
    }
    out.push_str("]\nadd_bank_holidays = []\nremove_bank_holidays = []\n");
    for (year, name) in YEAR_NAMES.into_iter().enumerate() {
        put!(out, "\n[[year]]\nname = \"{name}\"\nterms = [\n");
        for term in year * 3..year * 3 + 3 {
            let Span { from, to } = TERMS[term];
            put!(out, "  {{ name = \"{}\", from = {from}, to = {to} }},\n", TERM_NAMES[term]);
        }
        out.push_str("]\nholidays = [\n");
        for span in &HALF_TERMS[year * 3..year * 3 + 3] {
            put!(out, "  {{ from = {}, to = {}, why = \"half term\" }},\n", span.from, span.to);
        }
        out.push_str("]\n");
    }
    out.push_str(
        "\n[visits]\nevery = \"term\"\n\n\
         [deadlines]                         # all in working days\ndates_agreed = 15\npro_forma_sent = 10\n\
         pro_forma_returned = 5\nchecks_done = 1\nwritten_up = 5\ntell_authority = 1\n\n\
         [review]\ntop_percent = 10\nwindow_terms = 3\nprimary_days = 5\nsecondary_days = 10\n\n\
         [exclusions]\nduty = \"by-date\"\n\n[pack]\nmarking = \"OFFICIAL-SENSITIVE\"\n",
    );
    out
}
