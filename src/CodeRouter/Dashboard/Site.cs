using CodeRouter.Dashboard.Pages;

namespace CodeRouter.Dashboard;

/// <summary>The pages and what they share, made once with the first request.</summary>
internal sealed class Site
{
    public Site(DashboardParts parts)
    {
        SignIns = new SignIns(parts.Clock);
        Token = new FormToken(parts.FormKey);
        Live = new LiveFeed(parts);
        SignIn = new PageEntry("sign-in", "Sign in", visit => ValueTask.FromResult(new SignInPage(parts, SignIns).Answer(visit)));
        var checks = new Verification(parts);
        Pages =
        [
            new PageEntry("", "Overview", visit => new OverviewPage(parts, checks).AnswerAsync(visit)),
            new PageEntry("sessions", "Sessions", visit => new SessionsPage(parts).AnswerAsync(visit)),
            new PageEntry("models", "Models", visit => new ModelsPage(parts).AnswerAsync(visit)),
            new PageEntry("channels", "Channels", visit => new ChannelsPage(parts).AnswerAsync(visit)),
            new PageEntry("groups", "Model groups", visit => new GroupsPage(parts).AnswerAsync(visit)),
            new PageEntry("signals", "Signals", visit => new SignalsPage(parts).AnswerAsync(visit)),
            new PageEntry("decisions", "Decisions", visit => new DecisionsPage(parts).AnswerAsync(visit)),
            new PageEntry("usage", "Usage", visit => new UsagePage(parts).AnswerAsync(visit)),
            new PageEntry("keys", "Keys", visit => new KeysPage(parts).AnswerAsync(visit)),
            new PageEntry("guards", "Guards", visit => new GuardsPage(parts).AnswerAsync(visit)),
            new PageEntry("cache", "Cache", visit => new CachePage(parts).AnswerAsync(visit)),
            new PageEntry("graph", "Code graph", visit => ValueTask.FromResult(new GraphPage(parts).Answer(visit))),
            new PageEntry("playground", "Playground", visit => new PlaygroundPage(parts).AnswerAsync(visit)),
            new PageEntry("config", "Configuration", visit => ValueTask.FromResult(new ConfigPage(parts).Answer(visit))),
            new PageEntry("audit", "Audit log", visit => ValueTask.FromResult(new AuditPage(parts).Answer(visit))),
            new PageEntry("failures", "Failures", visit => new FailuresPage(parts).AnswerAsync(visit)),
            new PageEntry("setup", "Set-up", visit => new SetupPage(parts).AnswerAsync(visit)),
        ];
        Links = [.. Pages.Select(static p => (p.Path, p.Title))];
        Actions =
        [
            new PageEntry("token-groups", "Token groups", visit => new TokenGroupsPage(parts).AnswerAsync(visit)),
            new PageEntry("replay", "Replay a decision", visit => new ReplayPage(parts).AnswerAsync(visit)),
            new PageEntry("verify", "Verify now", checks.AnswerAsync),
            new PageEntry("usage.csv", "Usage as CSV", visit => new UsagePage(parts).ExportAsync(visit)),
        ];
    }

    public LiveFeed Live { get; }

    public FormToken Token { get; }

    public SignIns SignIns { get; }

    public PageEntry SignIn { get; }

    /// <summary>Those in the navigation, in its order.</summary>
    public IReadOnlyList<PageEntry> Pages { get; }

    /// <summary>The same as links.</summary>
    public IReadOnlyList<(string Path, string Title)> Links { get; }

    /// <summary>What buttons and links lead to that is no page of its own.</summary>
    public IReadOnlyList<PageEntry> Actions { get; }
}
