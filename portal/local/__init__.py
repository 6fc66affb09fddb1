"""The portal on one machine: its servers, its processes, `make run` and the servers of the tests."""
