"""The scripted upstream of CLIENTS, whose model also asks the agent's shell which agent it is in: the answer lands in host.json.

    python3 homed_models.py CLIENTS PROGRAM      its port goes into the file that MOCK_PORT_FILE names
"""
import os
import shlex
import sys

sys.path.insert(0, sys.argv[1])
import mock  # noqa: E402

mock.TEST = f"{shlex.quote(sys.argv[2])} detect-host --json > host.json; {mock.TEST}"
server = mock.S(("127.0.0.1", 0), mock.H)
with open(os.environ["MOCK_PORT_FILE"], "w") as file:
    file.write(str(server.server_address[1]))
server.serve_forever()
