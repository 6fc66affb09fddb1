"""Several people at once: threads, each with a connection of its own, that start together."""

import threading

from django.db import connection


def at_once(*acts):
    """Run the acts in threads that start together; give what each returned or raised, in order."""
    together, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            together.wait(30)
            results[place] = act()
        except Exception as problem:
            results[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each, daemon=True) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "an act waits for ever"
    return results
