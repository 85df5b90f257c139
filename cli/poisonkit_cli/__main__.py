"""`python -m poisonkit_cli`: the same program as the `poisonkit` script."""

from poisonkit_cli.main import main

main(prog_name="poisonkit")
