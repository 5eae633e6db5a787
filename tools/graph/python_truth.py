"""How the Python scanner compares with Python's own ast.

    coderouter index DIR --dump | python3 python_truth.py DIR

Definitions: name and line. Imports: resolved here, relative ones and absolute ones from the folder the top-level package lies in, then
from the projects (pyproject.toml, setup.py, setup.cfg) around the file, which hold what is installed when it runs.
References: uses of names that a from-import brings in from a module that defines them, and attributes of imported modules.
"""
import ast
import json
import os
import sys

root = os.path.abspath(sys.argv[1])
show = sys.argv[2] if len(sys.argv) > 2 else None
files = [json.loads(line) for line in sys.stdin]
files = [f for f in files if f["language"] == "python" and f["path"].endswith(".py")]
known = {f["path"] for f in files}


def package_root(path):
    folder = os.path.dirname(path)
    while folder and f"{folder}/__init__.py" in known:
        folder = os.path.dirname(folder)
    return folder


def projects(path):
    folder = os.path.dirname(path)
    while True:
        if any(os.path.isfile(os.path.join(root, folder, name)) for name in ("pyproject.toml", "setup.py", "setup.cfg")):
            yield folder
            yield f"{folder}/src".lstrip("/")
        if not folder:
            return
        folder = os.path.dirname(folder)


def module(base, dotted):
    path = "/".join(p for p in [base, *dotted.split(".")] if p)
    for candidate in ([f"{path}.py"] if dotted else []) + [f"{path}/__init__.py" if path else "__init__.py"]:
        if candidate in known:
            return candidate
    return None


def resolve(path, level, dotted):
    if level:
        folder = os.path.dirname(path)
        for _ in range(level - 1):
            folder = os.path.dirname(folder)
        return module(folder, dotted), folder
    for base in (package_root(path), *projects(path), "", "src", os.path.dirname(path)):
        found = module(base, dotted)
        if found:
            return found, base
    return None, None


def top_names(tree):
    return {n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}


trees = {}
for f in files:
    try:
        with open(os.path.join(root, f["path"]), "rb") as source:
            trees[f["path"]] = ast.parse(source.read())
    except (SyntaxError, ValueError):
        pass
tops = {path: top_names(tree) for path, tree in trees.items()}
count = dict.fromkeys(["truth", "ours", "hit", "itruth", "iours", "ihit", "rtruth", "rhit", "judged", "right"], 0)
shown = []


def note(kind, text):
    if show == kind and len(shown) < 40:
        shown.append(text)


for f in files:
    tree = trees.get(f["path"])
    if tree is None:
        continue
    truth = {(n.name, n.lineno) for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}
    ours = {(d["name"], d["line"]) for d in f["definitions"]}
    count["truth"] += len(truth)
    count["ours"] += len(ours)
    count["hit"] += len(truth & ours)
    imports, bound = set(), {}
    for n in ast.walk(tree):
        if isinstance(n, ast.Import):
            for a in n.names:
                target, _ = resolve(f["path"], 0, a.name)
                if target:
                    imports.add((n.lineno, target))
                if a.asname or "." not in a.name:
                    bound[a.asname or a.name] = None if target is None else ("module", target)
        elif isinstance(n, ast.ImportFrom):
            target, base = resolve(f["path"], n.level, n.module or "")
            for a in n.names:
                sub, _ = resolve(f["path"], n.level, f"{n.module}.{a.name}" if n.module else a.name) if a.name != "*" else (None, None)
                if sub and a.name not in tops.get(target, ()):
                    imports.add((n.lineno, sub))
                    bound[a.asname or a.name] = ("module", sub)
                elif target:
                    imports.add((n.lineno, target))
                    if a.name in tops.get(target, ()):
                        bound[a.asname or a.name] = ("name", target)
    got = {(i["line"], i["to"]) for i in f["imports"] if i["to"]}
    count["itruth"] += len(imports)
    count["iours"] += len(got)
    count["ihit"] += len(imports & got)
    for line, target in sorted(imports - got):
        note("import", f"{f['path']}:{line} {target}")
    for line, target in sorted(got - imports):
        note("import-extra", f"{f['path']}:{line} {target}")
    # Names assigned or passed anywhere in the file may be other things than the import's: not judged.
    local = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} | {a.arg for n in ast.walk(tree) if isinstance(n, ast.arguments) for a in [*n.posonlyargs, *n.args, *n.kwonlyargs, *filter(None, [n.vararg, n.kwarg])]}
    want = {}
    for n in ast.walk(tree):
        if isinstance(n, ast.Name) and n.id in bound and n.id not in local and bound[n.id] and bound[n.id][0] == "name":
            want[(n.lineno, n.id)] = bound[n.id][1]
        elif isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id not in local and bound.get(n.value.id, None) and bound[n.value.id][0] == "module" and n.attr in tops.get(bound[n.value.id][1], ()):
            want[(n.end_lineno, n.attr)] = bound[n.value.id][1]
    mine = {}
    for r in f["references"]:
        mine.setdefault((r["line"], r["name"]), set()).add(r["to"])
    count["rtruth"] += len(want)
    for key, target in want.items():
        if target in mine.get(key, ()):
            count["rhit"] += 1
        else:
            note("reference", f"{f['path']}:{key} {target} ours {mine.get(key)}")
    for r in f["references"]:
        target = want.get((r["line"], r["name"]))
        if r["to"] and r["to"] != f["path"] and target:
            count["judged"] += 1
            count["right"] += r["to"] == target


def share(a, b):
    return f"{a / b:.4f}" if b else "—"


c = count
print(f"files {len(trees)}: definitions {c['truth']}, recall {share(c['hit'], c['truth'])}, precision {share(c['hit'], c['ours'])}")
print(f"import edges {c['itruth']}, recall {share(c['ihit'], c['itruth'])}, precision {share(c['ihit'], c['iours'])}")
print(f"references {c['rtruth']}, recall {share(c['rhit'], c['rtruth'])}, precision {share(c['right'], c['judged'])}")
print("\n".join(shown))
