"""A repository of N files with the shapes real ones have: a few modules everybody uses, many leaves, several languages, tests beside them.

    python3 generate.py DIR 50000
"""
import os
import random
import sys

target, count = sys.argv[1], int(sys.argv[2])
random.seed(1)


def zipf(n):
    return min(n - 1, int(n * random.random() ** 3))


def body(i, calls, form):
    return "\n".join(form.format(j=j, call=call) for j, call in enumerate(calls))


def write(path, text):
    path = os.path.join(target, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)


per = count // 5
for i in range(per):
    uses = sorted({zipf(per) for _ in range(random.randint(1, 8))} - {i})
    d = f"m{i % 200}"
    size = random.randint(3, 25)
    write(f"py/pkg/{d}/f{i}.py", "".join(f"from pkg.m{u % 200}.f{u} import run{u}\n" for u in uses) + f"\n\nclass Box{i}:\n    '''Holds {i}.'''\n\n" + "".join(f"    def step{k}(self, value):\n        # comment {k}\n        return self.step{k} if value else {f'run{uses[k % len(uses)]}(value)' if uses else 'None'}\n\n" for k in range(size)) + f"\ndef run{i}(value):\n    return Box{i}().step0(value)\n")
    write(f"ts/src/{d}/f{i}.ts", "".join(f"import {{ run{u} }} from '../m{u % 200}/f{u}';\n" for u in uses) + f"export interface Shape{i} {{ area(): number }}\nexport class Box{i} {{\n" + "".join(f"  step{k}(value: number): string {{\n    return `x ${{ {f'run{uses[k % len(uses)]}(value)' if uses else 'value'} }}`;\n  }}\n" for k in range(size)) + f"}}\nexport const run{i} = (value: number) => new Box{i}().step0(value);\n")
    write(f"java/src/p/{d}/F{i}.java", f"package p.{d};\n" + "".join(f"import p.m{u % 200}.F{u};\n" for u in uses) + f"public class F{i} {{\n" + "".join(f"  public int step{k}(int value) {{\n    return {f'F{uses[k % len(uses)]}.run(value)' if uses else 'value'};\n  }}\n" for k in range(size)) + "  public static int run(int value) { return value; }\n}\n")
    write(f"c/{d}/f{i}.c", "".join(f'#include "../m{u % 200}/f{u}.h"\n' for u in uses if u % 2 == 0) + "".join(f"static int step{k}(int value)\n{{\n\treturn {f'run{uses[k % len(uses)]}(value)' if uses else 'value'};\n}}\n" for k in range(size)) + f"int run{i}(int value)\n{{\n\treturn step0(value);\n}}\n")
    if i % 2 == 0:
        write(f"c/{d}/f{i}.h", f"#ifndef F{i}\n#define F{i}\nint run{i}(int value);\nstruct box{i} {{ int a; }};\n#endif\n")
    else:
        write(f"py/tests/{d}/test_f{i}.py", f"from pkg.{d}.f{i} import run{i}\n\n\ndef test_run{i}():\n    assert run{i}(1)\n")
print(sum(len(f) for _, _, f in os.walk(target)), "files")
