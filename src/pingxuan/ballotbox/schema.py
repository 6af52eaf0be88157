"""The tables of the ballot database, the same on SQLite and on PostgreSQL.

A line of the log stands under `line` = writer << 36 | n: each writer counts its own lines without
gaps, so that writers do not wait for one another. The sequencer gives committed lines their public
number in `runs`: so many lines of one writer, from `line` on, are `seq`, `seq` + 1 and so on.

Source:
    architecture, "Public log"; INTERFACE section 3.
"""

from __future__ import annotations

WRITER_SHIFT = 36

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 30000",
    "PRAGMA cache_size = -65536",
)

_TABLES = (
    # A campaign that has, or had, a public vote. `bench` marks the one that instruments use.
    """CREATE TABLE IF NOT EXISTS campaigns (
        campaign INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, slug TEXT NOT NULL,
        bench INTEGER NOT NULL DEFAULT 0)""",
    # What the workers go by; versions only grow.
    """CREATE TABLE IF NOT EXISTS snapshots (
        campaign INTEGER NOT NULL REFERENCES campaigns ON DELETE CASCADE,
        version INTEGER NOT NULL, body BLOB NOT NULL, published_at BIGINT NOT NULL,
        PRIMARY KEY (campaign, version))""",
    # What a voter has used of a day, and the stubs of the accepted slips with their keys. Rows lie in
    # order of arrival: who votes ten times in a visit changes ten times the page that all others
    # change at that moment, not ten times a page of their own.
    """CREATE TABLE IF NOT EXISTS quota (
        voter BLOB NOT NULL, day INTEGER NOT NULL, campaign INTEGER NOT NULL,
        used INTEGER NOT NULL, cap INTEGER NOT NULL, stubs BLOB NOT NULL,
        PRIMARY KEY (voter, day), CHECK (used >= 0 AND used <= cap)) {rewritten}""",
    # The log. kind 0 vote, 1 void, 2 restore.
    """CREATE TABLE IF NOT EXISTS ledger (
        line INTEGER PRIMARY KEY, kind SMALLINT NOT NULL, ts BIGINT NOT NULL, day INTEGER NOT NULL,
        voter BLOB, key BLOB, entry TEXT, votes INTEGER, channel TEXT,
        of_seq BIGINT, decision TEXT, reason TEXT,
        CHECK (kind = 0 AND votes > 0 OR kind > 0 AND of_seq >= 0))""",
    """CREATE TABLE IF NOT EXISTS writers (
        writer INTEGER PRIMARY KEY, campaign INTEGER NOT NULL, started_at BIGINT NOT NULL,
        version INTEGER NOT NULL, seen_at DOUBLE PRECISION NOT NULL,
        closed_at BIGINT, ended_at BIGINT)""",
    """CREATE TABLE IF NOT EXISTS runs (
        campaign INTEGER NOT NULL, seq BIGINT NOT NULL, line BIGINT NOT NULL UNIQUE,
        length INTEGER NOT NULL CHECK (length > 0), first_day INTEGER NOT NULL,
        PRIMARY KEY (campaign, seq))""",
    """CREATE TABLE IF NOT EXISTS tally (
        campaign INTEGER NOT NULL, entry TEXT NOT NULL, day INTEGER NOT NULL,
        writer INTEGER NOT NULL, votes BIGINT NOT NULL, ballots BIGINT NOT NULL,
        PRIMARY KEY (campaign, entry, day, writer)) {without_rowid} {rewritten}""",
    # Votes of one minute by one writer, {{entry: [votes, ballots]}}, named by its first line. `tally`
    # holds the minutes that are marked; the count is the tally and the others. Minutes stay, for
    # counts that are shown with a delay.
    """CREATE TABLE IF NOT EXISTS counts (
        line INTEGER PRIMARY KEY, campaign INTEGER NOT NULL, minute INTEGER NOT NULL,
        day INTEGER NOT NULL, in_tally SMALLINT NOT NULL, body BLOB NOT NULL) {rewritten}""",
    """CREATE INDEX IF NOT EXISTS counts_by_minute ON counts (campaign, minute)""",
    """CREATE INDEX IF NOT EXISTS counts_to_fold ON counts (campaign) WHERE in_tally = 0""",
    # What voids and restores have taken from the tally; both only ever change by their lines.
    """CREATE TABLE IF NOT EXISTS voided (
        campaign INTEGER NOT NULL, entry TEXT NOT NULL, day INTEGER NOT NULL,
        votes BIGINT NOT NULL CHECK (votes >= 0), ballots BIGINT NOT NULL CHECK (ballots >= 0),
        PRIMARY KEY (campaign, entry, day))""",
    # Decided per (campaign, vote): the last decision that touched it, and whether it stands.
    """CREATE TABLE IF NOT EXISTS standing (
        campaign INTEGER NOT NULL, of_seq BIGINT NOT NULL, is_void INTEGER NOT NULL,
        PRIMARY KEY (campaign, of_seq))""",
    """CREATE UNIQUE INDEX IF NOT EXISTS once_per_decision
        ON ledger (decision, of_seq, kind) WHERE kind > 0""",
    # Signed heads; `peaks` are the full subtrees over `tree_size` lines, to go on from.
    """CREATE TABLE IF NOT EXISTS heads (
        campaign INTEGER NOT NULL, n INTEGER NOT NULL, day INTEGER NOT NULL, made_at BIGINT NOT NULL,
        tree_size BIGINT NOT NULL, peaks BLOB NOT NULL, line TEXT NOT NULL,
        PRIMARY KEY (campaign, n))""",
    # What a time stamping service replied over a head, byte for byte.
    """CREATE TABLE IF NOT EXISTS stamps (
        campaign INTEGER NOT NULL, n INTEGER NOT NULL, made_at BIGINT NOT NULL,
        reply BLOB NOT NULL, PRIMARY KEY (campaign, n))""",
    # Where accepted votes came from: apart from the log, for the signals, erased on schedule.
    """CREATE TABLE IF NOT EXISTS facts (
        line INTEGER PRIMARY KEY, campaign INTEGER NOT NULL, until_ts BIGINT NOT NULL,
        body BLOB NOT NULL)""",
    """CREATE INDEX IF NOT EXISTS facts_by_age ON facts (campaign, until_ts)""",
    # Where a receipt's line is; filled behind the writers, when somebody looks.
    """CREATE TABLE IF NOT EXISTS receipts (
        campaign INTEGER NOT NULL, hash BLOB NOT NULL, seq BIGINT NOT NULL,
        PRIMARY KEY (campaign, hash)) {without_rowid}""",
    # The roots of full pieces of the tree, and how far receipts and roots have come.
    """CREATE TABLE IF NOT EXISTS subtrees (
        campaign INTEGER NOT NULL, n INTEGER NOT NULL, root BLOB NOT NULL,
        PRIMARY KEY (campaign, n))""",
    """CREATE TABLE IF NOT EXISTS indexed (
        campaign INTEGER PRIMARY KEY, size BIGINT NOT NULL)""",
)

# Lets go of the last batch's voters, locks this one's, in the order given, and looks only then. A
# function, because each of its statements sees what was committed before it began; one statement
# would look before it waits. The locks belong to the session and outlive the batch's commit.
TAKE_VOTERS = """
CREATE OR REPLACE FUNCTION take_voters(locks bigint[], wanted bytea[])
RETURNS TABLE (voter bytea, day integer, used integer, cap integer, stubs bytea)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_unlock_all();
    PERFORM pg_advisory_lock(name) FROM unnest(locks) AS name;
    RETURN QUERY SELECT q.voter, q.day, q.used, q.cap, q.stubs
                   FROM quota AS q WHERE q.voter = ANY(wanted);
END $$
"""


def statements(*, is_postgres: bool) -> list[str]:
    """Write the tables for one of the two databases; laying them twice does no harm."""
    without_rowid = "" if is_postgres else "WITHOUT ROWID"
    # PostgreSQL writes a changed row anew, beside the old one as long as its page has room.
    rewritten = "WITH (fillfactor = 50)" if is_postgres else ""
    laid = [table.format(without_rowid=without_rowid, rewritten=rewritten) for table in _TABLES]
    return [*map(_for_postgres, laid), TAKE_VOTERS] if is_postgres else laid


def _for_postgres(statement: str) -> str:
    numbered = " INTEGER GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"
    return (
        statement.replace(" BLOB", " BYTEA")
        .replace("line INTEGER PRIMARY KEY", "line BIGINT PRIMARY KEY")
        .replace("campaign INTEGER PRIMARY KEY, id", f"campaign{numbered}, id")
        .replace("writer INTEGER PRIMARY KEY", "writer" + numbered)
    )
