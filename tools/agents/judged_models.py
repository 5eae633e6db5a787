"""The scripted upstream of CLIENTS, with models that differ: what each does depends on its name and on the scenario in the prompt.

cheap: `small` repairs both faults at once. retry: it repairs one, and the other once it hears what the check said.
up: it never gets further than one; `middle` repairs both.

    python3 judged_models.py CLIENTS      its port goes into the file that MOCK_PORT_FILE names
"""
import json
import os
import sys

sys.path.insert(0, sys.argv[1])
import mock  # noqa: E402


def decide(proto, body):
    tools, name, calls, cwd, schema = mock.parse(proto, body)
    if schema is not None:
        return json.dumps(mock.inst(schema)), None
    if not tools or name is None:
        return "Repair the invoice", None
    ctx = mock.Ctx(tools, cwd)
    heard = "is not passed yet" in json.dumps(body)
    half, rest = (lambda: ctx.edit(mock.HALF)), (lambda: ctx.edit(mock.REST))
    steps = [ctx.read, half]
    if name == "cheap" or (name == "retry" and heard) or (name == "up" and body.get("model") != "small"):
        steps.append(rest)
    if calls < len(steps):
        return "", steps[calls]()
    return "I am done.", None


def gemini(body, stream, model, original=mock.gemini):
    return original(dict(body, model=model), stream, model)   # its model stands in the path


mock.decide, mock.gemini = decide, gemini
server = mock.S(("127.0.0.1", 0), mock.H)
with open(os.environ["MOCK_PORT_FILE"], "w") as file:
    file.write(str(server.server_address[1]))
server.serve_forever()
