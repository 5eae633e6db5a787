using System.Diagnostics;
using System.Globalization;
using CodeRouter.CodeGraph;
using CodeRouter.Config;
using CodeRouter.Core.Impact;

namespace CodeRouter.Bench;

/// <summary>
/// The code graph of one source tree: made cold, opened, asked, updated after one changed file as a watching gateway does it, and asked
/// as a step on the request path asks it. Changed files are put back.
/// </summary>
internal static class GraphFigures
{
    private const int Most = 6000;

    public static int Run(string tree)
    {
        string data = Directory.CreateTempSubdirectory("graph-bench").FullName;
        try
        {
            var report = CodeBook.Open(tree, data).Update();
            Say($"cold: {report.Files} files, {report.Symbols} symbols, {report.Edges} edges in {report.Took.TotalSeconds:0.00} s, {report.Files / report.Took.TotalSeconds:0} files/s");
            long start = Stopwatch.GetTimestamp();
            var book = CodeBook.Open(tree, data);
            Say($"opened in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");
            Impact(book.Map!);
            Changes(book, tree);
            Signal(book, data).GetAwaiter().GetResult();
            return 0;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static void Impact(CodeMap map)
    {
        int[] all = [.. Enumerable.Range(0, map.Files.Length).Where(i => !map.Files[i].IsGone)];
        int[] headers = [.. all.Where(i => map.Files[i].UsedBy.Length > 0)];
        Time("impact, any file", all, i => ImpactQuestion.Ask(map, i));
        Time("impact, files something depends on", headers, i => ImpactQuestion.Ask(map, i));
        int[] hubs = [.. headers.OrderByDescending(i => map.Files[i].UsedBy.Length).Take(1000)];
        Time("impact, the 1,000 most used files", hubs, i => ImpactQuestion.Ask(map, i));
        var symbols = all.Where(i => map.Files[i].Definitions.Length > 0).Select(i => (File: i, Name: map.Names.Text(map.Files[i].Definitions[^1].Name))).ToArray();
        Time("impact, a symbol of any file", symbols, s => ImpactQuestion.Ask(map, s.File, s.Name));
    }

    /// <summary>A function more at the end of a file, then the file as it was: an edit that adds a name and one that takes it away.</summary>
    private static void Changes(CodeBook book, string tree)
    {
        long start = Stopwatch.GetTimestamp();
        book.Prepare();
        Say($"made ready for changes in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");
        var files = book.Map!.Files.Where(static f => !f.IsGone && f.Language is CodeLanguage.C or CodeLanguage.Cpp or CodeLanguage.Python or CodeLanguage.Java or CodeLanguage.TypeScript).ToArray();
        var picked = Enumerable.Range(0, 101).Select(i => files[(int)((long)i * (files.Length - 1) / 100)].Path).Distinct(StringComparer.Ordinal).ToArray();
        var names = new List<double>();
        var bodies = new List<double>();
        for (int i = 0; i < picked.Length; i++)
        {
            string path = Path.Combine(tree, picked[i]);
            byte[] before = File.ReadAllBytes(path);
            try
            {
                File.WriteAllBytes(path, [.. before, .. Added(picked[i], i)]);
                names.Add(Update(book, picked[i]));
                File.WriteAllBytes(path, [.. before, .. Added(picked[i], i), (byte)'\n']);
                bodies.Add(Update(book, picked[i]));
            }
            finally
            {
                File.WriteAllBytes(path, before);
            }

            names.Add(Update(book, picked[i]));
        }

        Say($"one changed file: first {names[0]:0.0} ms");
        Print("one changed file, a name appears or goes (ms)", [.. names.Skip(1)]);
        Print("one changed file, names stay (ms)", [.. bodies.Skip(1)]);
    }

    private static ReadOnlySpan<byte> Added(string path, int i) => System.Text.Encoding.UTF8.GetBytes(Path.GetExtension(path) switch
    {
        ".py" => $"\ndef added_name{i}():\n    return 1\n",
        ".ts" or ".tsx" => $"\nexport function addedName{i}() {{ return 1; }}\n",
        ".java" => $"\nclass AddedName{i} {{ }}\n",
        _ => $"\nint added_name{i}(void)\n{{\n\treturn 1;\n}}\n",
    });

    private static double Update(CodeBook book, string path)
    {
        long start = Stopwatch.GetTimestamp();
        book.Update([path]);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>A session that edits a file, asked again and again and each time about another file; and the signal without any graph.</summary>
    private static async Task Signal(CodeBook book, string data)
    {
        string root = book.Root;
        string[] paths = [.. book.Map!.Files.Where(static f => !f.IsGone).Select(static f => f.Path)];
        using var touched = new TouchedCode(data);
        var off = Touches(root, paths, "off");
        Time("signal, off", off, t => touched.Read(t));
        touched.Use(new CodeGraphSettings { Roots = [root] });
        for (int i = 0; i < 200 && touched.Read(off[0]) is null; i++)
        {
            await Task.Delay(50);
        }

        var fresh = Touches(root, paths, "fresh");
        Time("signal, a file edited for the first time", fresh, t => touched.Read(t), warm: 0);
        Time("signal, absolute path", Touches(root, paths, "again").Take(2000).ToArray(), t => touched.Read(t));
        Time("signal, the human names a file by its last part", [.. paths.Take(2000).Select(p => new CodeTouch("again", null, [], [], $"Please fix the leak in {Path.GetFileName(p)} and add a test."))], t => touched.Read(t));
    }

    private static CodeTouch[] Touches(string root, string[] paths, string session) =>
        [.. paths.Select(p => new CodeTouch(session, null, [$"{root}/{p}"], [$"{root}/{p}"], "Please fix the leak and add a test."))];

    private static void Time<T>(string what, T[] inputs, Func<T, object?> work, int warm = 1000)
    {
        inputs = Sample(inputs);
        foreach (var input in inputs.Take(warm))
        {
            work(input);
        }

        Thread.Sleep(300);
        double[] times = new double[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            work(inputs[i]);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Print($"{what} (µs)", times);
    }

    private static T[] Sample<T>(T[] all) => all.Length <= Most ? all : [.. Enumerable.Range(0, Most).Select(i => all[(int)((long)i * all.Length / Most)])];

    private static void Print(string what, double[] times)
    {
        Array.Sort(times);
        Say($"{what}: p50 {times[times.Length / 2]:0.0}, p99 {times[times.Length * 99 / 100]:0.0}, most {times[^1]:0.0} of {times.Length}");
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
