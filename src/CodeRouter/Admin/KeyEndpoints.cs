using CodeRouter.Access;
using CodeRouter.Gateway;

namespace CodeRouter.Admin;

/// <summary>Keys and token groups over HTTP.</summary>
internal static class KeyEndpoints
{
    public static IEnumerable<AdminEndpoint> Of(KeyDesk keys, TokenGroupDesk groups, BudgetUse budgets, TimeProvider clock)
    {
        AdminAnswer Key(ApiKey key, IReadOnlyDictionary<string, decimal>? used = null) => AdminAnswer.Json(200, json => AccessJson.Members(json, key, clock.GetUtcNow(), used)) with { Revision = key.Revision };
        AdminAnswer Made(Outcome<NewKey> outcome) => AdminAnswer.Of(outcome, "key", made => Show(made, outcome.Problems));
        AdminAnswer Changed(Outcome<ApiKey> outcome, string id) => AdminAnswer.Of(outcome, $"key {id}", key => AdminAnswer.Json(200, json =>
        {
            AccessJson.Members(json, key, clock.GetUtcNow());
            AdminAnswer.Problems(json, "warnings", outcome.Problems);
        }) with { Revision = key.Revision });

        yield return new("GET", "/keys", Role.Viewer, "listKeys", "keys", "All keys, by their public part", "KeyList",
            async call =>
            {
                var found = keys.List(call.Query("search"), call.Query("group"));
                var used = await budgets.OfAsync(found, call.Http.RequestAborted);
                return AdminAnswer.List("keys", found, (json, key) => AccessJson.Members(json, key, clock.GetUtcNow(), used[key.Id]));
            })
        { Query = [("search", "A part of name, public part, group, user or team, taken literally"), ("group", "Only this token group's")] };
        yield return new("POST", "/keys", Role.Admin, "createKey", "keys", "Make a key; it is shown in this answer and never again", "NewKey",
            call => ValueTask.FromResult(Made(keys.Create(call.Body, call.Actor))))
        { Request = "KeyInput", Success = 201 };
        yield return new("GET", "/keys/{id}", Role.Viewer, "getKey", "keys", "One key", "Key",
            async call => keys.Find(call.Route("id")) is { } key
                ? Key(key, await budgets.OfAsync(LimitScope.Key, key.Id, key.Limits, call.Http.RequestAborted))
                : AdminAnswer.Missing($"key {call.Route("id")}"))
        { Revised = true };
        yield return new("PATCH", "/keys/{id}", Role.Admin, "changeKey", "keys", "Change the members sent; null clears one", "Key",
            call => ValueTask.FromResult(Changed(keys.Change(call.Route("id"), call.Body, call.Seen, call.Actor), call.Route("id"))))
        { Request = "KeyChange", Conditional = true };
        yield return new("DELETE", "/keys/{id}", Role.Admin, "revokeKey", "keys", "Revoke a key: it stays in the list, and in the books", "Key",
            call => ValueTask.FromResult(AdminAnswer.Of(keys.Revoke(call.Route("id"), call.Actor), $"key {call.Route("id")}", key => Key(key))));
        yield return new("POST", "/keys/{id}/rotate", Role.Admin, "rotateKey", "keys", "Give a key a new secret; the old one stops at once", "NewKey",
            call => ValueTask.FromResult(AdminAnswer.Of(keys.Rotate(call.Route("id"), call.Actor), $"key {call.Route("id")}", static made => Show(made, []))))
        { Success = 201 };

        Task<IReadOnlyDictionary<string, decimal>> OfGroup(TokenGroup group, AdminCall call) => budgets.OfAsync(LimitScope.Group, group.Name, group.Limits, call.Http.RequestAborted);
        foreach (string path in (string[])["/token-groups", "/groups"])
        {
            string suffix = path == "/groups" ? "ByShortPath" : "";
            yield return new("GET", path, Role.Viewer, "listTokenGroups" + suffix, "token groups", "All token groups", "TokenGroupList",
                async call =>
                {
                    var found = groups.List();
                    var used = new Dictionary<string, IReadOnlyDictionary<string, decimal>>(StringComparer.Ordinal);
                    foreach (var group in found)
                    {
                        used[group.Name] = await OfGroup(group, call);
                    }

                    return AdminAnswer.List("groups", found, (json, group) => AccessJson.Members(json, group, used[group.Name]));
                });
            yield return new("POST", path, Role.Admin, "createTokenGroup" + suffix, "token groups", "Make a token group: limits its keys share", "TokenGroup",
                call => ValueTask.FromResult(AdminAnswer.Of(groups.Create(call.Body, call.Actor), $"token group {call.Body["name"]}", static g => Group(g) with { Status = 201 })))
            { Request = "TokenGroupInput", Success = 201 };
            yield return new("GET", path + "/{name}", Role.Viewer, "getTokenGroup" + suffix, "token groups", "One token group", "TokenGroup",
                async call => groups.Find(call.Route("name")) is { } group ? Group(group, await OfGroup(group, call)) : AdminAnswer.Missing($"token group {call.Route("name")}"))
            { Revised = true };
            yield return new("PATCH", path + "/{name}", Role.Admin, "changeTokenGroup" + suffix, "token groups", "Change the members sent; null clears one", "TokenGroup",
                call => ValueTask.FromResult(AdminAnswer.Of(groups.Change(call.Route("name"), call.Body, call.Seen, call.Actor), $"token group {call.Route("name")}", Group)))
            { Request = "TokenGroupChange", Conditional = true };
            yield return new("DELETE", path + "/{name}", Role.Admin, "removeTokenGroup" + suffix, "token groups", "Remove a token group: its keys stay, its limits go", "TokenGroup",
                call => ValueTask.FromResult(AdminAnswer.Of(groups.Remove(call.Route("name"), call.Seen, call.Actor), $"token group {call.Route("name")}", Group)))
            { Conditional = true };
        }
    }

    /// <summary>The only answer that ever holds a key.</summary>
    public static AdminAnswer Show(NewKey made, IReadOnlyList<FieldProblem> warnings) => AdminAnswer.Json(201, json =>
    {
        AccessJson.Members(json, made.Key, made.Key.CreatedAt);
        json.WriteString("key", made.Text);
        AdminAnswer.Problems(json, "warnings", warnings);
    }) with { Revision = made.Key.Revision };

    private static AdminAnswer Group(TokenGroup group, IReadOnlyDictionary<string, decimal>? used) => AdminAnswer.Json(200, json => AccessJson.Members(json, group, used)) with { Revision = group.Revision };

    private static AdminAnswer Group(TokenGroup group) => Group(group, null);
}
