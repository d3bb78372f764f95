"""`python -m console.cli` is `onegrid`."""

from console.cli import main

main()
