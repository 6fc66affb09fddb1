"""`python -m portal.local COMMAND`, as the Makefile calls it once the machine is ready."""

import sys

from portal.local import commands, run
from portal.local.processes import Trouble

COMMANDS = {
    "run": run.main,
    "test": commands.test,
    "check": commands.check,
    "fix": commands.fix,
    "demo": commands.demo,
    "bench": commands.bench,
    "manage": commands.manage,
}

if __name__ == "__main__":
    try:
        code = COMMANDS[sys.argv[1]](sys.argv[2:])
    except Trouble as trouble:
        print(trouble, file=sys.stderr, flush=True)
        code = 1
    sys.exit(code)
