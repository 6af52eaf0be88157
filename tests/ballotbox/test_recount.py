"""The recount against bundles of a stranger: confirmed as described, refused after any bend."""

from __future__ import annotations

import json
import random
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pingxuan.ballotbox import proofs, recount
from pingxuan.domain import merkle
from tests.ballotbox.stranger import Members, Record, Stranger, canonical, pack, sha256

FORGED = "f" * 64


@pytest.fixture(scope="module")
def stranger() -> Stranger:
    """Somebody who has read the description."""
    return Stranger()


@pytest.fixture(scope="module")
def records(stranger: Stranger) -> list[Record]:
    """What happened in that vote."""
    return stranger.records()


def assert_refused(path: Path, *, without_traces: bool = True) -> str:
    """Run the program as an outsider would; give the one sentence that it says."""
    run = [sys.executable, recount.__file__, str(path), "--head", FORGED]
    ended = subprocess.run(run, capture_output=True, check=False, text=True, encoding="utf-8")
    said = ended.stderr.splitlines()
    assert (ended.returncode, ended.stdout) == (1, "")
    assert len(said) == 2, ended.stderr
    assert said[1].startswith("not confirmed: ")
    return said[1]


@pytest.mark.parametrize("seed", range(1, 9))
def test_a_bundle_of_a_stranger_is_confirmed(tmp_path: Path, seed: int) -> None:
    stranger = Stranger(seed, daily_limit=3 + seed)
    records = stranger.records(voters=4 + seed, days=1 + seed % 4)
    path = stranger.bundle(tmp_path / "b.zip", records)

    assert recount.check(str(path), stranger.public_key) == stranger.totals(records)


def test_other_members_may_be_added_and_are_hashed(
    tmp_path: Path, stranger: Stranger, records: list[Record]
) -> None:
    members = {**stranger.members(records), "README.txt": b"hello\r\n", "stamps/0.tsr": b"\x30"}
    path = pack(tmp_path / "b.zip", stranger.signed(members))

    assert recount.check(str(path)) == stranger.totals(records)


def test_a_strangers_receipt_is_proven(
    tmp_path: Path, stranger: Stranger, records: list[Record]
) -> None:
    one = records[0]
    many = [{**one, "seq": n, "receipt_sha256": sha256(b"%d" % n)} for n in range(5000)]
    path = stranger.bundle(tmp_path / "b.zip", many)
    lines = [canonical(record) for record in many]

    for at in (0, 1023, 1024, 4095, 4096, 4999):
        proof: dict[str, Any] = proofs.prove(path, str(at))
        leaf, root = bytes.fromhex(proof["leaf_hash"]), bytes.fromhex(proof["root"])
        steps = [bytes.fromhex(step) for step in proof["path"]]
        assert (proof["leaf_index"], proof["tree_size"]) == (at, 5000)
        assert leaf == merkle.leaf_hash(lines[at])
        assert merkle.leads_to(leaf, at, 5000, steps, root)
        assert len(steps) <= 13


# --- one record bent, everything signed anew by whoever holds the key, the heads as they were ---


def bend(records: list[Record], chance: random.Random, how: int) -> list[Record]:
    """Change, remove, add or swap one record, with the numbers made to fit again."""
    bent = [dict(record) for record in records]
    at = chance.randrange(len(bent))
    if how == 0:
        del bent[at]
    elif how == 1:
        again = {**chance.choice(bent), "receipt_sha256": sha256(chance.randbytes(9))}
        bent.insert(at, again if again["type"] == "vote" else dict(chance.choice(records)))
    elif how == 2:
        other = (at + 1 + chance.randrange(len(bent) - 1)) % len(bent)
        bent[at], bent[other] = bent[other], bent[at]
    elif how == 3:
        field = chance.choice(sorted(bent[at]))
        bent[at][field] = (
            f"{bent[at][field]}x" if isinstance(bent[at][field], str) else 1 + bent[at][field]
        )
        return bent
    for seq, record in enumerate(bent):
        record["seq"] = seq
    return bent


def test_a_thousand_bent_ledgers_are_refused(
    tmp_path: Path, stranger: Stranger, records: list[Record]
) -> None:
    chance, honest = random.Random(11), stranger.members(records)
    refused = 0

    for turn in range(1000):
        bent = bend(records, chance, turn % 4)
        ledger = b"".join(canonical(record) + b"\n" for record in bent)
        # Totals and manifest fit the bent ledger; only the heads were published and cannot move.
        members = {**honest, "ledger.jsonl": ledger, "totals.csv": stranger.totals(bent)}
        with pytest.raises(recount.WrongError):
            recount.check(str(pack(tmp_path / "bent.zip", stranger.signed(members))))
        refused += ledger != honest["ledger.jsonl"]

    assert refused == 1000


# --- the same with heads made anew, too: then the rules of the ledger themselves must refuse ---

Bend = Callable[[list[Record]], object]


def _set(**changes: object) -> Bend:
    return lambda records: records[0].update(changes)


def _drop(field: str) -> Bend:
    return lambda records: records[0].pop(field)


def _insert(**fields: object) -> Bend:
    change = {"decision": "d", "of": 0, "reason": "r", "ts": "2026-03-03T13:00:00+08:00"}
    return lambda records: records.append({**change, "seq": len(records), **fields})


BENT_RECORDS: dict[str, Bend] = {
    "eleven votes": _set(votes=11),
    "no votes": _set(votes=0),
    "less than none": _set(votes=-1),
    "a float": _set(votes=1.0),
    "true": _set(votes=True),
    "a text": _set(votes="1"),
    "null": _set(votes=None),
    "a list": _set(votes=[1]),
    "a huge number": _set(votes=10**30),
    "not a number": _set(votes=float("nan")),
    "infinity": _set(votes=float("inf")),
    "an unknown entry": _set(entry="nobody"),
    "another day": _set(day="2026-03-02"),
    "a day in UTC": _set(ts="2026-03-01T23:00:00+00:00"),
    "a time without offset": _set(ts="2026-03-01T12:00:00"),
    "parts of a second": _set(ts="2026-03-01T12:00:00.500000+08:00"),
    "another way of writing time": _set(ts="20260301T120000+08:00"),
    "digits of another script": _set(ts="２０２６-03-01T12:00:00+08:00"),
    "a time before all times": _set(ts="0001-01-01T00:00:00+14:00", day="0001-01-01"),
    "a time that is no text": _set(ts=1772337600),
    "a number more": _set(seq=1),
    "a number as float": _set(seq=0.0),
    "a number as false": _set(seq=False),
    "a receipt in capitals": _set(receipt_sha256="A" * 64),
    "a short receipt": _set(receipt_sha256="a" * 63),
    "an unknown type": _set(type="gift"),
    "a field too many": _set(address="192.0.2.7"),
    "no channel": _drop("channel"),
    "no voter": _drop("voter"),
    "a voter that is no text": _set(voter=7),
    "a receipt twice": lambda r: r[1].update(receipt_sha256=r[0]["receipt_sha256"]),
    "more than a day's votes": lambda r: [
        x.update(voter="same", day=r[0]["day"], ts=r[0]["ts"]) for x in r if x["type"] == "vote"
    ],
    "taken out before it was given": _insert(type="void", of=10_000),
    "taken out by its own line": lambda r: _insert(type="void", of=len(r))(r),
    "taken out twice": lambda r: [
        _insert(type="void", of=_standing(r))(r),
        r.append({**r[-1], "seq": len(r)}),
    ],
    "put back what stands": lambda r: _insert(type="restore", of=_standing(r))(r),
    "a taking-out taken out": lambda r: _insert(
        type="void", of=next(x["seq"] for x in r if x["type"] == "void")
    )(r),
    "'of' as true": _insert(type="void", of=True),
    "'of' below nothing": _insert(type="void", of=-1),
    "'of' huge": _insert(type="void", of=2**70),
    "'of' a float": _insert(type="void", of=0.0),
    "a taking-out without reason": lambda r: [
        _insert(type="void", of=_standing(r))(r),
        r[-1].pop("reason"),
    ],
    "a taking-out without a time": _insert(type="void", ts="soon"),
}


def _standing(records: list[Record]) -> int:
    gone = {record["of"] for record in records if record["type"] != "vote"}
    return next(r["seq"] for r in records if r["type"] == "vote" and r["seq"] not in gone)


@pytest.mark.parametrize("how", BENT_RECORDS)
def test_a_ledger_that_breaks_a_rule_is_refused_under_any_signature(
    tmp_path: Path, stranger: Stranger, records: list[Record], how: str
) -> None:
    bent = [dict(record) for record in records]
    BENT_RECORDS[how](bent)
    totals = stranger.members(records)["totals.csv"]
    lines = [canonical(record) for record in bent]
    members = {
        "ledger.jsonl": b"".join(line + b"\n" for line in lines),
        "heads.jsonl": stranger.heads(lines, [("2026-03-03", len(lines))]),
        "entries.txt": stranger.members(records)["entries.txt"],
        "totals.csv": totals,
    }
    path = pack(tmp_path / "b.zip", stranger.signed(members))

    with pytest.raises(recount.WrongError, match="ledger line"):
        recount.check(str(path))


# --- other members, each as whoever holds the key would have to sign it ---


def _member(
    name: str, data: bytes | Callable[[bytes], bytes]
) -> Callable[[Stranger, Members], Members]:
    def bent(stranger: Stranger, members: Members) -> Members:
        new = data(members[name]) if callable(data) else data
        return stranger.signed({**members, name: new})

    return bent


def _manifest(**changes: object) -> Callable[[Stranger, Members], Members]:
    return lambda stranger, members: stranger.signed(members, stranger.manifest(members, **changes))


def _raw_manifest(bend: Callable[[bytes], bytes]) -> Callable[[Stranger, Members], Members]:
    return lambda stranger, members: stranger.signed(members, bend(stranger.manifest(members)))


def _without(*names: str) -> Callable[[Stranger, Members], Members]:
    return lambda stranger, members: {
        name: data for name, data in stranger.signed(members).items() if name not in names
    }


def _swap_lines(data: bytes) -> bytes:
    first, second, *rest = data.splitlines(keepends=True)
    return b"".join([second, first, *rest])


def _add_spaces(data: bytes) -> bytes:
    return data.replace(b'":', b'": ', 1)


def _to_crlf(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def _resign(change: Callable[[Record], object]) -> Callable[[Stranger, Members], Members]:
    """Change the first head and sign it again."""

    def bent(stranger: Stranger, members: Members) -> Members:
        first, *rest = members["heads.jsonl"].splitlines()
        head = json.loads(first)
        del head["sig"]
        change(head)
        head["sig"] = stranger.key.sign(canonical(head)).hex()
        heads = b"".join(line + b"\n" for line in [canonical(head), *rest])
        return stranger.signed({**members, "heads.jsonl": heads})

    return bent


BENT_MEMBERS: dict[str, Callable[[Stranger, Members], Members]] = {
    "CRLF in the ledger": _member("ledger.jsonl", _to_crlf),
    "CRLF in the heads": _member("heads.jsonl", _to_crlf),
    "CRLF in the entries": _member("entries.txt", _to_crlf),
    "CRLF in the totals": _member("totals.csv", _to_crlf),
    "BOM in the ledger": _member("ledger.jsonl", lambda d: b"\xef\xbb\xbf" + d),
    "BOM in the entries": _member("entries.txt", lambda d: b"\xef\xbb\xbf" + d),
    "BOM in the heads": _member("heads.jsonl", lambda d: b"\xef\xbb\xbf" + d),
    "UTF-16 in the ledger": _member("ledger.jsonl", lambda d: d.decode().encode("utf-16")),
    "UTF-16 in the entries": _member("entries.txt", lambda d: d.decode().encode("utf-16")),
    "GBK in the entries": _member("entries.txt", lambda d: d.decode().encode("gbk")),
    "GBK in the ledger": _member("ledger.jsonl", lambda d: d.decode().encode("gbk")),
    "spaces in the ledger": _member("ledger.jsonl", _add_spaces),
    "spaces in the heads": _member("heads.jsonl", _add_spaces),
    "escapes in the ledger": _member("ledger.jsonl", lambda d: d.replace(b"web", b"\\u0077eb", 1)),
    "half of a pair": _member("ledger.jsonl", lambda d: d.replace(b"web", b"\\ud800", 1)),
    "keys in another order": _member(
        "ledger.jsonl",
        lambda d: d.replace(b'"channel":"web",', b"", 1)[:-2] + b',"channel":"web"}\n',
    ),
    "a key twice": _member("ledger.jsonl", lambda d: d.replace(b'{"ch', b'{"votes":1,"ch', 1)),
    "a list": _member("ledger.jsonl", b"[]\n"),
    "a number": _member("ledger.jsonl", b"NaN\n"),
    "a deep list": _member("ledger.jsonl", b"[" * 200_000 + b"\n"),
    "too many digits": _member("ledger.jsonl", b'{"seq":' + b"9" * 9000 + b"}\n"),
    "no end of the ledger": _member("ledger.jsonl", lambda d: d[:-1]),
    "no end of the heads": _member("heads.jsonl", lambda d: d[:-1]),
    "no end of the entries": _member("entries.txt", lambda d: d[:-1]),
    "an empty line in the ledger": _member("ledger.jsonl", lambda d: d + b"\n"),
    "an empty line in the entries": _member("entries.txt", lambda d: b"\n" + d),
    "a line without end": _member("ledger.jsonl", b"x" * (3 << 20)),
    "an empty ledger": _member("ledger.jsonl", b""),
    "entries in another order": _member("entries.txt", _swap_lines),
    "an entry twice": _member("entries.txt", lambda d: d.splitlines(keepends=True)[0] + d),
    "an entry gone": _member("entries.txt", lambda d: b"".join(d.splitlines(keepends=True)[1:])),
    "an entry more": _member("entries.txt", lambda d: b"A\n" + d),
    "an entry with a comma": _member("entries.txt", lambda d: b"A,9,9,9\n" + d),
    "an entry with an escape": _member("entries.txt", lambda d: b"\x1b[2J\n" + d),
    "totals in another order": _member("totals.csv", _swap_lines),
    "other totals": _member("totals.csv", b"entry,votes,ballots,voters\nA-1,9,9,9\n"),
    "no head": _member("heads.jsonl", b""),
    "heads in another order": _member("heads.jsonl", _swap_lines),
    "a head gone": _member("heads.jsonl", lambda d: b"".join(d.splitlines(keepends=True)[1:])),
    "the last head gone": _member(
        "heads.jsonl", lambda d: b"".join(d.splitlines(keepends=True)[:-2])
    ),
    "a head twice": _member("heads.jsonl", lambda d: d + d.splitlines(keepends=True)[-1]),
    "another day of a head": _member(
        "heads.jsonl", lambda d: d.replace(b"2026-03-01", b"2026-02-28", 1)
    ),
    "another root of a head": _resign(lambda head: head.update(root="0" * 64)),
    "another size of a head": _resign(lambda head: head.update(tree_size=head["tree_size"] - 1)),
    "a size that is true": _resign(lambda head: head.update(tree_size=True)),
    "a size that is huge": _resign(lambda head: head.update(tree_size=10**40)),
    "a size below nothing": _resign(lambda head: head.update(tree_size=-1)),
    "a size that is a float": _resign(lambda head: head.update(tree_size=float(head["tree_size"]))),
    "another link of a head": _resign(lambda head: head.update(prev="1" * 64)),
    "a head with more": _resign(lambda head: head.update(more=1)),
    "a head with less": _resign(lambda head: head.pop("ts")),
    "a list of listed files": _manifest(files=["ledger.jsonl"]),
    "hashes that are no text": _manifest(files={"ledger.jsonl": 1}),
    "no list of files": _manifest(files=...),
    "a file more": lambda s, m: s.signed(
        m, s.manifest(m, files={**{n: sha256(d) for n, d in m.items()}, "more.txt": "0" * 64})
    ),
    "another format": _manifest(format="pingxuan-bundle/2"),
    "another root": _manifest(root="0" * 64),
    "another size": _manifest(tree_size=1),
    "a limit of nothing": _manifest(daily_limit=0),
    "a limit of 1": _manifest(daily_limit=1),
    "a limit as float": _manifest(daily_limit=10.0),
    "a limit as text": _manifest(daily_limit="10"),
    "a limit as true": _manifest(daily_limit=True),
    "a huge limit": _manifest(daily_limit=10**40),
    "no zone": _manifest(timezone=...),
    "an unknown zone": _manifest(timezone="Asia/Atlantis"),
    "a zone that is a path": _manifest(timezone="../../../etc/passwd"),
    "another zone": _manifest(timezone="America/New_York"),
    "a field more": _manifest(more="less"),
    "another key": _manifest(public_key="00" * 32),
    "no key": _manifest(public_key=...),
    "a short key": _manifest(public_key="00"),
    "a key that is no text": _manifest(public_key=7),
    "spaces in the manifest": _raw_manifest(_add_spaces),
    "BOM in the manifest": _raw_manifest(lambda d: b"\xef\xbb\xbf" + d),
    "CRLF behind the manifest": _raw_manifest(lambda d: d + b"\r\n"),
    "a manifest in UTF-16": _raw_manifest(lambda d: d.decode().encode("utf-16")),
    "a manifest that is a list": _raw_manifest(lambda d: b"[]"),
    "an empty manifest": _raw_manifest(lambda d: b""),
    "no manifest": _without("manifest.json"),
    "no signature": _without("manifest.sig"),
    "no ledger": _without("ledger.jsonl"),
    "no heads": _without("heads.jsonl"),
    "no entries": _without("entries.txt"),
    "no totals": _without("totals.csv"),
    "nothing": _without(
        "ledger.jsonl", "heads.jsonl", "entries.txt", "totals.csv", "manifest.json", "manifest.sig"
    ),
    "an empty signature": lambda s, m: {**s.signed(m), "manifest.sig": b""},
    "a signature of nothing": lambda s, m: {**s.signed(m), "manifest.sig": b"00" * 64},
    "a signature in capitals": lambda s, m: {
        **s.signed(m),
        "manifest.sig": s.signed(m)["manifest.sig"].upper(),
    },
    "a signature that is no text": lambda s, m: {**s.signed(m), "manifest.sig": b"\xff\xfe" * 64},
    "an unlisted member": lambda s, m: {**s.signed(m), "more.txt": b""},
    "an absolute name": lambda s, m: s.signed({**m, "/etc/passwd": b"x"}),
    "a name that climbs": lambda s, m: s.signed({**m, "../recount.py": b"x"}),
    "a name with a backslash": lambda s, m: s.signed({**m, "..\\recount.py": b"x"}),
    "a name with a colon": lambda s, m: s.signed({**m, "C:recount.py": b"x"}),
    "a name with an escape": lambda s, m: s.signed({**m, "a\x1b[2J": b"x"}),
    "a folder": lambda s, m: s.signed({**m, "stamps/": b""}),
    "a bomb": lambda s, m: s.signed({**m, "more.txt": bytes(64 << 20)}),
}


@pytest.mark.parametrize("how", BENT_MEMBERS)
def test_a_bundle_with_another_member_is_refused(
    tmp_path: Path, stranger: Stranger, records: list[Record], how: str
) -> None:
    honest = stranger.members(records)
    bent = BENT_MEMBERS[how](stranger, honest)

    assert bent != stranger.signed(honest)
    with pytest.raises(recount.WrongError) as refused:
        recount.check(str(pack(tmp_path / "b.zip", bent)))
    assert str(refused.value).isprintable()
    assert "Error" not in str(refused.value)


# --- tricks with the archive itself; these go through the program, as a whole ---


def _duplicate(path: Path, members: Members) -> None:
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("totals.csv", members["totals.csv"])


def _link(path: Path, members: Members) -> None:
    del members["totals.csv"]
    pack(path, members)
    link = zipfile.ZipInfo("totals.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/hostname")


def _cut(path: Path, members: Members) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def _flip(path: Path, members: Members) -> None:
    data = bytearray(path.read_bytes())
    data[200] ^= 0xFF
    path.write_bytes(data)


def _locked(path: Path, members: Members) -> None:
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)


def _strange_method(path: Path, members: Members) -> None:
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 10 : at + 12] = (99).to_bytes(2, "little")
    path.write_bytes(data)


def _other_name_inside(path: Path, members: Members) -> None:
    path.write_bytes(path.read_bytes().replace(b"totals.csv", b"tot4ls.csv", 1))


TRICKS: dict[str, Callable[[Path, Members], object]] = {
    "a member twice": _duplicate,
    "a link": _link,
    "cut off": _cut,
    "a byte flipped": _flip,
    "locked": _locked,
    "packed in a strange way": _strange_method,
    "another name inside": _other_name_inside,
    "not an archive": lambda path, _: path.write_bytes(b"PK\x03\x04 not really"),
    "empty": lambda path, _: path.write_bytes(b""),
    "an empty archive": lambda path, _: pack(path, {}),
    "a folder": lambda path, _: (path.unlink(), path.mkdir()),
    "not there": lambda path, _: path.unlink(),
    "nothing but the noted head is wrong": lambda path, _: None,
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_with_the_archive_ends_with_one_sentence(
    tmp_path: Path, stranger: Stranger, records: list[Record], trick: str
) -> None:
    members = stranger.signed(stranger.members(records))
    path = pack(tmp_path / "b.zip", members)
    TRICKS[trick](path, dict(members))

    said = assert_refused(path)

    assert ("noted head" in said) is (trick == "nothing but the noted head is wrong")


def test_any_byte_of_the_archive_may_be_flipped(
    tmp_path: Path, stranger: Stranger, records: list[Record]
) -> None:
    """Either it is refused in words, or the byte meant nothing and the totals are the same."""
    path = stranger.bundle(tmp_path / "b.zip", records)
    whole, totals, chance = path.read_bytes(), stranger.totals(records), random.Random(3)
    refused = 0

    for _ in range(400):
        bent = bytearray(whole)
        bent[chance.randrange(len(bent))] ^= 1 << chance.randrange(8)
        path.write_bytes(bent)
        try:
            assert recount.check(str(path)) == totals
        except recount.WrongError:
            refused += 1

    assert refused > 300
