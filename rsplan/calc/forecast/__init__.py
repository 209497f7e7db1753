"""The look ahead: where each target ends, how sure that is, and the last day to act; methodology.md, section 7."""
