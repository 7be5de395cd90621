"""``inspector bench``: what is measured on this machine."""

import typer

app = typer.Typer(
    help="Figures, measured on this machine.", no_args_is_help=True, rich_markup_mode=None
)
