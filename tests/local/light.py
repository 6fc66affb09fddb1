"""The launcher with its real servers; for web, worker and beat, something that starts at once."""

import sys

from portal.local import run
from portal.local.processes import Trouble, start


def serve(env, data, servers, running):
    """Start three processes, one of them with a child of its own, and watch them as the real one does."""
    for name in ("worker", "beat", "web"):
        # As gunicorn and Celery do, each has a child and takes it along when it is told to stop.
        command = ["/bin/sh", "-c", "trap 'kill $!; exit' TERM; sleep 3600 & wait"]
        running.append(start(f"The {name} process", command, log=data / f"log/{name}.log", env=env))
    print("ready", flush=True)
    run.watch([*running, *servers.children])


if __name__ == "__main__":
    run.serve = serve
    try:
        sys.exit(run.main([]))
    except Trouble as trouble:
        sys.exit(str(trouble))
