"""The bundle: an outsider's recount confirms it, and refuses it after any change."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pingxuan.ballotbox import bundle, index, proofs, reading, recount, voiding
from pingxuan.ballotbox.log import canonical
from pingxuan.ballotbox.looking_up import look_up
from pingxuan.domain import merkle
from tests.ballotbox.hall import CAMPAIGN, KEYS, Hall, OpenBox, in_box

DAY = 86400


def vote_for_three_days(hall: Hall, voters: int = 8) -> list[str]:
    """Let some people vote on three days, and give their receipts."""
    now = datetime.now(UTC).timestamp()
    receipts: list[str] = []

    async def story(box: OpenBox) -> None:
        for day in (2, 1, 0):
            for n in range(voters):
                entry = ("J-001", "J-002", "G-001")[n % 3]
                _, body = await box.cast(n, entry, 1 + n % 5, now=now - day * DAY)
                receipts.append(body["receipt"])

    in_box(hall, story)
    return receipts


def export(hall: Hall, out: Path) -> Path:
    bundle.export(hall.url, KEYS, bundle.choose(hall.url, None), out)
    return out


def test_the_recount_confirms_what_the_tally_says(hall: Hall, tmp_path: Path) -> None:
    vote_for_three_days(hall)
    path = export(hall, tmp_path / "b.zip")

    totals = recount.check(str(path), KEYS.public_key(CAMPAIGN)).decode().splitlines()

    tally = reading.tally(hall.url, CAMPAIGN)
    assert totals == ["entry,votes,ballots,voters"] + [
        f"{entry},{tally[entry].votes},{tally[entry].ballots},{tally[entry].ballots}"
        for entry in sorted(tally)
    ]


def test_there_is_a_head_for_each_ended_day_and_one_at_export(hall: Hall, tmp_path: Path) -> None:
    vote_for_three_days(hall)
    first = export(hall, tmp_path / "1.zip")
    vote_for_three_days(hall, voters=2)
    second = export(hall, tmp_path / "2.zip")

    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as two:
        earlier, later = one.read("heads.jsonl"), two.read("heads.jsonl")
        days = [json.loads(line)["day"] for line in two.read("ledger.jsonl").splitlines()]
    heads = [json.loads(line) for line in later.splitlines()]
    assert later.startswith(earlier)
    sizes = [head["tree_size"] for head in heads]
    assert sizes == sorted(sizes)
    assert sizes[2:] == [24, 30]
    for head in heads[:2]:  # each covers all of its day as it was then, wherever lanes put it
        assert days[:24].count(head["day"]) == days[: head["tree_size"]].count(head["day"]) == 8
    noted = json.loads(earlier.splitlines()[0])["root"]
    recount.check(str(second), None, [noted])
    with pytest.raises(recount.WrongError, match="noted head"):
        recount.check(str(second), None, ["0" * 64])


def test_the_script_in_the_bundle_recounts_it_by_itself(hall: Hall, tmp_path: Path) -> None:
    vote_for_three_days(hall)
    path = export(hall, tmp_path / "b.zip")
    with zipfile.ZipFile(path) as archive:
        totals = archive.read("totals.csv")
        (tmp_path / "recount.py").write_bytes(archive.read("recount.py"))

    run = [sys.executable, "-I", str(tmp_path / "recount.py"), str(path)]
    confirmed = subprocess.run(run, capture_output=True, check=False)
    refused = subprocess.run([*run, "--key", "00" * 32], capture_output=True, check=False)

    assert (confirmed.returncode, confirmed.stdout) == (0, totals)
    assert (refused.returncode, refused.stdout) == (1, b"")


def test_a_receipt_is_proven_against_the_root(hall: Hall, tmp_path: Path) -> None:
    receipts = vote_for_three_days(hall)
    path = export(hall, tmp_path / "b.zip")
    with zipfile.ZipFile(path) as archive:
        lines = archive.read("ledger.jsonl").splitlines()

    for receipt in receipts:
        proof = proofs.prove(path, receipt)
        index, size = int(str(proof["leaf_index"])), int(str(proof["tree_size"]))
        leaf = merkle.leaf_hash(lines[index])
        steps = [bytes.fromhex(step) for step in proof["path"]]  # type: ignore[attr-defined]
        assert leaf.hex() == proof["leaf_hash"]
        assert merkle.leads_to(leaf, index, size, steps, bytes.fromhex(str(proof["root"])))
    with pytest.raises(proofs.ReceiptNotFoundError):
        proofs.prove(path, "A" * 26)


def test_votes_taken_out_and_put_back_are_lines_behind_them(hall: Hall, tmp_path: Path) -> None:
    vote_for_three_days(hall)
    take = {"decision": "d-1", "reason": "brushing", "seqs": [0, 3, 3]}
    back = {"decision": "d-2", "reason": "objection", "seqs": [3]}
    before = reading.tally(hall.url, CAMPAIGN)

    voided = voiding.apply(hall.url, KEYS, CAMPAIGN, **take, kind="void")
    again = voiding.apply(hall.url, KEYS, CAMPAIGN, **take, kind="void")
    restored = voiding.apply(hall.url, KEYS, CAMPAIGN, **back, kind="restore")

    assert (voided, restored) == (voiding.Applied([24, 25], []), voiding.Applied([26], []))
    assert again == voiding.Applied([], [0, 3])
    after = reading.tally(hall.url, CAMPAIGN)
    assert {e: c.votes for e, c in after.items()} == {e: c.votes for e, c in before.items()}
    assert {e: c.voided for e, c in after.items()} == {"J-001": 1, "J-002": 0, "G-001": 0}
    path = export(hall, tmp_path / "b.zip")
    assert f"J-001,{before['J-001'].votes - 1},8,8".encode() in recount.check(str(path))
    with pytest.raises(voiding.NotAVoteError):
        voiding.apply(hall.url, KEYS, CAMPAIGN, **(take | {"seqs": [1, 24]}), kind="void")


def rewritten(source: Path, out: Path, member: str, data: bytes) -> Path:
    """Change one member, and sign everything again with the organiser's own key."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[member] = data
    manifest = json.loads(members["manifest.json"])
    manifest["files"][member] = hashlib.sha256(data).hexdigest()
    members["manifest.json"] = canonical(manifest).encode()
    members["manifest.sig"] = KEYS.signer(CAMPAIGN).sign(members["manifest.json"]).hex().encode()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out


@pytest.mark.parametrize(
    ("member", "data"),
    [
        ("totals.csv", b"entry,votes,ballots,voters\nG-001,9,9,9\n"),
        ("heads.jsonl", b""),
        ("entries.txt", b"G-001\nJ-002\nJ-001\n"),
        ("extra.txt", b"listed, but who asked for it"),
    ],
)
def test_other_members_cannot_be_changed_either(
    hall: Hall, tmp_path: Path, member: str, data: bytes
) -> None:
    vote_for_three_days(hall, voters=3)
    path = export(hall, tmp_path / "b.zip")
    bent = rewritten(path, tmp_path / "bent.zip", member, data)

    if member == "extra.txt":
        recount.check(str(bent))  # members may be added, as long as they are listed
        with zipfile.ZipFile(bent, "a") as archive:
            archive.writestr("unlisted.txt", b"")
    with pytest.raises(recount.WrongError):
        recount.check(str(bent))


def test_what_is_no_bundle_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 not really")

    with pytest.raises(recount.WrongError):
        recount.check(str(tmp_path / "no.zip"))


def test_the_site_proves_a_receipt_under_the_newest_head(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "PIECE", 8)
    receipts = vote_for_three_days(hall)
    assert reading.heads(hall.url, CAMPAIGN) == []
    for voters in (0, 3):
        receipts += vote_for_three_days(hall, voters)
        export(hall, tmp_path / "b.zip")

        head = reading.heads(hall.url, CAMPAIGN)[-1]
        for receipt in receipts:
            looked = look_up(hall.url, CAMPAIGN, receipt, KEYS)
            assert looked.found is not None
            proof = looked.found.proof
            assert proof is not None
            assert proof.head == head
            assert proof.holds
            root = bytes.fromhex(head.root)
            assert merkle.leads_to(proof.leaf, proof.seq, head.tree_size, proof.path, root)
            assert len(proof.path) <= (head.tree_size - 1).bit_length()
