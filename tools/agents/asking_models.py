"""The scripted upstream of CLIENTS as a model that asks our MCP tools, one after the other, and then says that it is done.

    python3 asking_models.py CLIENTS      its port goes into the file that MOCK_PORT_FILE names
"""
import json
import os
import sys

sys.path.insert(0, sys.argv[1])
import mock  # noqa: E402

ASKED = [
    ("detect_host", {}),
    ("route_explain", {"prompt": "Plan a parser, implement it, add tests, and write docs"}),
    ("usage", {"since": "24h"}),
    ("report_outcome", {"outcome": "success", "tests": {"passed": 3, "failed": 0}}),
]
SEARCHES = ("ToolSearch", "tool_search")


def decide(proto, body):
    tools, name, calls, _, schema = mock.parse(proto, body)
    if schema is not None:
        return json.dumps(mock.inst(schema)), None
    if not tools or name != "ask":
        return "Ask the router", None
    ours = {asked: next((t for t in tools if t.name.endswith(asked)), None) for asked, _ in ASKED}
    search = next((t for t in tools if t.name in SEARCHES), None)
    if search and not any(ours.values()) and calls == 0:
        return "", (search, mock.fill(search, {"query": "select:" + ",".join("mcp__coderouter__" + asked for asked, _ in ASKED)}))
    # Who searched has one call more behind it; what a search found may be called though it is not listed.
    step = calls - (1 if search else 0)
    if step < len(ASKED):
        asked, arguments = ASKED[step]
        return "", (ours[asked] or mock.Tool("mcp__coderouter__" + asked), arguments)
    return "ASKED-ALL", None


mock.decide = decide
server = mock.S(("127.0.0.1", 0), mock.H)
with open(os.environ["MOCK_PORT_FILE"], "w") as file:
    file.write(str(server.server_address[1]))
server.serve_forever()
