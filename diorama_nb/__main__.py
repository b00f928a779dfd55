"""``python -m diorama_nb`` is the `diorama` command."""

from diorama_nb.cli import main

main(prog_name="diorama")
