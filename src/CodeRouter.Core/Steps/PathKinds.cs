namespace CodeRouter.Core.Steps;

/// <summary>What kind of file a path names, as far as it tells about the work.</summary>
internal enum PathKind : byte { Code, Test, Document, Plan, Config }

internal static class PathKinds
{
    private static readonly string[] PlanParts = ["spec.md", "specs/", "plan.md", "plans/", "tasks.md", "constitution", "/prd", "prd.md", "planning", "roadmap", "todo.md", "requirements.md", "research.md", "adr/", "rfc", "proposal", "epics", "architecture.md", "backlog", "design.md", "/tasks/", "stories/", "brainstorm"];
    private static readonly string[] DocumentParts = [".md", ".mdx", ".rst", ".adoc", "/docs/", "readme", "changelog", ".txt"];
    private static readonly string[] TestParts = [".test.", ".spec.", "_test.", "test_", "/tests/", "/test/", "__tests__", "/e2e/", "/spec/", "tests.", "conftest", "fixtures/"];
    private static readonly string[] ConfigParts = [".yml", ".yaml", ".json", ".toml", ".ini", ".env", "dockerfile", "makefile", ".lock", ".cfg"];

    public static PathKind Of(string path)
    {
        if (!path.EndsWith(".md", StringComparison.OrdinalIgnoreCase) && Any("/" + path, TestParts))
        {
            return PathKind.Test;
        }

        bool text = Any(path, DocumentParts);
        return text && Any(path, PlanParts) ? PathKind.Plan : text ? PathKind.Document : Any(path, ConfigParts) ? PathKind.Config : PathKind.Code;
    }

    private static bool Any(string path, string[] parts)
    {
        foreach (string part in parts)
        {
            if (path.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
