using CodeRouter.Core.Agents;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Steps;

/// <summary>A request → a <see cref="Step"/>. Pure; never throws on any input that could be scanned.</summary>
public static class StepReader
{
    /// <param name="request">The request as it came.</param>
    /// <param name="reader">The dialect of its format.</param>
    /// <param name="maxOutput">Longest answer allowed, from the request's knobs.</param>
    /// <param name="needs">What the answer cannot do without, from the request's knobs.</param>
    public static Step Read(RequestView request, IRequestReader reader, int? maxOutput = null, Capability needs = Capability.None)
    {
        var tail = ConversationTail.Read(request, reader);
        var clues = new AgentClues(request, reader, tail.NewText) { TurnText = tail.TurnText };
        var match = BuiltInAgents.Recognise(clues);
        var agent = match.Profile;
        var kind = StepKinds.Of(clues, agent, tail);
        var (now, before) = tail.Exchanges(agent);
        var evidence = EvidenceReader.Read(now, before);
        bool approved = PlanApproval.IsIn(now);
        bool planMode = agent?.IsPlanMode(clues) is true && !approved && !PlanApproval.IsIn(before) && !tail.ApprovedBefore;
        var hint = approved ? PlanApproved
            : agent?.Hint(clues) is { } said && (said.Phase != "plan" || planMode || !agent.IsPlanMode(clues)) ? said : null;
        var material = new StepMaterial(tail.HumanText, tail.HumanTurn, now, before, evidence, hint, request.Scan.Messages.Count);
        var identity = agent?.Identify(clues) ?? default;
        string? asked = clues.Header("x-coderouter-session");
        string? native = string.IsNullOrWhiteSpace(asked) ? identity.Session ?? SessionHeaders.Read(clues) : asked;
        bool work = kind is StepKind.Turn or StepKind.ToolContinuation or StepKind.Subagent;
        var verdict = work ? PhaseLayers.Judge(material) : PhaseVerdict.NotWork(kind);
        var paths = PathsOf(now, before, editsOnly: false);
        return new Step
        {
            Agent = agent?.Name,
            AgentConfidence = match.Confidence,
            Kind = kind,
            Phase = verdict.Phase,
            PhaseConfidence = verdict.Confidence,
            PhaseWhy = verdict.Why,
            Difficulty = work ? verdict.Difficulty : 1,
            Risk = work ? RiskWords.Read(material) : Risk.None,
            PlanMode = planMode,
            Session = native is null ? SessionKey.Of(clues, reader, agent) : CallerName.Of(native),
            SessionIsNative = native is not null,
            Track = identity.Track is { } track ? CallerName.Of(track) : (kind == StepKind.Subagent ? "sub" : "main"),
            HumanTurn = kind is StepKind.Turn && tail.HumanTurn,
            Answered = tail.Answered,
            HumanText = tail.HumanText,
            Evidence = work ? evidence : StepEvidence.None,
            Messages = request.Scan.Messages.Count,
            InputTokens = InputEstimate.Tokens(request.Scan, request.Body.Span),
            MaxOutput = maxOutput,
            Needs = needs,
            SignedReasoning = kind == StepKind.ToolContinuation && tail.SignedReasoning,
            Paths = paths,
            Language = CodeLanguage.Of(paths),
            Edits = PathsOf(now, before, editsOnly: true),
            Repository = clues.Header("x-coderouter-repo") is { } repository ? CallerName.OfRepository(RepositoryHeader.Read(repository)) : null,
        };
    }

    private static readonly PhaseHint PlanApproved = new("implement", 0.85, "the plan was approved");

    private static List<string> PathsOf(List<Exchange> now, List<Exchange> before, bool editsOnly)
    {
        const int most = 8;
        var paths = new List<string>();
        for (int i = now.Count + before.Count - 1; i >= 0 && paths.Count < most; i--)
        {
            var use = i >= before.Count ? now[i - before.Count].Use : before[i].Use;
            if (use.Role == ToolRole.Edit || use.Line.Kind == CommandKind.Edit || (use.Role == ToolRole.Read && !editsOnly))
            {
                foreach (string path in use.Paths)
                {
                    if (!paths.Contains(path, StringComparer.Ordinal) && paths.Count < most)
                    {
                        paths.Add(path);
                    }
                }
            }
        }

        return paths;
    }
}
