"""What every source must have that stands for another one."""

from diorama_nb.vista.source import Source


def hidden_by(kind):
    """Return the names of what a kind of source does as `Source` does, not as its base."""
    values = {"name", "once", "targets", "file", "web"}  # copied when it is made
    same = {"describe"}  # made of what the others say
    names = {name for name in vars(Source) if not name.startswith("_")} - values - same
    return {name for name in names if getattr(kind, name, None) is getattr(Source, name, None)}
