"""`python -m videowall.node`, which is `onegrid watch`: the command is in `command.py`.

Nothing is imported before it is known that this is the process itself: a decoding child, which loads
this module as well, needs neither the network nor the client.
"""

from __future__ import annotations

if __name__ == "__main__":
    from resources.commandline import run
    from videowall.node.command import watch

    run(watch, "onegrid watch")
