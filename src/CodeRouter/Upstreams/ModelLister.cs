using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Models;
using CodeRouter.Core.Models.Import;

namespace CodeRouter.Upstreams;

/// <summary>Asks a channel which models it has, with its own credentials, and a proxy what it knows of them.</summary>
public static class ModelLister
{
    private const int MaxAnswer = 32 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<ListedModels> AskAsync(Channel channel, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var kind = channel.Settings.Kind;
        var facts = ModelListing.Facts(kind) is { } path ? GetAsync(channel, path, UpstreamList.ReadLiteLlm, patience.Token) : Task.FromResult(new ListedModels([], null));
        var names = await GetAsync(channel, ModelListing.Names(kind), UpstreamList.Read, patience.Token);
        var known = (await facts).Models.ToDictionary(static model => model.Name, StringComparer.Ordinal);
        cancellationToken.ThrowIfCancellationRequested();

        // A key may be refused the facts and not the names; a proxy that tells both tells the names its key may use.
        return names.Problem is not null && known.Count > 0
            ? new ListedModels([.. known.Values], null)
            : names with { Models = [.. names.Models.Select(model => known.GetValueOrDefault(model.Name) ?? model)] };
    }

    private static async Task<ListedModels> GetAsync(Channel channel, string path, Func<ReadOnlyMemory<byte>, IReadOnlyList<ListedModel>> read, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, channel.At(path));
        PassedHeaders.Authenticate(request.Headers, channel.Settings, callerCredential: null);
        try
        {
            using var answer = await channel.Client.SendAsync(request, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                return new ListedModels([], $"it answers {(int)answer.StatusCode} to GET {path}");
            }

            await answer.Content.LoadIntoBufferAsync(MaxAnswer, cancellationToken);
            var models = read(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            return new ListedModels(models, models.Count > 0 ? null : $"GET {path} names no model");
        }
        catch (OperationCanceledException)
        {
            return new ListedModels([], $"no answer to GET {path} within {Patience.TotalSeconds:0} s");
        }
        catch (HttpRequestException e)
        {
            return new ListedModels([], "no connection: " + NoConnection.Of(e).Why);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException)
        {
            return new ListedModels([], $"what it answers to GET {path} is no list of models");
        }
    }
}

/// <param name="Models">Empty where it told none.</param>
/// <param name="Problem">Why it told none, in words; null when it did.</param>
public sealed record ListedModels(IReadOnlyList<ListedModel> Models, string? Problem);
