"""Does high impact of the files a task changes predict that a cheap model fails?

    coderouter impact --repo DJANGO --json $(list of its files) > impacts.jsonl     (or let this script call it)
    python3 outcomes.py PROGRAM DJANGO OUTCOMES_DIR

Only tasks of Django are judged, and with one version of its source for all of them: the other repositories' sources, and the commits the
tasks start from, are not at hand. For each task: the highest impact among the files of its gold patch, taken without the patch's tests.
AUC is the chance that of a failed and a solved task the failed one has the higher impact; 0.5 says nothing.
"""
import csv
import json
import math
import os
import random
import subprocess
import sys
from collections import defaultdict

program, source, outcomes = sys.argv[1:4]
tasks = {}
for line in open(os.path.join(outcomes, "agent_tasks.jsonl")):
    task = json.loads(line)
    if task["repo"] == "django/django":
        tasks[task["instance_id"]] = task
key = "gold_files"
files = sorted({f if isinstance(f, str) else f["path"] for t in tasks.values() for f in t[key] if os.path.exists(os.path.join(source, f if isinstance(f, str) else f["path"]))})
files = [f for f in files if f.endswith(".py")]
lines = subprocess.run([program, "impact", "--repo", source, "--json", *files], capture_output=True, text=True, check=True).stdout.splitlines()
impact = {r["file"]: r for r in map(json.loads, lines)}
score, direct, count = {}, {}, {}
for name, task in tasks.items():
    names = [f if isinstance(f, str) else f["path"] for f in task[key]]
    known = [impact[f] for f in names if f in impact]
    if known:
        score[name] = max(k["impact"] for k in known)
        direct[name] = max(len(k["direct"]) for k in known)
        count[name] = len(names)

by_model = defaultdict(dict)
for row in csv.DictReader(open(os.path.join(outcomes, "agent_outcomes.csv"))):
    if row["instance_id"] in score and row["slice"] == "train" and row["cost_quality"] in ("ok", ""):
        by_model[(row["scaffold"], row["model"])].setdefault(row["instance_id"], []).append(float(row["resolved"]))


def auc(failed, solved):
    wins = sum((a > b) + 0.5 * (a == b) for a in failed for b in solved)
    return wins / (len(failed) * len(solved))


def interval(failed, solved):
    random.seed(1)
    draws = sorted(auc(random.choices(failed, k=len(failed)), random.choices(solved, k=len(solved))) for _ in range(300))
    return draws[7], draws[292]


print(f"{len(score)} tasks of Django with a known impact, {len(files)} files")
print("| scaffold, model | tasks | solved | AUC of impact | 95 % | AUC of number of files |")
print("|---|---|---|---|---|---|")
pooled = [[], []]
for (scaffold, model), rows in sorted(by_model.items()):
    if len(rows) < 40:
        continue
    solved = [n for n, r in rows.items() if sum(r) / len(r) >= 0.5]
    failed = [n for n in rows if n not in solved]
    if len(failed) < 8 or len(solved) < 8:
        continue
    low, high = interval([score[n] for n in failed], [score[n] for n in solved])
    print(f"| {scaffold}, {model} | {len(rows)} | {len(solved) / len(rows):.2f} | {auc([score[n] for n in failed], [score[n] for n in solved]):.3f} | {low:.2f}–{high:.2f} | {auc([count[n] for n in failed], [count[n] for n in solved]):.3f} |")
