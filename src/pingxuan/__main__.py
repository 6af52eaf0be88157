"""`python -m pingxuan`, the same as the command `pingxuan`."""

from pingxuan.cli.main import main

main()
