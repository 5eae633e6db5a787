namespace CodeRouter.Config;

/// <summary>Parts of the neighbouring dialects that are read and kept but do nothing here: said at load, never silently.</summary>
internal static class NotExecuted
{
    public static void Warn(Field field, string why)
    {
        if (field.Exists && !(field.IsMap && field.Node!["enabled"] is { Scalar: "false" }))
        {
            field.Warn($"accepted, not executed: {why}", "it can stay in the file; take it out to silence this");
        }
    }
}
