using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using CodeRouter.Core.Decisions;

namespace CodeRouter.Ledger;

/// <summary>
/// Policies as they were when something was decided under them, each kept once under the hash of what it says: with it any decision of
/// the ledger can be made again. Names and prices are in it, credentials are not: they are no part of a policy.
/// </summary>
public sealed class PolicyNotes(INoteStore notes)
{
    private const string Prefix = "policy:";

    // Read by reflection: a member that an older note lacks keeps its default.
    private static readonly JsonSerializerOptions Reading = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>A policy as it is kept, and the name that decisions made under it carry.</summary>
    public static (string Name, byte[] Json) Describe(Policy policy)
    {
        byte[] json = RecordText.Write(policy);
        return (Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 8)), json);
    }

    /// <summary>Keeps a policy that is not kept yet.</summary>
    public void Keep((string Name, byte[] Json) policy, DateTimeOffset at)
    {
        if (notes.Read(Prefix + policy.Name) is null)
        {
            notes.Write(Prefix + policy.Name, policy.Json, at);
        }
    }

    /// <summary>The policy of that name; null when it is not kept here or cannot be read.</summary>
    public Policy? Find(string name)
    {
        try
        {
            return notes.Read(Prefix + name) is { } json ? JsonSerializer.Deserialize<Policy>(json, Reading) : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
