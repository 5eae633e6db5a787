using System.Buffers;

namespace CodeRouter.Core.Steps;

/// <summary>What kind of file a path names, as far as it tells about the work.</summary>
internal enum PathKind : byte { Code, Test, Document, Plan, Config }

internal static class PathKinds
{
    private static readonly SearchValues<string> PlanParts = Any("spec.md", "specs/", "plan.md", "plans/", "tasks.md", "constitution", "/prd", "prd.md", "planning", "roadmap", "todo.md", "requirements.md", "research.md", "adr/", "rfc", "proposal", "epics", "architecture.md", "backlog", "design.md", "/tasks/", "stories/", "brainstorm");
    private static readonly SearchValues<string> DocumentParts = Any(".md", ".mdx", ".rst", ".adoc", "/docs/", "readme", "changelog", ".txt");
    private static readonly SearchValues<string> TestParts = Any(".test.", ".spec.", "_test.", "test_", "/tests/", "/test/", "__tests__", "/e2e/", "/spec/", "tests.", "conftest", "fixtures/");
    private static readonly SearchValues<string> ConfigParts = Any(".yml", ".yaml", ".json", ".toml", ".ini", ".env", "dockerfile", "makefile", ".lock", ".cfg");

    public static PathKind Of(string path)
    {
        if (!path.EndsWith(".md", StringComparison.OrdinalIgnoreCase) && ("/" + path).AsSpan().ContainsAny(TestParts))
        {
            return PathKind.Test;
        }

        bool text = path.AsSpan().ContainsAny(DocumentParts);
        return text && path.AsSpan().ContainsAny(PlanParts) ? PathKind.Plan : text ? PathKind.Document : path.AsSpan().ContainsAny(ConfigParts) ? PathKind.Config : PathKind.Code;
    }

    private static SearchValues<string> Any(params ReadOnlySpan<string> parts) => SearchValues.Create(parts, StringComparison.OrdinalIgnoreCase);
}
