// How the code graph's scanners compare with tree-sitter, language by language; for Scala see scala_truth.mjs.
//   coderouter index DIR --dump | node accuracy.mjs DIR
// Definitions: name and line. Imports: resolved here by the language's own rules. References: names an import brings in by name whose
// file defines them; other references are not judged, since a syntax tree alone cannot.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const { Parser, Language } = require('web-tree-sitter');
// The newest grammars; Kotlin's only the older collection has. Swift's, built for this form, does not know a word that begins with #, so it is used as its own build.
const wasm = (name) => require.resolve(`${name === 'kotlin' ? 'tree-sitter-wasms' : '@repomix/tree-sitter-wasms'}/out/tree-sitter-${name}.wasm`);

const root = path.resolve(process.argv[2] ?? '.');
const show = process.argv.includes('--show') ? process.argv[process.argv.indexOf('--show') + 1] : null;
const noteworthy = new Set(['class', 'interface', 'struct', 'enum', 'type', 'function', 'method']);

const field = (name) => (node) => node.childForFieldName(name);
const child = (...types) => (node) => node.namedChildren.find((c) => types.includes(c.type));
const name = field('name');
const declared = (node) => {
  for (let d = node.childForFieldName('declarator'); d; d = d.childForFieldName('declarator') ?? d.namedChildren.find((c) => /declarator|identifier/.test(c.type))) {
    if (/^(identifier|field_identifier|type_identifier|operator_name|destructor_name)$/.test(d.type)) return d;
    if (d.type === 'qualified_identifier') { while (d?.type === 'qualified_identifier') d = d.childForFieldName('name'); if (d?.type === 'template_function') d = d.childForFieldName('name'); return d; }
    if (d.type === 'template_function') return d.childForFieldName('name');
  }
  return null;
};
const plain = (n) => { while (n && /qualified_identifier|template_type/.test(n.type)) n = n.childForFieldName('name'); return n; };
const withBody = (node) => (node.childForFieldName('body') ? plain(name(node)) : null);
const topArrow = (node) => {
  const value = node.childForFieldName('value');
  const holder = node.parent?.parent;
  const top = holder && (holder.type === 'program' || (holder.type === 'export_statement' && holder.parent?.type === 'program'));
  return top && value && /^(arrow_function|function|function_expression|generator_function)$/.test(value.type) ? name(node) : null;
};
const method = (n) => (name(n).text === 'constructor' ? null : name(n));
const script = {
  class_declaration: name, class: name, abstract_class_declaration: name, interface_declaration: name, enum_declaration: name, type_alias_declaration: name, function_declaration: name,
  generator_function_declaration: name, function_signature: name, abstract_method_signature: name, variable_declarator: topArrow,
  method_definition: method, method_signature: method,
};
const c = {
  function_definition: (n) => { const d = declared(n); return d && n.childForFieldName('type') ? d : null; },
  struct_specifier: withBody, union_specifier: withBody, enum_specifier: withBody, class_specifier: withBody,
  alias_declaration: name,
};
const typedefs = (node) => {
  const found = [];
  const dig = (d) => { if (!d) return; if (d.type === 'type_identifier' || d.type === 'identifier') { found.push(d); return; } dig(d.childForFieldName('declarator') ?? d.namedChildren.find((x) => /declarator|identifier/.test(x.type))); };
  const cursor = node.walk();
  const of = (x) => (typeof cursor[x] === 'function' ? cursor[x]() : cursor[x]);
  if (cursor.gotoFirstChild()) do { if (of('currentFieldName') === 'declarator') dig(of('currentNode')); } while (cursor.gotoNextSibling());
  return found;
};
const languages = {
  python: { grammar: () => 'python', defs: { class_definition: name, function_definition: name } },
  typescript: { grammar: (f) => (f.endsWith('x') ? 'tsx' : 'typescript'), defs: script },
  javascript: { grammar: () => 'javascript', defs: script },
  go: { grammar: () => 'go', defs: { function_declaration: name, method_declaration: name, type_spec: name, type_alias: name } },
  rust: { grammar: () => 'rust', defs: { function_item: name, function_signature_item: name, struct_item: name, enum_item: name, union_item: name, trait_item: name, type_item: name, associated_type: name } },
  java: { grammar: () => 'java', defs: { class_declaration: name, interface_declaration: name, enum_declaration: name, record_declaration: name, annotation_type_declaration: name, method_declaration: name, annotation_type_element_declaration: name } },
  kotlin: { grammar: () => 'kotlin', defs: { class_declaration: child('type_identifier'), object_declaration: child('type_identifier'), companion_object: child('type_identifier'), function_declaration: child('simple_identifier'), type_alias: child('type_identifier') } },
  c: { grammar: () => 'c', defs: c }, cpp: { grammar: () => 'cpp', defs: c },
  ruby: { grammar: () => 'ruby', defs: { class: (n) => { let x = name(n); while (x?.type === 'scope_resolution') x = x.childForFieldName('name'); return x; }, method: name, singleton_method: name } },
  php: { grammar: () => 'php', defs: { class_declaration: name, interface_declaration: name, trait_declaration: name, enum_declaration: name, function_definition: name, method_declaration: name } },
  swift: { grammar: () => 'swift', defs: { class_declaration: (n) => (n.children.some((x) => x.type === 'extension') ? null : name(n)), protocol_declaration: name, function_declaration: name, protocol_function_declaration: name, typealias_declaration: name, associatedtype_declaration: () => null } },
  csharp: { grammar: () => 'c_sharp', defs: { class_declaration: name, interface_declaration: name, struct_declaration: name, enum_declaration: name, record_declaration: name, record_struct_declaration: name, delegate_declaration: name, method_declaration: name, local_function_statement: name } },
};

const isFile = (p) => { try { return fs.statSync(path.join(root, p)).isFile(); } catch { return false; } };
const relative = (p) => path.relative(root, p).split(path.sep).join('/');

const endings = ['.ts', '.tsx', '.d.ts', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts'];
function scriptTarget(from, text) {
  if (!text.startsWith('.')) return null;
  text = text.replace(/[?#].*/, '');
  const base = relative(path.resolve(root, path.dirname(from), text)) + (/(^|\/)\.{1,2}$|\/$/.test(text) ? '/' : '');
  if (base === '/') return endings.map((e) => 'index' + e).find(isFile) ?? null;
  const tries = base.endsWith('/') ? [] : [base, ...endings.map((e) => base + e), ...(base.endsWith('.js') ? ['.ts', '.tsx', '.d.ts'].map((e) => base.slice(0, -3) + e) : []), ...(base.endsWith('.mjs') ? [base.slice(0, -4) + '.mts'] : [])];
  return [...tries, ...endings.map((e) => path.posix.join(base, 'index' + e))].find(isFile) ?? null;
}

// References of the other languages, judged once all files are parsed: a use whose name, by tree-sitter, exactly one file of the
// repository defines, and which the language lets that file see: imported by that name, or where imports name no files, in the same
// build. Names the using file declares itself in any way are left out.
const usesOf = {
  c: (n) => (n.type === 'identifier' && n.parent.type === 'call_expression' && n.parent.childForFieldName('function')?.id === n.id),
  csharp: (n) => n.type === 'identifier' && (n.parent.type === 'base_list' || (n.parent.type === 'object_creation_expression' && n.parent.childForFieldName('type')?.id === n.id)),
  ruby: (n) => n.type === 'constant' && !/^(class|module|assignment|scope_resolution)$/.test(n.parent.type),
  swift: (n) => n.type === 'type_identifier' && n.parent.type === 'user_type',
  kotlin: (n) => n.type === 'type_identifier' && n.parent.type === 'user_type',
  php: (n) => n.type === 'name' && /^(named_type|object_creation_expression|base_clause|class_interface_clause|scoped_call_expression|class_constant_access_expression)$/.test(n.parent.type),
  rust: (n) => n.type === 'type_identifier' && !/_item$/.test(n.parent.type) && !/scoped/.test(n.parent.type),
  go: (n) => n.type === 'type_identifier' && n.parent.type === 'qualified_type' || n.type === 'field_identifier' && n.parent.type === 'selector_expression',
};
usesOf.cpp = usesOf.c;
const importedBy = { kotlin: 'import_header', php: 'namespace_use_declaration', rust: 'use_declaration', go: 'import_spec' };
const packageBy = { kotlin: 'package_header', php: 'namespace_definition' };
const judged = [];
const definers = new Map();
const kin = (language) => (language === 'cpp' ? 'c' : language);

const rows = new Map();
const row = (language) => { if (!rows.has(language)) rows.set(language, { files: 0, broken: 0, truth: 0, ours: 0, hit: 0, ctruth: 0, cours: 0, chit: 0, itruth: 0, iours: 0, ihit: 0, rtruth: 0, rhit: 0, rjudged: 0, rright: 0 }); return rows.get(language); };
const shown = [];
const note = (kind, text) => { if (show === kind && shown.length < 400) shown.push(text); };

await Parser.init();
const parsers = new Map();
function swiftParser() {
  const native = new (require('tree-sitter'))();
  native.setLanguage(require('tree-sitter-swift'));
  return { parse: (text) => ({ rootNode: native.parse((at) => (at < text.length ? text.slice(at, at + 8000) : null)).rootNode, delete() {} }) };
}
async function parserFor(grammar) {
  if (grammar === 'swift' && !parsers.has(grammar)) parsers.set(grammar, swiftParser());
  if (!parsers.has(grammar)) { const p = new Parser(); p.setLanguage(await Language.load(wasm(grammar))); parsers.set(grammar, p); }
  return parsers.get(grammar);
}

// C and C++: a syntax tree of unprocessed source breaks at the project's own annotation macros. Those that stand for nothing, for
// attributes, for specifiers or for the opening and closing of a namespace or a function are put in, line for line, before tree-sitter reads a file.
const macros = new Map(), functionMacros = new Set();
function readMacros(dir) {
  for (const e of fs.readdirSync(path.join(root, dir), { withFileTypes: true })) {
    const at = path.posix.join(dir, e.name);
    if (e.isDirectory() && !e.name.startsWith('.')) readMacros(at);
    else if (e.isFile() && /\.(h|hh|hpp|hxx|inc|ipp|c|cc|cpp|cxx)(\.in)?$/.test(e.name) && fs.statSync(path.join(root, at)).size < 4e6) {
      for (const [, name] of fs.readFileSync(path.join(root, at), 'utf8').matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)\(/gm)) functionMacros.add(name);
      for (const [, name, parameters, body] of fs.readFileSync(path.join(root, at), 'utf8').matchAll(/^[ \t]*#[ \t]*define[ \t]+([A-Z_][A-Z0-9_]{3,})(\([^)\n]*\))?(?=\s)((?:[^\n\\]|\\\r?\n|\\.)*)/gm)) {
        const text = body.replace(/\\\r?\n/g, ' ').replace(/\/\*.*?\*\//g, ' ').replace(/\/\/.*/, '').trim();
        const value = /^((__attribute__|__declspec|_Pragma|__pragma|\[\[|alignas|_Alignas).*)?$/.test(text) ? '' : /^((inline|constexpr|consteval|noexcept|static|extern|const|virtual|override|final|explicit|throw\(\)|__inline|__forceinline)\s*)+$/.test(text) ? text.replace(/__inline|__forceinline/g, 'inline') : /^(inline )?namespace\b|^extern "C"|^\}[\s}]*$/.test(text) && !parameters ? text : null;
        // One that opens a function named by its only argument, and one that closes what it opened.
        const parameter = /^\(\s*(\w+)\s*\)$/.exec(parameters ?? '')?.[1];
        const opens = parameter && new RegExp(`^(static |inline |extern )*\\w[\\w\\s*]*\\b${parameter}\\s*\\([^()]*\\)\\s*\\{[^}]*$`).test(text), closes = !parameters && /^[^{}]*\}$/.test(text);
        if (opens || closes) macros.set(name, { value: text, call: !!parameters, parameter });
        else if (value !== null && !(macros.get(name)?.value)) macros.set(name, { value, call: !!parameters });
      }
    }
  }
}
const expand = (text) => text.split('\n').map((line) => /^\s*#/.test(line) ? line : line.replace(/\b[A-Z_][A-Z0-9_]{3,}\b(\s*\((?:[^()"]|"[^"\n]*"|\([^()]*\))*\))?/g, (all, call) => {
  const name = call === undefined ? all : all.slice(0, all.length - call.length), macro = macros.get(name);
  return !macro ? all : macro.call ? (call === undefined ? all : macro.parameter ? macro.value.replace(new RegExp(`#?\\b${macro.parameter}\\b`, 'g'), (x) => (x[0] === '#' ? '""' : call.trim().slice(1, -1))) : macro.value) : macro.value + (call ?? '');
})).join('\n');

// Rust: a syntax tree does not look into a macro's braces. Those that put out again the items they are given, each unchanged, by their
// own definition here (`$( $item )*`, or all their tokens as a module's) or, of other crates, by their documentation, are taken away around what they hold, in place.
const itemMacros = new Set(['pin_project']), otherMacros = new Set();
function withoutAttributes(text) {
  for (let at; (at = text.search(/#!?\[/)) >= 0;) {
    let end = text.indexOf('[', at), deep = 0;
    do { deep += text[end] === '[' ? 1 : text[end] === ']' ? -1 : 0; end++; } while (deep > 0 && end < text.length);
    text = text.slice(0, at) + text.slice(end);
  }
  return text;
}
function readItemMacros(tree) {
  for (const macro of tree.rootNode.descendantsOfType('macro_definition')) {
    const rules = macro.namedChildren.filter((x) => x.type === 'macro_rule');
    const verbatim = rules.length > 0 && rules.every((rule) => {
      const [given, made] = ['left', 'right'].map((side) => withoutAttributes(rule.childForFieldName(side).text).replace(/\/\/.*/g, '').replace(/\s+/g, ''));
      const item = /^.\$\(\$(\w+):item\)\*.$/.exec(given)?.[1];
      const all = /^.\$\(\$(\w+):tt\)\*.$/.exec(given)?.[1];
      return (item && made.slice(1, -1) === `$($${item})*`) || (all && new RegExp(`(^.|mod\\w+\\{(use[^;]*;)*)\\$\\(\\$${all}\\)\\*`).test(made));
    });
    (verbatim ? itemMacros : otherMacros).add(name(macro).text);
  }
}
function withoutItemMacros(parser, text) {
  for (let tree = parser.parse(text); ; tree = parser.parse(text)) {
    const blank = [];
    const stack = [tree.rootNode];
    while (stack.length) {
      const node = stack.pop();
      const called = node.type === 'macro_invocation' ? node.childForFieldName('macro')?.text.split('::').at(-1) : null;
      const braces = called && node.namedChildren.find((x) => x.type === 'token_tree');
      if (braces?.text[0] === '{' && itemMacros.has(called) && !otherMacros.has(called)) blank.push([node.startIndex, braces.startIndex + 1], [braces.endIndex - 1, braces.endIndex]);
      else stack.push(...node.namedChildren);
    }
    tree.delete();
    if (!blank.length) return text;
    const letters = text.split('');
    for (const [from, to] of blank) for (let i = from; i < to; i++) if (!/\s/.test(letters[i])) letters[i] = ' ';
    text = letters.join('');
  }
}

// Rust: what a name means follows from modules and `use`, through re-exports, as the language looks it up. A name that a macro, a crate
// from outside or a cfg decides about gives nothing or several files, and is not judged.
const rustRoots = new Map(), rustFiles = new Map();
function rustModule(file, tree) {
  const top = { file: file.path, items: new Set(), children: new Map(), uses: [], unclear: new Set(), folder: ['lib.rs', 'main.rs', 'mod.rs', 'build.rs'].includes(path.posix.basename(file.path)) || isCrateRoot(file.path) ? path.posix.dirname(file.path) : file.path.slice(0, -3), seen: [] };
  const edges = [];
  const parts = (text) => text.replace(/\s+/g, '').replace(/^::/, '').replace(/r#/g, '').split('::');
  const flatten = (node, prefix, mod) => {
    if (node.type === 'use_list') for (const x of node.namedChildren) flatten(x, prefix, mod);
    else if (node.type === 'scoped_use_list') flatten(node.childForFieldName('list'), [...prefix, ...(node.childForFieldName('path') ? parts(node.childForFieldName('path').text) : [])], mod);
    else if (node.type === 'use_as_clause') mod.uses.push({ path: [...prefix, ...parts(node.childForFieldName('path').text)], local: node.childForFieldName('alias').text });
    else if (node.type === 'use_wildcard') mod.uses.push({ path: [...prefix, ...(node.namedChild(0) ? parts(node.namedChild(0).text) : [])], local: null });
    else if (node.type === 'self') mod.uses.push({ path: prefix, local: prefix.at(-1) });
    else if (/comment/.test(node.type)) return;
    else mod.uses.push({ path: [...prefix, ...parts(node.text)], local: parts(node.text).at(-1) });
  };
  const visit = (node, mod, level) => {
    for (let i = 0; i < node.namedChildCount; i++) {
      const x = node.namedChild(i);
      if (x.type === 'mod_item') {
        const called = name(x).text, body = x.childForFieldName('body');
        if (body) { const inner = { file: file.path, items: new Set(), children: new Map(), uses: [], unclear: mod.unclear, folder: path.posix.join(mod.folder, called), parent: mod, seen: top.seen }; (mod.children.get(called) ?? mod.children.set(called, []).get(called)).push(inner); visit(body, inner, true); continue; }
        let at = null;
        for (let before = x.previousNamedSibling; before && /attribute_item|comment/.test(before.type); before = before.previousNamedSibling) at ??= /^#\[path\s*=\s*"([^"]+)"/.exec(before.text)?.[1];
        const where = at ? [path.posix.normalize(path.posix.join(mod === top ? path.posix.dirname(file.path) : mod.folder, at))] : [`${mod.folder}/${called}.rs`, `${mod.folder}/${called}/mod.rs`].map((p) => path.posix.normalize(p));
        (mod.children.get(called) ?? mod.children.set(called, []).get(called)).push({ where, parent: mod });
        edges.push([x.startPosition.row + 1, where]);
      } else if (x.type === 'use_declaration') flatten(x.childForFieldName('argument'), [], mod);
      else {
        const called = /^(function|struct|enum|union|trait|type|const|static)_item$/.test(x.type) && name(x)?.text;
        if (called) { if (level) mod.items.add(called); else mod.unclear.add(called); }
        if (x.type === 'type_parameter' || x.type === 'type_parameters') for (const t of x.namedChildren) if (t.type === 'type_identifier') mod.unclear.add(t.text);
        if (usesOf.rust(x) && node.type !== 'type_parameter' && node.type !== 'type_parameters') top.seen.push([x.startPosition.row + 1, x.text, mod]);
        if (x.type !== 'macro_definition' && x.type !== 'macro_invocation') visit(x, mod, false);
      }
    }
  };
  visit(tree.rootNode, top, true);
  rustFiles.set(file.path, top);
  return edges;
}
const isCrateRoot = (p) => { const at = /^(.*?)\/?(tests|examples|benches|src\/bin|fuzz_targets)\/[^/]+\.rs$/.exec(p); return [...rustRoots.values()].includes(p) || !!at && isFile(path.posix.join(at[1], 'Cargo.toml')); };
const rustTop = (mod) => { while (mod.parent) mod = mod.parent; return mod; };
function rustChild(child) {
  if (!child.where) return child;
  const found = rustFiles.get(child.where.find((p) => rustFiles.has(p)));
  if (found) found.parent ??= child.parent;
  return found;
}
function rustLook(mod, what, busy = new Set()) {
  const key = `${mod.file} ${mod.folder} ${what}`;
  if (busy.has(key) || busy.size > 60) return [];
  busy.add(key);
  const found = [];
  if (mod.items.has(what)) found.push({ file: mod.file });
  for (const child of mod.children.get(what) ?? []) { const inner = rustChild(child); if (inner) found.push({ mod: inner }); }
  for (const use of mod.uses) if (use.local === what) found.push(...rustPath(mod, use.path, busy));
  if (!found.length) for (const use of mod.uses) if (use.local === null) for (const inner of rustPath(mod, use.path, busy)) if (inner.mod) found.push(...rustLook(inner.mod, what, busy));
  busy.delete(key);
  return found;
}
function rustPath(mod, parts, busy) {
  let at, i = 1;
  if (parts[0] === 'crate') at = [{ mod: rustTop(mod) }];
  else if (parts[0] === 'self') at = [{ mod }];
  else if (parts[0] === 'super') { let up = mod.parent; for (; parts[i] === 'super' && up; i++) up = up.parent; at = up ? [{ mod: up }] : []; }
  else {
    at = rustLook(mod, parts[0], busy);
    const root = rustFiles.get(rustRoots.get(parts[0]));
    if (!at.length) at = root ? [{ mod: root }] : [{ outside: true }];
  }
  for (; i < parts.length; i++) at = at.flatMap((x) => (x.mod ? rustLook(x.mod, parts[i], busy) : [x]));
  return at;
}

// Ruby: the modules and classes around a node, innermost first, as it writes them from the top.
function nesting(node) {
  const around = [];
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent)
    if (/^(class|module)$/.test(outer.type) && outer.childForFieldName('body')?.id === inner.id) around.push(outer.childForFieldName('name').text);
  const whole = [];
  for (let i = around.length - 1, at = ''; i >= 0; i--) whole.unshift(at = around[i].startsWith('::') ? around[i].slice(2) : at ? `${at}::${around[i]}` : around[i]);
  return whole;
}
const constants = new Map();

const files = [];
for await (const line of readline.createInterface({ input: process.stdin })) if (line) files.push(JSON.parse(line));
if (files.some((f) => /^(c|cpp)$/.test(f.language))) readMacros('');
const defined = new Map(files.map((f) => [f.path, new Set(f.definitions.map((d) => d.name))]));
const common = (a, b) => { let i = 0; while (i < a.length && a[i] === b[i]) i++; return a.slice(0, i).lastIndexOf('/'); };
// The same package twice: the one that lies nearer; of two as near the build decides, and neither is judged.
const nearest = (from, all) => { all.sort((a, b) => common(b, from) - common(a, from)); return all.length > 1 && common(all[0], from) === common(all[1], from) ? undefined : all[0] ?? null; };
const javaFiles = files.filter((f) => f.language === 'java').map((f) => f.path);
const byBase = new Map();
for (const f of files) { const b = path.posix.basename(f.path); if (!byBase.has(b)) byBase.set(b, []); byBase.get(b).push(f.path); }
const goModules = [];
(function find(dir, depth) { if (depth > 4) return; for (const e of fs.readdirSync(path.join(root, dir), { withFileTypes: true })) { if (e.isFile() && e.name === 'go.mod') { const m = /^module\s+(\S+)/m.exec(fs.readFileSync(path.join(root, dir, e.name), 'utf8')); if (m) goModules.push([dir, m[1]]); } else if (e.isDirectory() && !e.name.startsWith('.') && e.name !== 'node_modules') find(path.posix.join(dir, e.name), depth + 1); } })('', 0);

(function crates(dir, depth) {
  if (depth > 5) return;
  for (const e of fs.readdirSync(path.join(root, dir), { withFileTypes: true })) {
    if (e.isDirectory() && !e.name.startsWith('.') && e.name !== 'target') crates(path.posix.join(dir, e.name), depth + 1);
    if (!e.isFile() || e.name !== 'Cargo.toml') continue;
    const called = /^\[package\][^[]*?^name\s*=\s*"([^"]+)"/ms.exec(fs.readFileSync(path.join(root, dir, e.name), 'utf8'))?.[1].replaceAll('-', '_');
    const top = ['src/lib.rs', 'src/main.rs'].map((x) => path.posix.join(dir, x)).find(isFile);
    if (called && top) rustRoots.set(called, top);
  }
})('', files.some((f) => f.language === 'rust') ? 0 : 9);
for (const file of files) if (file.language === 'rust') {
  const text = fs.readFileSync(path.join(root, file.path), 'utf8');
  if (text.includes('macro_rules!')) { const tree = (await parserFor('rust')).parse(text); readItemMacros(tree); tree.delete(); }
}

for (const file of files) {
  const language = languages[file.language];
  if (!language) continue;
  const raw = fs.readFileSync(path.join(root, file.path), 'utf8').replace(/^\uFEFF/, '');
  const parser = await parserFor(language.grammar(file.path));
  const text = /^(c|cpp)$/.test(file.language) ? expand(raw) : file.language === 'rust' ? withoutItemMacros(parser, raw) : file.language === 'swift' ? raw.replace(/^[ \t]*#(if|elseif|else|endif|warning|error)\b.*$/gm, '') : raw;
  const written = raw.split('\n');
  let tree;
  try { tree = parser.parse(text); } catch { continue; }
  const r = row(file.language);
  r.files++;
  const clean = !tree.rootNode.hasError && !(tree.rootNode.hasError instanceof Function && tree.rootNode.hasError());
  r.broken += clean ? 0 : 1;
  const truth = [], imports = [], unclear = new Set(), bound = new Map(), uses = [];
  if (file.language === 'rust') for (const [line, where] of rustModule(file, tree)) imports.push([line, where.find(isFile) ?? null]);
  const stack = [tree.rootNode];
  const later = { file, r, clean, uses: [], imports: [], names: new Map(), package: '', imported: '' };
  if (usesOf[file.language]) judged.push(later);
  while (stack.length) {
    const node = stack.pop();
    // What a macro of C brought in is not written there.
    if (usesOf[file.language]?.(node)) { if (kin(file.language) !== 'c' || written[node.startPosition.row]?.includes(node.text)) later.uses.push([node.startPosition.row + 1, node.text.replaceAll('`', ''), file.language === 'ruby' ? nesting(node) : node.parent.child(0)?.text ?? '']); }
    else if (/identifier$|^constant$|^name$/.test(node.type)) later.names.set(node.text, (later.names.get(node.text) ?? 0) + (/declar|parameter|definition|^(class|module|assignment)$|_item$|_spec$|binding|pattern/.test(node.parent?.type) ? 1 : 0));
    if (node.type === packageBy[file.language]) later.package = node.text.replace(/^(package|namespace)\s+/, '').split(/[\s;{]/)[0].replaceAll('\\', '.');
    if (node.type === importedBy[file.language]) { later.imports.push([node.startPosition.row + 1, node.text]); later.imported += ` ${node.text} `; if (file.language !== 'go') continue; }
    const constant = file.language !== 'ruby' ? null : /^(class|module)$/.test(node.type) ? name(node) : node.type === 'assignment' && node.childForFieldName('left')?.type === 'constant' ? node.childForFieldName('left') : null;
    if (constant) {
      const last = constant.text.split('::').at(-1), around = nesting(node)[0];
      const whole = constant.text.startsWith('::') ? constant.text.slice(2) : around ? `${around}::${constant.text}` : constant.text;
      for (const [table, key] of [[constants, whole], [definers, `ruby ${last}`]]) { if (!table.has(key)) table.set(key, new Set()); table.get(key).add(file.path); }
    }
    if (file.language === 'ruby' && node.type === 'call' && node.childForFieldName('method')?.text === 'require_relative') {
      const wanted = node.childForFieldName('arguments')?.namedChild(0);
      if (wanted?.type === 'string' && !/#\{/.test(wanted.text)) { const to = path.posix.normalize(path.posix.join(path.posix.dirname(file.path), wanted.text.slice(1, -1))).replace(/(\.rb)?$/, '.rb'); imports.push([node.startPosition.row + 1, isFile(to) ? to : null]); }
    }
    const found = node.type === 'type_definition' && (file.language === 'c' || file.language === 'cpp') ? typedefs(node) : [language.defs[node.type]?.(node)].filter(Boolean);
    for (const n of found) if (/^[\p{L}_$#`]/u.test(n.text)) truth.push({ isType: !/function|method|declarator|delegate|local/.test(node.type), name: n.text.replaceAll('`', '').replace(/^operator\s+(?=\W)/, 'operator'), lines: [node.startPosition.row + 1, n.startPosition.row + 1] });
    if ((file.language === 'typescript' || file.language === 'javascript') && /^(import_statement|export_statement)$/.test(node.type)) {
      const source = node.childForFieldName('source');
      const target = source && scriptTarget(file.path, source.text.slice(1, -1));
      if (source) imports.push([node.startPosition.row + 1, target]);
      if (node.type === 'import_statement' && target) for (const s of node.descendantsOfType('import_specifier')) {
        const original = s.childForFieldName('name').text, local = (s.childForFieldName('alias') ?? s.childForFieldName('name')).text;
        bound.set(local, defined.get(target)?.has(original) ? target : undefined);
      }
      if (node.type === 'import_statement') continue;
    }
    // const a = require('./x'), const { b, c: d } = require('./x'), import('./x')
    if ((file.language === 'typescript' || file.language === 'javascript') && node.type === 'call_expression' && /^(require|import)$/.test(node.childForFieldName('function').text) && node.childForFieldName('arguments').namedChild(0)?.type === 'string') {
      const target = scriptTarget(file.path, node.childForFieldName('arguments').namedChild(0).text.slice(1, -1)), holder = node.parent?.type === 'variable_declarator' ? node.parent.childForFieldName('name') : null;
      imports.push([node.startPosition.row + 1, target]);
      if (target && holder?.type === 'object_pattern') for (const s of holder.namedChildren) {
        const original = s.type === 'pair_pattern' ? s.childForFieldName('key').text : s.text, local = s.type === 'pair_pattern' ? s.childForFieldName('value').text : s.text;
        bound.set(local, defined.get(target)?.has(original) ? target : undefined);
      }
    }
    if (file.language === 'java' && node.type === 'import_declaration') {
      const wildcard = node.namedChildren.some((x) => x.type === 'asterisk');
      const fixed = node.children.some((x) => x.type === 'static');
      const parts = (node.namedChildren.find((x) => /identifier/.test(x.type))?.text ?? '').split('.');
      let target = null;
      if (!wildcard) for (let n = parts.length - (fixed ? 1 : 0); n > 1 && target === null; n--) { const end = '/' + parts.slice(0, n).join('/') + '.java'; target = nearest(file.path, javaFiles.filter((p) => ('/' + p).endsWith(end))); }
      if (target === undefined) unclear.add(node.startPosition.row + 1); else imports.push([node.startPosition.row + 1, target]);
      if (target && !fixed) bound.set(parts.at(-1), defined.get(target)?.has(parts.at(-1)) ? target : undefined);
      continue;
    }
    if (file.language === 'go' && node.type === 'import_spec') {
      const text2 = node.childForFieldName('path').text.slice(1, -1);
      const m = goModules.filter(([, mod]) => text2 === mod || text2.startsWith(mod + '/')).sort((a, b) => b[1].length - a[1].length)[0];
      const dir = m ? path.posix.join(m[0], text2.slice(m[1].length)).replace(/^\//, '') || '.' : null;
      imports.push([node.startPosition.row + 1, dir && files.some((f) => f.language === 'go' && path.posix.dirname(f.path) === dir.replace(/\/$/, '')) ? dir.replace(/\/$/, '') : null]);
    }
    if ((file.language === 'c' || file.language === 'cpp') && node.type === 'preproc_include') {
      const p = node.childForFieldName('path'), wanted = p.text.slice(1, -1);
      const beside = path.posix.normalize(path.posix.join(path.posix.dirname(file.path), wanted));
      const same = (byBase.get(path.posix.basename(wanted)) ?? []).filter((x) => ('/' + x).endsWith('/' + wanted.replace(/^(\.\.?\/)+/, '')));
      // Several files answer: which one is the build's to say, so it is not judged.
      if (p.type === 'string_literal' && isFile(beside)) imports.push([node.startPosition.row + 1, beside]);
      else if (same.length <= 1) imports.push([node.startPosition.row + 1, same[0] ?? null]);
    }
    if (/^(identifier|type_identifier|shorthand_property_identifier|jsx_identifier)$/.test(node.type) && bound.size >= 0) uses.push(node);
    for (let i = node.namedChildCount - 1; i >= 0; i--) stack.push(node.namedChild(i));
  }
  for (const t of truth) if (t.isType || /^(c|cpp|go)$/.test(file.language)) { const key = `${kin(file.language)} ${t.name}`; if (!definers.has(key)) definers.set(key, new Set()); definers.get(key).add(file.path); }
  const match = (a, ours) => {
    const left = ours.slice();
    let hits = 0;
    for (const t of a) { const i = left.findIndex((o) => o.name === t.name && o.line >= t.lines[0] && o.line <= t.lines[1]); if (i >= 0) { left.splice(i, 1); hits++; } else note('missed', `${file.path}:${t.lines[1]} ${t.name}`); }
    for (const o of left) note('extra', `${file.path}:${o.line} ${o.kind} ${o.name}`);
    return hits;
  };
  const ours = file.definitions.filter((d) => noteworthy.has(d.kind));
  const before = shown.length;
  const hits = match(truth, ours);
  if (!clean && !process.argv.includes('--all')) shown.length = before;
  r.truth += truth.length; r.ours += ours.length; r.hit += hits;
  if (clean) { r.ctruth += truth.length; r.cours += ours.length; r.chit += hits; }
  if (['typescript', 'javascript', 'java', 'go', 'rust', 'c', 'cpp', 'ruby'].includes(file.language)) {
    const want = new Set(imports.filter(([, t]) => t).map(([l, t]) => `${l} ${t}`));
    const lines = new Set(imports.map(([l]) => l));
    const got = new Set(file.imports.filter((i) => i.to && !unclear.has(i.line) && (file.language !== 'java' || i.to.endsWith('.java')) && (file.language !== 'rust' || want.has(`${i.line} ${i.to}`) || lines.has(i.line)) && (lines.has(i.line) || file.language === 'go')).map((i) => `${i.line} ${i.to}`));
    r.itruth += want.size; r.iours += got.size;
    for (const w of want) if (got.has(w)) r.ihit++; else note('import', `${file.path}:${w} — ours: ${file.imports.filter((i) => i.line === +w.split(' ')[0]).map((i) => i.to)}`);
    for (const g of got) if (!want.has(g)) note('import-extra', `${file.path}:${g}`);
  }
  if (bound.size && clean) {
    const mine = new Map(file.references.map((x) => [`${x.line} ${x.name}`, x.to]));
    const seen = new Set();
    for (const u of uses) {
      const key = `${u.startPosition.row + 1} ${u.text}`;
      const target = bound.get(u.text);
      // A name that is declared here, or a member's or property's name, is another thing.
      if (!target || seen.has(key) || u.parent.childForFieldName('name')?.id === u.id && /declarator|declaration|parameter|method|definition/.test(u.parent.type) || (u.parent.childForFieldName('property')?.id === u.id) || (u.parent.type === 'pair' && u.parent.childForFieldName('key')?.id === u.id) || /^(formal_parameter|pair_pattern)$/.test(u.parent.type) || /required_parameter|optional_parameter/.test(u.parent.type)) continue;
      seen.add(key);
      r.rtruth++;
      if (mine.get(key) === target) r.rhit++; else note('reference', `${file.path}:${key} → ${target}, ours ${mine.get(key)}`);
    }
    for (const x of file.references) if (x.to && x.to !== file.path && bound.has(x.name) && bound.get(x.name)) { r.rjudged++; if (bound.get(x.name) === x.to) r.rright++; else note('reference-wrong', `${file.path}:${x.line} ${x.name} → ${x.to}`); }
  }
  tree.delete();
}

for (const mod of [...rustFiles.values()]) (function all(m) { for (const children of m.children.values()) for (const c of children) { const inner = rustChild(c); if (inner && !c.where) all(inner); } })(mod);
const packages = new Map(judged.map((j) => [j.file.path, j.package]));
for (const { file, r, clean, uses, imports, names, imported } of judged) {
  const language = file.language;
  if (packageBy[language]) {
    // import a.b.C: the only file of package a.b that defines C at all.
    for (const [line, text] of imports) {
      const whole = text.replace(/^(import|use)\s+/, '').replace(/\s+(as|=>)\s+.*/s, '').replace(/;.*/s, '').trim().replaceAll('\\', '.').replace(/^\./, '');
      if (!/^[\w.]+$/.test(whole)) continue;
      const at = whole.lastIndexOf('.');
      const holders = [...(definers.get(`${language} ${whole.slice(at + 1)}`) ?? [])].filter((p) => packages.get(p) === whole.slice(0, at));
      const got = file.imports.find((i) => i.line === line && i.to);
      if (holders.length === 1) { r.itruth++; if (got?.to === holders[0]) r.ihit++; else note('import', `${file.path}:${line} ${whole} → ${holders[0]}, ours ${got?.to}`); if (got) r.iours++; }
    }
  }
  if (!clean) continue;
  if (language === 'rust') {
    const ours = new Map(), done = new Set();
    for (const x of file.references) { const key = `${x.line} ${x.name}`; ours.set(key, [...(ours.get(key) ?? []), x.to]); }
    for (const [line, called, mod] of rustFiles.get(file.path).seen) {
      const key = `${line} ${called}`;
      if (done.has(key) || mod.unclear.has(called)) continue;
      done.add(key);
      const found = rustLook(mod, called), target = found[0]?.file;
      if (!target || target === file.path || found.some((x) => x.file !== target)) continue;
      r.rtruth++;
      const to = ours.get(key) ?? [];
      if (to.includes(target)) r.rhit++; else note('reference', `${file.path}:${key} → ${target}, ours ${to}`);
      for (const t of to) if (t) { r.rjudged++; r.rright += t === target ? 1 : 0; }
    }
    continue;
  }
  const mine = new Map(file.references.map((x) => [`${x.line} ${x.name}`, x.to]));
  const seen = new Set();
  for (const [line, name, before] of uses) {
    // A call of what is a macro too is the preprocessor's first.
    if (kin(language) === 'c' && functionMacros.has(name)) continue;
    const key = `${line} ${name}`;
    let all = [...(definers.get(`${kin(language)} ${name}`) ?? [])];
    if (language === 'go') {
      const spec = imports.find(([, t]) => t.endsWith(`/${before}"`) || t.startsWith(before + ' '));
      const module = spec && goModules.find(([, m]) => spec[1].includes(`"${m}/`) || spec[1].includes(`"${m}"`));
      if (!module) continue;
      const dir = path.posix.join(module[0], /"([^"]*)"/.exec(spec[1])[1].slice(module[1].length)).replace(/^\//, '');
      all = all.filter((p) => path.posix.dirname(p) === (dir || '.'));
    } else if (language === 'ruby') {
      // Seen from where it stands: in a module or class around it, or at the top. What a superclass or another gem brings is not.
      const seen = [...before.map((x) => `${x}::${name}`), name].find((x) => constants.has(x));
      if (!seen || !all.every((p) => constants.get(seen).has(p))) continue;
    } else if (importedBy[language] && !new RegExp(`[.\\\\:{,\\s]${name.replace('$', '\\$')}[\\s;,}]`).test(imported)) continue;
    if (packageBy[language] && all.length === 1 && !new RegExp(`(?<![\\w.])${packages.get(all[0]).replaceAll('.', '\\.')}\\.(\\{|${name})`).test(imported.replaceAll('\\', '.'))) continue;
    if (all.length !== 1 || all[0] === file.path || (language !== 'go' && names.get(name)) || seen.has(key)) continue;
    seen.add(key);
    r.rtruth++;
    const to = mine.get(key);
    if (to === all[0]) r.rhit++; else note('reference', `${file.path}:${key} → ${all[0]}, ours ${to}`);
    if (to) { r.rjudged++; r.rright += to === all[0] ? 1 : 0; }
  }
}

const share = (a, b) => (b ? (a / b).toFixed(4) : '—');
console.log('| language | files (not parsed cleanly) | definitions | recall | precision | recall, clean files | precision, clean files | import edges | recall | precision | references | recall | precision |');
console.log('|---|---|---|---|---|---|---|---|---|---|---|---|---|');
for (const [language, r] of [...rows].sort()) console.log(`| ${language} | ${r.files} (${r.broken}) | ${r.truth} | ${share(r.hit, r.truth)} | ${share(r.hit, r.ours)} | ${share(r.chit, r.ctruth)} | ${share(r.chit, r.cours)} | ${r.itruth} | ${share(r.ihit, r.itruth)} | ${share(r.ihit, r.iours)} | ${r.rtruth} | ${share(r.rhit, r.rtruth)} | ${share(r.rright, r.rjudged)} |`);
for (const line of shown) console.log(line);
