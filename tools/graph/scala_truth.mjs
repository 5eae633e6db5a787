// How the Scala scanner compares with scalameta, the parser Scala's own tools use.
//   coderouter index DIR --dump | node scala_truth.mjs DIR [--show missed|extra|import|import-extra|reference|reference-wrong|unread]
// Definitions: name and line. Imports: resolved here by the language's rules: the first name is looked for among earlier imports, the
// package clauses around it from the inside out, then at the root. An edge is judged where one file answers. References: names that an
// import brings in by name, and names that exactly one file defines where a package clause shows that file; not what the file declares.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { createRequire } from 'node:module';
const { parseSource } = createRequire(import.meta.url)('scalameta-parsers');

const root = path.resolve(process.argv[2] ?? '.');
const show = process.argv.includes('--show') ? process.argv[process.argv.indexOf('--show') + 1] : null;
const noteworthy = new Set(['class', 'interface', 'struct', 'enum', 'type', 'function', 'method']);
const shown = [];
const note = (kind, text) => { if (show === kind || show === 'all') shown.push(show === 'all' ? kind + ' ' + text : text); };
const dialects = ['Scala3', 'Scala213Source3', 'Scala213', 'Scala212', 'Scala211'];

const files = [], folder = new Map();
for await (const line of readline.createInterface({ input: process.stdin })) if (line) files.push(JSON.parse(line));

function parse(text) {
  // The newest form that reads the file without a complaint.
  for (const dialect of dialects) {
    try { const tree = parseSource(text, { dialect }); if (!tree.error) return tree; } catch { /* the next form */ }
  }
  return null;
}

// Every node once, with the package it lies in, its top-level place, and what is visible there.
function read(file, text, tree) {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const lineOf = (pos) => { let a = 0, b = starts.length; while (b - a > 1) { const m = (a + b) >> 1; if (starts[m] <= pos) a = m; else b = m; } return a + 1; };
  const it = { file, definitions: [], imports: [], uses: [], declared: new Map(), tops: [] };
  const declare = (name) => it.declared.set(name, (it.declared.get(name) ?? 0) + 1);
  const dotted = (ref) => (ref.type === 'Term.Name' ? [ref.value] : ref.type === 'Term.Select' && dotted(ref.qual) ? [...dotted(ref.qual), ref.name.value] : null);
  const define = (node, top, isType) => {
    const name = node.name.value;
    it.definitions.push({ name, lines: [lineOf(node.pos.start), lineOf(node.name.pos.start)] });
    declare(name);
    if (top) it.tops.push({ name, package: top.at(-1) ?? '', isType });
  };
  const walk = (node, clauses, top, from) => {
    if (Array.isArray(node)) { for (const n of node) walk(n, clauses, top, from); return; }
    if (!node || typeof node !== 'object' || !node.type) return;
    let inner = null;
    switch (node.type) {
      case 'Pkg': {
        const name = dotted(node.ref).join('.');
        const whole = clauses.length ? `${clauses.at(-1)}.${name}` : name;
        walk(node.body ?? node.stats, [...clauses, whole], [...clauses, whole], 'Pkg');
        return;
      }
      case 'Pkg.Body': walk(node.stats, clauses, top, from); return;
      case 'Source': walk(node.stats, clauses, [], from); return;
      case 'Pkg.Object': {
        // What it holds is the package's.
        define(node, top, true);
        const whole = clauses.length ? `${clauses.at(-1)}.${node.name.value}` : node.name.value;
        walk(node.templ.body?.stats ?? node.templ.stats ?? [], [...clauses, whole], [...clauses, whole], 'Pkg');
        walk(node.templ.inits, clauses, null, 'inits');
        return;
      }
      case 'Defn.Class': case 'Defn.Trait': case 'Defn.Object': case 'Defn.Enum': case 'Defn.Type': case 'Decl.Type':
        define(node, top, true); inner = node.name; break;
      case 'Defn.Def': case 'Defn.Macro': case 'Decl.Def': define(node, top, false); inner = node.name; break;
      case 'Defn.EnumCase': case 'Term.Param': case 'Type.Param': case 'Defn.Given': case 'Defn.GivenAlias': case 'Decl.Given':
        if (node.name?.value) declare(node.name.value); inner = node.name; break;
      case 'Pat.Var': declare(node.name.value); return;
      case 'Import':
        for (const one of node.importers) {
          const at = dotted(one.ref);
          if (!at) { walk(one.ref, clauses, null, 'Import'); continue; }
          for (const what of one.importees) {
            const named = what.type === 'Importee.Name' ? (what.name.value === '*' ? null : what.name.value) : what.type === 'Importee.Rename' ? what.name.value : null;
            if (what.type === 'Importee.Unimport' || what.type === 'Importee.GivenAll' || what.type === 'Importee.Given') continue;
            it.imports.push({ line: lineOf(node.pos.start), path: named ? [...at, named] : at, whole: !named, local: what.type === 'Importee.Rename' ? what.rename.value : named, clauses, nested: top === null });
          }
        }
        return;
      case 'Term.Select': case 'Type.Select': walk(node.qual, clauses, null, node.type); return;
      case 'Type.Project': walk(node.qual, clauses, null, node.type); return;
      case 'Term.Assign': walk(node.rhs, clauses, null, node.type); if (node.lhs.type !== 'Term.Name') walk(node.lhs, clauses, null, node.type); return;
      case 'Type.Name': case 'Term.Name':
        it.uses.push({ name: node.value, line: lineOf(node.pos.start), clauses, isType: node.type === 'Type.Name' || from === 'Term.Apply' });
        return;
    }
    for (const [key, value] of Object.entries(node)) if (typeof value === 'object' && value && value !== inner && key !== 'pos') walk(value, clauses, /^(Defn|Decl|Pkg.Object|Term|Pat|Type|Init|Template|Ctor|Mod)/.test(node.type) ? null : top, key === 'fun' ? node.type : key);
  };
  walk(tree, [], [], '');
  return it;
}

const count = { files: 0, unread: 0, truth: 0, ours: 0, hit: 0, itruth: 0, iours: 0, iright: 0, ihit: 0, rtruth: 0, rhit: 0, rjudged: 0, rright: 0 };
const read_ = [], holders = new Map(), packages = new Set(), everywhere = new Map();
const hold = (name, file) => { if (!holders.has(name)) holders.set(name, new Set()); holders.get(name).add(file); };
const anywhere = (name, file) => { if (!everywhere.has(name)) everywhere.set(name, new Set()); everywhere.get(name).add(file); };
const enclose = (name) => { for (let at = name; at; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) packages.add(at); };
for (const f of files) {
  if (f.language === 'java') {
    const text = fs.readFileSync(path.join(root, f.path), 'utf8'), pkg = /^package\s+([\w.]+)\s*;/m.exec(text)?.[1];
    if (!pkg) continue;
    enclose(pkg);
    for (const type of new Set([...text.matchAll(/^(?:[\w@]+ )*(?:class|interface|enum|@interface|record)\s+(\w+)/gm)].map((m) => m[1]))) { hold(`${pkg}.${type}`, f.path); anywhere(type, f.path); }
  }
  if (f.language !== 'scala') continue;
  count.files++;
  const text = fs.readFileSync(path.join(root, f.path), 'utf8');
  const tree = parse(text);
  if (!tree) {
    // What it may define makes a name unclear, no more.
    count.unread++; note('unread', f.path);
    const around = [...text.matchAll(/^\s*package\s+(?!object)([\w.]+)/gm)].map((m) => m[1]).join('.');
    for (const [, inner, name] of text.matchAll(/\b(package\s+)?(?:class|trait|object|enum|type)\s+([\w$]+)/g)) { hold(`${around}.${name}`, f.path); anywhere(name, f.path); if (inner) enclose(`${around}.${name}`); }
    continue;
  }
  const it = read(f, text, tree);
  read_.push(it);
  for (const t of it.tops) {
    if (t.package) enclose(t.package);
    hold(t.package ? `${t.package}.${t.name}` : t.name, f.path);
  }
  for (const name of it.declared.keys()) anywhere(name, f.path);
}

// The package or file a dotted name means where it stands: {files} or {package}; null for what is elsewhere or unclear.
function meaning(it, parts, clauses, before, nested) {
  let at = null;
  const known = (name) => packages.has(name) || holders.has(name);
  if (parts[0] === '_root_') [at, parts] = [parts[1], parts.slice(1)];
  else {
    for (const b of before) if (b.local === parts[0]) at = b.absolute ?? 'elsewhere';
    // What a block declares is not seen from the top of the file.
    if (!at && (nested ? (it.declared.get(parts[0]) ?? 0) > 0 : it.tops.some((t) => t.name === parts[0]))) return holders.get(`${clauses.at(-1)}.${parts[0]}`)?.has(it.file.path) ? { files: new Set([it.file.path]), absolute: `${clauses.at(-1)}.${parts[0]}` } : null;
    for (const c of [...clauses].reverse()) if (!at && known(`${c}.${parts[0]}`)) at = `${c}.${parts[0]}`;
    for (const b of before) if (!at && b.whole && b.absolute && known(`${b.absolute}.${parts[0]}`)) at = `${b.absolute}.${parts[0]}`;
    at ??= parts[0];
  }
  for (let i = 1; i <= parts.length; i++) {
    const next = i < parts.length ? `${at}.${parts[i]}` : null;
    if (holders.has(at) && !(next && packages.has(at) && known(next))) return { files: holders.get(at), absolute: i === parts.length ? at : null, package: packages.has(at) && (!next || !everywhere.get(parts[i])?.has([...holders.get(at)][0])) };
    if (!packages.has(at)) return null;
    if (!next) return { package: true, absolute: at };
    at = next;
  }
  return null;
}

for (const it of read_) {
  const { file } = it;
  const left = file.definitions.filter((d) => noteworthy.has(d.kind));
  count.truth += it.definitions.length; count.ours += left.length;
  for (const t of it.definitions) {
    const i = left.findIndex((o) => o.name === t.name && o.line >= t.lines[0] && o.line <= t.lines[1]);
    if (i >= 0) { left.splice(i, 1); count.hit++; } else note('missed', `${file.path}:${t.lines[1]} ${t.name}`);
  }
  for (const o of left) note('extra', `${file.path}:${o.line} ${o.kind} ${o.name}`);

  const want = new Map(), open = new Set();
  for (const i of it.imports) {
    const found = meaning(it, i.path, i.clauses, it.imports.slice(0, it.imports.indexOf(i)), i.nested);
    i.absolute = found?.absolute; i.files = found?.files;
    if (found?.package || found?.files?.size > 1 || found?.files?.has(file.path)) { open.add(i.line); for (const f of found.files ?? []) want.set(`${i.line} ${f}`, false); continue; }
    if (found?.files) want.set(`${i.line} ${[...found.files][0]}`, true);
  }
  const lines = new Set(it.imports.map((i) => i.line));
  const got = new Set(file.imports.filter((i) => i.to && i.to !== file.path && lines.has(i.line)).map((i) => `${i.line} ${i.to}`));
  for (const [w, sure] of want) if (sure) { count.itruth++; if (got.has(w)) count.ihit++; else note('import', `${file.path}:${w} — ours ${file.imports.filter((i) => i.line === +w.split(' ')[0]).map((i) => `${i.text}=${i.to}`)}`); }
  for (const g of got) { if (want.has(g)) { count.iours++; count.iright++; } else if (!open.has(+g.split(' ')[0])) { count.iours++; note('import-extra', `${file.path}:${g}`); } }

  const mine = new Map();
  for (const r of file.references) if (r.to || !mine.has(`${r.line} ${r.name}`)) mine.set(`${r.line} ${r.name}`, r.to);
  const seen = new Set();
  for (const u of it.uses) {
    const key = `${u.line} ${u.name}`;
    if (seen.has(key)) continue;
    const named = it.imports.filter((i) => i.local === u.name);
    let target = null;
    if (named.length === 1 && !it.declared.has(u.name)) target = !named[0].nested && named[0].files?.size === 1 && named[0].absolute ? [...named[0].files][0] : null;
    else if (!named.length && !it.declared.has(u.name) && everywhere.get(u.name)?.size === 1 && u.isType) target = u.clauses.map((c) => holders.get(`${c}.${u.name}`)).find((h) => h?.size === 1 && everywhere.get(u.name).has([...h][0]))?.values().next().value ?? null;
    if (!target || target === file.path) continue;
    seen.add(key);
    count.rtruth++;
    const to = mine.get(key);
    if (to === target) count.rhit++; else note('reference', `${file.path}:${key} → ${target}, ours ${to}`);
    if (to) { count.rjudged++; if (to === target) count.rright++; else note('reference-wrong', `${file.path}:${key} → ${target}, ours ${to}`); }
  }
}

const share = (a, b) => (b ? (a / b).toFixed(4) : '—');
console.log(`| scala | ${count.files} (${count.unread}) | ${count.truth} | ${share(count.hit, count.truth)} | ${share(count.hit, count.ours)} | ${share(count.hit, count.truth)} | ${share(count.hit, count.ours)} | ${count.itruth} | ${share(count.ihit, count.itruth)} | ${share(count.iright, count.iours)} | ${count.rtruth} | ${share(count.rhit, count.rtruth)} | ${share(count.rright, count.rjudged)} |`);
for (const line of shown) console.log(line);
