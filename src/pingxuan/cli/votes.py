"""`pingxuan votes`: the public log of a vote, written out, counted again, proven."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click

from pingxuan.ballotbox import bundle as bundles
from pingxuan.ballotbox import facts, places, proofs, recount, store
from pingxuan.ballotbox.keys import BadMasterKeyError, load_master
from pingxuan.cli.language import say

campaign_option = click.option("--campaign", metavar="SLUG")
existing = click.Path(path_type=Path, dir_okay=False)


@click.group(help=say("The public log of a vote.", "投票的公开记录。"))
def votes() -> None:
    """Hold the sub-commands together."""


@votes.command("export", help=say("Write the outsiders' bundle.", "导出供外部核查的压缩包。"))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@campaign_option
def export_command(out: Path, campaign: str | None) -> None:
    url = places.ballots_url()
    try:
        about = bundles.choose(url, campaign)
        root = bundles.export(url, load_master(places.data_dir(), create=False), about, out)
    except bundles.UnknownCampaignError:
        message = say("no such campaign; name one with --campaign", "请用 --campaign 指明活动")
        click.echo(message, err=True)
        sys.exit(2)
    except (store.StorageUnavailableError, BadMasterKeyError, OSError) as broken:
        click.echo(say(f"cannot export: {broken}", f"无法导出：{broken}"), err=True)
        sys.exit(2)
    click.echo(root)


@votes.command("recount", help=say("Count a bundle again, offline.", "离线重新计票。"))
@click.argument("bundle", type=existing)
@click.option("--key", metavar="HEX", help=say("the organiser's public key", "主办方公钥"))
@click.option("--head", "heads", multiple=True, metavar="ROOT")
def recount_command(bundle: Path, key: str | None, heads: tuple[str, ...]) -> None:
    if key is None:
        message = "note: no --key given; the bundle's own key is used"
        click.echo(say(message, "提示：未给出 --key，使用压缩包自带的公钥"), err=True)
    try:
        totals = recount.check(str(bundle), key, heads)
    except recount.WrongError as fault:
        click.echo(say(f"not confirmed: {fault}", f"核查未通过：{fault}"), err=True)
        sys.exit(1)
    sys.stdout.buffer.write(totals)


@votes.command("forget", help=say("Erase network facts that are due.", "清除到期的网络信息。"))
@campaign_option
def forget_command(campaign: str | None) -> None:
    url = places.ballots_url()
    try:
        about = bundles.choose(url, campaign)
        erased = facts.forget_due(url, about, time.time())
    except bundles.UnknownCampaignError:
        message = say("no such campaign; name one with --campaign", "请用 --campaign 指明活动")
        click.echo(message, err=True)
        sys.exit(2)
    except store.StorageUnavailableError as broken:
        click.echo(say(f"cannot erase: {broken}", f"无法清除：{broken}"), err=True)
        sys.exit(2)
    click.echo(say(f"erased: {erased}", f"已清除：{erased}"))


@votes.command(
    "prove", help=say("Prove that a receipt's vote is in the log.", "证明回执对应的票在记录中。")
)
@click.argument("bundle", type=existing)
@click.option("--receipt", required=True)
def prove_command(bundle: Path, receipt: str) -> None:
    try:
        proof = proofs.prove(bundle, receipt)
    except proofs.ReceiptNotFoundError:
        click.echo(say("no vote has this receipt", "没有与此回执对应的票"), err=True)
        sys.exit(1)
    except recount.WrongError as wrong:
        click.echo(say(f"not a bundle: {wrong}", f"不是投票记录压缩包：{wrong}"), err=True)
        sys.exit(2)
    click.echo(json.dumps(proof))
