using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>A whole response, read and written.</summary>
internal static class ResponsesAnswerForm
{
    public static Answer Read(JsonSpan root, AnswerContext context, Losses losses)
    {
        var contents = new List<Content>();
        foreach (var item in root["output"u8].Elements)
        {
            ResponsesContents.ReadItem(item, context.Vendor, losses, (role, content) =>
            {
                if (role == Role.Assistant)
                {
                    contents.Add(ToolTexts.AsOffered(content, context.Names));
                }
                else
                {
                    losses.Add("server_tool_blocks");
                }
            });
        }

        losses.AddIf(context.Caller == WireFormat.AnthropicMessages && contents.Exists(static c => c.LogProbs is not null), "logprobs");
        var tally = new UsageTally();
        ResponsesUsage.Read(root["usage"u8], tally);
        return new Answer
        {
            Id = root["id"u8].Text() ?? "",
            Model = root["model"u8].Text() ?? "",
            Contents = contents,
            Stop = Stop(root, contents),
            Usage = tally.Usage,
        };
    }

    public static StopClass Stop(JsonSpan response, IReadOnlyList<Content> contents)
    {
        var reason = response["incomplete_details"u8]["reason"u8];
        return reason.Is("max_output_tokens"u8) ? StopClass.MaxTokens
            : reason.Is("content_filter"u8) ? StopClass.Refusal
            : contents.Any(c => c.Kind == PartKind.ToolCall) ? StopClass.ToolUse
            : contents.Any(c => c.IsRefusal) ? StopClass.Refusal
            : StopClass.EndTurn;
    }

    public static void Write(Answer answer, AnswerContext context, Utf8JsonWriter writer)
    {
        // A refusal in words is an answer that is complete; one without is what a filter cut off.
        var stop = answer.Stop == StopClass.None || (answer.Stop == StopClass.Refusal && answer.Contents.Any(static c => c.IsRefusal)) ? StopClass.EndTurn : answer.Stop;
        ResponsesOutput.WriteResponse(answer.Id, answer.Model, stop, answer.Usage, context, writer, output =>
        {
            int index = 0;
            foreach (var content in Joined(answer.Contents))
            {
                if (content is { Kind: PartKind.Text, Text.Length: > 0 } or { Kind: PartKind.ToolCall } or { Kind: PartKind.Reasoning })
                {
                    ResponsesOutput.WriteItem(content, ResponsesOutput.ItemId(content, context.Target.RequestId, index++), true, output, Vendors.OpenAI);
                }
            }
        });
    }

    /// <summary>Vendors cut a text where a source begins; here it is one, and a client may take its last piece for the whole.</summary>
    private static List<Content> Joined(IReadOnlyList<Content> contents)
    {
        var joined = new List<Content>(contents.Count);
        foreach (var content in contents)
        {
            if (content.Kind == PartKind.Text && joined is [.., { Kind: PartKind.Text } before] && before.IsRefusal == content.IsRefusal)
            {
                joined[^1] = before with
                {
                    Text = before.Text + content.Text,
                    Citations = [.. before.Citations.Select(c => c.Within(before.Text.Length)), .. content.Citations.Select(c => c.Within(content.Text.Length, before.Text.Length))],
                    LogProbs = TokenOdds.Join([before.LogProbs, content.LogProbs]),
                };
            }
            else
            {
                joined.Add(content);
            }
        }

        return joined;
    }
}
