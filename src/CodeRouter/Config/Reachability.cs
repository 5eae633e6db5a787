namespace CodeRouter.Config;

/// <summary>A model nobody serves is a mistake; so is a file that serves nothing.</summary>
internal static class Reachability
{
    public static void Check(Field root, ModelSet models)
    {
        // What a listing channel serves is only known when it is asked.
        var listing = models.Channels.Exists(channel => channel.ListsModels);
        foreach (var draft in models.Drafts.Where(draft => draft.Formats.Length == 0 && draft.Card is null && !listing))
        {
            // An endpoint that was refused above has been reported already.
            if (draft.Field.Node!["endpoints"] is not { Items.Count: > 0 } && draft.Field.Node["backend_refs"] is not { Items.Count: > 0 })
            {
                draft.Field.Error($"there is no way to reach '{draft.Name}'", "add endpoints: [{endpoint: host:port}] to it, or list it in a channel's models");
            }
        }

        if (models.Drafts.Count == 0 && models.Channels.Count == 0 && !root["providers"]["models"].Exists && !root["channels"].Exists)
        {
            root["providers"].Warn("no model is configured here: without models added while it runs, every request will be refused", "add models under providers: models:, or a channel, or in the browser (/dashboard/setup)");
        }
    }
}
