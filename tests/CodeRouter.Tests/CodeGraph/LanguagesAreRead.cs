using CodeRouter.Core.Impact;
using Xunit;

namespace CodeRouter.Tests.CodeGraph;

/// <summary>Each language: what a file defines, which files its imports are, and which file a used name means.</summary>
public sealed class LanguagesAreRead
{
    public static TheoryData<string, string[], string, string[], string[], string[]> Languages => new()
    {
        {
            "python", ["pkg/__init__.py", "pkg/store.py=def save(x):\n    return x\n\nclass Box:\n    def open(self): pass\n", "pkg/text.py="],
            "pkg/app.py=from . import text\nfrom .store import save as keep, Box\nimport pkg.store\n\n@decorated\nasync def run(x):\n    '''def not_me(): pass'''\n    def inner():\n        return keep(x)\n    return f\"{Box()}\"\n\nclass App(Box):\n    def go(self):\n        pkg.store.save(1)\n",
            ["function run", "function inner", "class App", "method go"], [". → pkg/text.py", ".store → pkg/store.py", "pkg.store → pkg/store.py"], ["keep:9 → pkg/store.py", "Box:10 → pkg/store.py", "Box:12 → pkg/store.py", "save:14 → pkg/store.py"]
        },
        {
            "typescript", ["src/store.ts=export function save() {}\nexport default class Store {}\n", "src/ui/index.tsx=export const Button = () => <b>it's</b>;\n", "src/all.ts=export * from './store';\n"],
            "src/app.ts=import Store, { save as keep } from './store.js';\nimport { Button } from './ui';\nimport * as all from './all';\nimport fs from 'fs';\nexport interface Shape { area(): number }\ntype Id = string | number;\nenum Colour { Red }\nexport const run = async (x: Id): Promise<{ a: number }> => { keep(); return { a: 1 }; };\nclass App extends Store {\n  constructor() { super(); }\n  async draw({ a }: { a: number }): Promise<void> { const t = `x ${all.save()} }`; }\n  get size() { return 1 / 2; }\n}\nconst re = /[/'\"]{/g;\nfunction last() { return Button; }\n",
            ["interface Shape", "method area", "type Id", "enum Colour", "function run", "class App", "constructor constructor", "method draw", "method size", "variable re", "function last"],
            ["./store.js → src/store.ts", "./ui → src/ui/index.tsx", "./all → src/all.ts", "fs → "], ["keep:8 → src/store.ts", "Store:9 → src/store.ts", "save:11 → src/store.ts", "Button:15 → src/ui/index.tsx"]
        },
        {
            "javascript", ["lib/a.js=module.exports = { f() {} };\n"], "main.js=const { f: g } = require('./lib/a');\nfunction main() { g(); }\nconst o = { m() { return 1 } };\n",
            ["function main", "variable o", "method m"], ["./lib/a → lib/a.js"], ["g:2 → lib/a.js"]
        },
        {
            "csharp", ["Store.cs=namespace Shop.Data;\npublic sealed record Item(string Name);\npublic interface IStore { void Save(Item item); }\n"],
            "App.cs=using Shop.Data;\nnamespace Shop;\npublic class App<T> : IStore where T : class\n{\n    private readonly string text = $@\"{{ {new Item(\"x\")} \"\"}}\";\n    public App(int x) : base() { }\n    void IStore.Save(Item item) => Run(() => { });\n    public async Task<(int, string)> Load<U>(U u) where U : new() { int Local(int a) => a; return (Local(1), \"\"); }\n    public delegate void Changed(int x);\n    private (int A, int B) Pair() { return (1, 2); }\n}\nstruct Point { }\nenum Kind { A }\nclass Outer\n{\n    private sealed record Row(int X)\n    {\n        public int Twice() => X * 2;\n    }\n    private readonly record struct Slice(int Start);\n}\n",
            ["class App", "constructor App", "method Save", "method Load", "function Local", "type Changed", "method Pair", "struct Point", "enum Kind", "class Outer", "class Row", "method Twice", "struct Slice"], ["Shop.Data → "], ["IStore:3 → Store.cs", "Item:5 → Store.cs", "IStore:7 → Store.cs", "Item:7 → Store.cs"]
        },
        {
            "java", ["src/a/Base.java=package a;\npublic abstract class Base { protected abstract void run() throws Exception; }\n"],
            "src/b/App.java=package b;\nimport a.Base;\nimport java.util.List;\npublic class App extends Base {\n  enum Kind { A(1) { @Override int f() { return 2; } }; Kind(int x) { } int f() { return 1; } }\n  public App() { this(1); }\n  @Override\n  public void run() { new Runnable() { public void call() { } }; }\n  static <T extends Comparable<T>> List<T> sort(List<T> x) { return x; }\n  int field = compute(3);\n}\n@interface Mark { String value() default \"\"; }\n",
            ["class App", "enum Kind", "method f", "constructor Kind", "method f", "constructor App", "method run", "method call", "method sort", "interface Mark", "method value"], ["a.Base → src/a/Base.java", "java.util.List → "], ["Base:4 → src/a/Base.java"]
        },
        {
            "python", ["examples/a/src/shop/__init__.py=def save(): pass\n", "examples/b/src/shop/__init__.py=def save(): pass\n"], "examples/b/tests/test_shop.py=from shop import save\nsave()\n",
            [], ["shop → examples/b/src/shop/__init__.py"], ["save:2 → examples/b/src/shop/__init__.py"]
        },
        {
            "typescript", ["src/types.ts=export interface Item {}\n"], "src/index.ts=export type * from './types';\nexport type { Item as It } from \"./types\";\n",
            [], ["./types → src/types.ts", "./types → src/types.ts"], []
        },
        {
            "python", ["space/tool.py=class Tool:\n    def use(self): pass\n"], "app.py=from space import tool\ntool.Tool.use()\n", [], ["space → space/tool.py"], ["Tool:2 → space/tool.py"]
        },
        {
            "go", ["go.mod=module example.org/shop\n", "store/store.go=package store\n\nfunc Save() {}\n", "help.go=package main\n\nfunc help() {}\n"],
            "main.go=package main\n\nimport (\n\t\"fmt\"\n\ts \"example.org/shop/store\"\n)\n\ntype Shape interface { Area() int }\ntype Box struct { W int }\ntype ID int\n\nfunc (b *Box) Area() int { s.Save(); return 1 }\nfunc Map[T any](x []T) interface{} { help(); fmt.Println(); return nil }\nfunc main() {}\n",
            ["interface Shape", "struct Box", "type ID", "method Area", "function Map", "function main"], ["fmt → ", "example.org/shop/store → store"], ["Save:12 → store/store.go", "help:13 → help.go"]
        },
        {
            "rust", ["Cargo.toml=[package]\nname = \"shop\"\n", "src/store.rs=pub struct Item;\npub fn save() {}\n", "src/deep/mod.rs=pub mod er;\n", "src/deep/er.rs=pub fn dig() {}\n"],
            "src/main.rs=mod store;\nmod deep;\nuse crate::deep::er::dig;\nuse store::{save, Item as It};\nuse std::fmt;\npub trait Shape { fn area(&self) -> i32; }\nenum Kind<'a> { A(&'a str) }\nimpl<'a> Shape for Kind<'a> { fn area(&self) -> i32 { dig(); save(); 1 } }\npub type Id = u32;\nfn main() { let c = 'x'; let s = r#\"fn not_me() {\"#; It; }\nmacro_rules! m { () => { fn not_me() {} } }\nfn make() -> It { }\n",
            ["interface Shape", "method area", "enum Kind", "method area", "type Id", "function main", "macro m", "function make"], ["store → src/store.rs", "deep → src/deep/mod.rs", "crate::deep::er::dig → src/deep/er.rs", "store::save → src/store.rs", "store::Item → src/store.rs", "std::fmt → "], ["dig:8 → src/deep/er.rs", "save:8 → src/store.rs", "It:10 → src/store.rs", "It:12 → src/store.rs"]
        },
        {
            "rust", ["Cargo.toml=[package]\nname = \"shop\"\n", "src/lib.rs=#[path = \"unix/mod.rs\"]\n#[cfg(unix)]\npub(crate) mod imp;\n", "src/unix/mod.rs=pub mod wait;\n", "src/unix/wait.rs=pub struct Wait;\n", "src/app/inner/deep.rs=pub struct Deep;\n"],
            "src/app.rs=use crate::imp::wait::Wait;\nmod inner {\n    pub mod deep;\n}\nfn f(w: Wait) {}\n",
            ["module inner", "function f"], ["crate::imp::wait::Wait → src/unix/wait.rs", "inner/deep → src/app/inner/deep.rs"], ["Wait:5 → src/unix/wait.rs"]
        },
        {
            "rust", ["Cargo.toml=[package]\nname = \"shop\"\n", "src/lib.rs=\n", "tests/support/mod.rs=pub struct Fake;\n"], "tests/buys.rs=mod support;\nuse support::Fake;\nfn f(x: Fake) {}\n",
            ["function f"], ["support → tests/support/mod.rs", "support::Fake → tests/support/mod.rs"], ["Fake:3 → tests/support/mod.rs"]
        },
        {
            "kotlin", ["a/Base.kt=package a\n\nopen class Base\nfun top() {}\n"], "b/App.kt=package b\n\nimport a.Base\nimport a.top as first\n\ndata class App(val x: Int) : Base() {\n    companion object { fun make() = App(1) }\n    override fun toString(): String = \"${first()}\"\n}\ninterface Shape\nenum class Kind { A }\ntypealias Id = String\nfun <T> List<T>.second(): T { return this[1] }\n",
            ["class App", "method make", "method toString", "interface Shape", "enum Kind", "type Id", "function second"], ["a.Base → a/Base.kt", "a.top → a/Base.kt"], ["Base:6 → a/Base.kt", "first:8 → a/Base.kt"]
        },
        {
            "c", ["include/store.h=#ifndef S\n#define S\nstruct item { int a; };\nint save(struct item *i);\n#define MAX(a, b) ((a) > (b) ? (a) : (b))\nstatic inline int\nlast(void) { return 1; }\n#endif\n", "src/store.c=#include \"store.h\"\nint save(struct item *i) { return 1; }\n"],
            "src/app.c=#include <store.h>\n#include <stdio.h>\ntypedef struct box { int w; } box_t;\ntypedef int (*handler)(int a);\nenum kind { A };\nstatic inline int *f(int a,\n    int b)\n{\n#ifdef X\n    if (a) {\n#else\n    if (b) {\n#endif\n        save(0);\n    }\n    return MAX(a, b);\n}\nint main(void) { struct item *i; return last(); }\n",
            ["type box_t", "struct box", "type handler", "enum kind", "function f", "function main"], ["store.h → include/store.h", "stdio.h → "], ["save:14 → src/store.c", "MAX:16 → include/store.h", "item:18 → include/store.h", "last:18 → include/store.h"]
        },
        {
            "cpp", ["box.hpp=namespace n {\ntemplate <typename T> class Box { public: Box(); T get() const { return v; } void set(T); private: T v; };\n}\n"],
            "box.cpp=#include \"box.hpp\"\nusing Id = int;\nenum class Kind : int { A };\nn::Box<int> make(int a) noexcept { return R\"(})\"; }\nvoid Shape::draw() const { }\nShape::Shape(int x) : a{x}, b(1) { }\nbool operator==(const A& a, const B& b) { return true; }\n",
            ["type Id", "enum Kind", "function make", "method draw", "constructor Shape", "function operator=="], ["box.hpp → box.hpp"], ["Box:4 → box.hpp"]
        },
        {
            "ruby", ["lib/shop/store.rb=module Shop\n  class Store\n    def save; end\n  end\nend\n"],
            "app.rb=require_relative 'lib/shop/store'\nclass App < Shop::Store\n  def run(x)\n    return if x\n    items.each do |i|\n      puts \"#{i} end\" unless i.end?\n    end\n    text = <<~EOS\n      def not_me\n    EOS\n  end\n  def self.make = new\n  def ok? ; true; end\nend\nmodule Tools; end\n",
            ["class App", "method run", "method make", "method ok?", "module Tools"], ["lib/shop/store → lib/shop/store.rb"], ["Shop:2 → lib/shop/store.rb", "Store:2 → lib/shop/store.rb"]
        },
        {
            "ruby", ["lib/shop/names.rb=module Shop\n  GET = 'GET'\n  Pair = Struct.new(:a) do\n    LOCAL == 1\n  end\nend\n"], "lib/shop/app.rb=module Shop\n  class App\n    def run(x)\n      x == GET ? Pair.new(1) : nil\n    end\n  end\nend\n",
            ["module Shop", "class App", "method run"], [], ["GET:4 → lib/shop/names.rb", "Pair:4 → lib/shop/names.rb", "new:4 → lib/shop/names.rb"]
        },
        {
            "php", ["src/Base.php=<?php\nnamespace Shop;\nabstract class Base { abstract protected function run(): void; }\n"],
            "src/App.php=<html><?php\nnamespace Shop\\App;\nuse Shop\\{Base, Other as O};\nfinal class App extends Base {\n  public function run(): void { $f = function () use ($x) { return Base::class; }; }\n}\ninterface Shape {}\ntrait Names { function name() {} }\nenum Kind: string { case A = 'a'; }\nfunction helper() { return \"function not_me() {\"; }\n?> class Nope {",
            ["class App", "method run", "interface Shape", "interface Names", "method name", "enum Kind", "function helper"], ["Shop\\Base → src/Base.php", "Shop\\Other → "], ["Base:4 → src/Base.php", "Base:5 → src/Base.php"]
        },
        {
            "swift", ["Sources/Store.swift=public struct Item {}\npublic func save() {}\n"], "Sources/App.swift=import Foundation\nprotocol Shape { func area() -> Int }\nclass App: Shape {\n  init(x: Int) { }\n  func area() -> Int { save(); return \"\\(Item())\".count }\n  class func make() -> App { App(x: 1) }\n}\nextension App { func more() {} }\nenum Kind { case a }\ntypealias Id = Int\nactor Worker { }\n",
            ["interface Shape", "method area", "class App", "constructor init", "method area", "method make", "method more", "enum Kind", "type Id", "class Worker"], ["Foundation → "], ["save:5 → Sources/Store.swift", "Item:5 → Sources/Store.swift"]
        },
        {
            "scala", ["a/Base.scala=package a\n\ntrait Base { def run(): Unit }\nobject Tools { def help = 1 }\n"], "b/App.scala=package b\n\nimport a.{Base, Tools => T}\n\ncase class App(x: Int) extends Base {\n  def run(): Unit = {\n    def inner(y: Int) = y\n    T.help\n  }\n  type Id = String\n}\nobject App { val s = s\"${1} }\" }\n",
            ["class App", "method run", "function inner", "type Id", "class App"], ["a.Base → a/Base.scala", "a.Tools → a/Base.scala"], ["Base:5 → a/Base.scala", "help:8 → a/Base.scala"]
        },
        {
            "scala", ["shop/core/Item.scala=package shop.core\n\ntrait Base:\n  def run(y: Int): Int\n\nobject Item:\n  def make = 1\n"],
            "shop/app/App.scala=package shop\npackage app\n\nimport core.*\nimport Item.make\n\nclass App(x: Int) extends Base:\n  def run(y: Int): Int =\n    def inner(z: Int) = z\n    inner(y)\n\n  private enum Kind derives CanEqual:\n    case A, B\n    def show: String = \"a\"\nend App\n\ngiven Show[App] with\n  def render(a: App) = a.toString\n\ndef top(a: Int): Int =\n  if a > 0 then\n    1\n  else\n    make\n",
            ["class App", "method run", "function inner", "enum Kind", "method show", "method render", "function top"], ["core → ", "Item.make → shop/core/Item.scala"], ["Base:7 → shop/core/Item.scala", "make:24 → shop/core/Item.scala"]
        },
        {
            "scala", ["shop/package.scala=package object shop {\n  type Id = String\n}\n", "shop/core/Item.scala=package shop\npackage core\n\nclass Item\nobject Free { class Pure }\n", "shop/core/Tag.scala=package shop.core\n\nclass `Tag-Name`\n", "shop.inner/Id.scala=package shop.inner\n\nclass Item\n"],
            "shop/app/App.scala=package shop\npackage app\n\nimport core.{Free, `Tag-Name`, _}\nimport Free.Pure\n\nobject / { def +:(x: Id) = Map(\"a\" -> Item(x)) }\nclass App extends Pure {\n  def unary_- : Id = \"\"\"\\\"\"\"\n  def last: `Tag-Name` = den.##\n  def has: { def not: Int }\n}\n",
            ["class /", "method +:", "class App", "method unary_-", "method last", "method has", "method not"], ["core.Free → shop/core/Item.scala", "core.Tag-Name → shop/core/Tag.scala", "core → ", "Free.Pure → shop/core/Item.scala"],
            ["Id:7 → shop/package.scala", "Item:7 → shop/core/Item.scala", "Pure:8 → shop/core/Item.scala", "Id:9 → shop/package.scala", "Tag-Name:10 → shop/core/Tag.scala"]
        },
    };

    [Theory]
    [InlineData("a.cs", "class A\n{\n    string one = @\"\"\", x\"\"\";\n    void Two() { }\n}\n", "class A, method Two")]
    [InlineData("a.cs", "class A\n{\n    void One() { }\n    void Two() {\n", "class A, method One, method Two")]
    [InlineData("a.rb", "def one\n  x = $'.lines\nend\ndef two; end\nclass ::Three; end\n", "method one, method two, class Three")]
    [InlineData("a.ts", "test('x', () => {\n  const plugin = (a: number) => {\n    return a;\n  };\n});\nexport const top = () => 1;\n", "function top")]
    [InlineData("a.cc", "SHOWN(\"x\")\nINLINE auto invoke(int a) -> int {\n  return a;\n}\nTEST(A, b) {\n}\nclass API ALIGNED(8)\n#ifdef X\n    WARN\n#endif\n    Arena final {\n};\n", "function invoke, class Arena")]
    [InlineData("a.c", "TEST_BEGIN(first) {\n\tint a;\n}\nTEST_END\n\nTEST_BEGIN(second) {\n}\nTEST_END\n\nint third(void)\n{\n\tEACH(x) {\n\t}\n\treturn 1;\n}\n", "function first, function second, function third")]
    [InlineData("a.cc", "struct S {\n};\nEND_NAMESPACE\n\nTEST(args, custom) {\n}\ntemplate <typename M>\nsink<M>::sink(int x) : x_(x) {\n}\nDWORD\nRun(int a) {\n}\n", "struct S, function Run")]
    [InlineData("a.ts", "type Events<T> = {\n  open(x: T): void;\n  close?(): void;\n};\nclass C {\n  static {\n    if (a) {\n    }\n  }\n  delete<T>(x: T): void {\n  }\n}\n", "type Events, method open, method close, class C, method delete")]
    [InlineData("a.cs", "class A\n{\n    (int X, int Y)? One() => null;\n    (int X, int Y)[] Two() => [];\n    static Task Say() => Run(async x =>\n    {\n        x.Y = 1;\n        await x.Write(1);\n    });\n}\n", "class A, method One, method Two, method Say")]
    [InlineData("a.swift", "import struct Foundation.URL\nimport func WinSDK.Sleep\nstruct Own {}\n", "struct Own")]
    public void Odd_spellings_hide_nothing_and_invent_nothing(string path, string text, string definitions)
    {
        using var folder = new SourceFolder((path, text));
        var (book, _) = folder.Index();
        Assert.Equal(definitions, string.Join(", ", book.Read().Single().Definitions.Where(d => d.Kind.IsOfNote()).Select(d => $"{d.Kind.Name()} {book.Map!.Names.Text(d.Name)}")));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_file_says_what_it_defines_imports_and_uses(string language, string[] others, string file, string[] definitions, string[] imports, string[] references)
    {
        using var folder = new SourceFolder();
        foreach (string other in (string[])[.. others, file])
        {
            int equals = other.IndexOf('=', StringComparison.Ordinal);
            folder.Write(equals < 0 ? other : other[..equals], equals < 0 ? "" : other[(equals + 1)..]);
        }

        string path = file[..file.IndexOf('=', StringComparison.Ordinal)];
        var (book, _) = folder.Index();
        var reading = book.Read().Single(f => f.Path == path);
        Assert.Equal(language, reading.Language.Name());
        Assert.Equal(definitions.Order(StringComparer.Ordinal), reading.Definitions.Select(d => $"{d.Kind.Name()} {book.Map!.Names.Text(d.Name)}").Order(StringComparer.Ordinal));
        Assert.Equal(imports, reading.Imports.Select(i => $"{i.Text} → {i.To}"));
        var known = reading.References.Where(r => r.To is not null && r.To != path).Select(r => $"{r.Name}:{r.Line} → {r.To}").ToArray();
        Assert.Equal(references.Order(StringComparer.Ordinal), known.Where(k => !k.StartsWith("store:", StringComparison.Ordinal) && !k.StartsWith("all:", StringComparison.Ordinal) && !k.StartsWith("s:", StringComparison.Ordinal) && !k.StartsWith("T:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }
}
