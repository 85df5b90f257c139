"""``poisonkit completion``: the shell completes commands and options."""

from __future__ import annotations

import click

_NAME = "poisonkit"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    r"""Print what makes a SHELL complete.

    \b
    bash  echo 'eval "$(poisonkit completion bash)"' >> ~/.bashrc
    zsh   echo 'eval "$(poisonkit completion zsh)"' >> ~/.zshrc
    fish  poisonkit completion fish > ~/.config/fish/completions/poisonkit.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None, shell
    variable = f"_{_NAME.upper()}_COMPLETE"
    click.echo(kind(ctx.find_root().command, {}, _NAME, variable).source())
