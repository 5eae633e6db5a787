using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CodeRouter.Core.Decisions;
using CodeRouter.Ledger;
using CodeRouter.Tests.Config;
using Xunit;

namespace CodeRouter.Tests.Ledger;

public sealed class PolicyNoteTests
{
    private static readonly JsonSerializerOptions Serializer = new() { Converters = { new JsonStringEnumConverter() } };

    public static TheoryData<string> Files => [nameof(ConfigFiles.Sample), nameof(ConfigFiles.Full)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_kept_policy_is_read_back_with_every_member(string file)
    {
        var policy = PolicyOf(file);

        var read = JsonSerializer.Deserialize<Policy>(PolicyNotes.Describe(policy).Json, Serializer)!;

        Assert.Equal(JsonSerializer.Serialize(policy, Serializer), JsonSerializer.Serialize(read, Serializer));
        Assert.NotEmpty(read.Rules);
        Assert.NotEmpty(read.Models);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Its_name_is_of_what_it_says(string file)
    {
        var policy = PolicyOf(file);
        var (name, json) = PolicyNotes.Describe(policy);

        Assert.Equal(name, PolicyNotes.Describe(PolicyOf(file)).Name);
        Assert.Equal(name, PolicyNotes.Describe(JsonSerializer.Deserialize<Policy>(json, Serializer)!).Name);
        Assert.NotEqual(name, PolicyNotes.Describe(policy with { Escalation = policy.Escalation with { FailingRuns = policy.Escalation.FailingRuns + 1 } }).Name);
    }

    [Fact]
    public void Values_of_every_kind_are_written_as_the_serializer_writes_them()
    {
        var all = new Everything
        {
            Text = "a \"b\" <c> é", Flag = true, Number = -3, Long = 1L << 40, Share = 0.1, Usd = 0.10m, Kind = Preference.Quality, At = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero),
            Day = new DateOnly(2026, 3, 4), For = TimeSpan.FromMilliseconds(1500), Maybe = null, Known = 7, Items = [1.5, 2], ByKind = new() { [Preference.Cost] = ["x"] }, Pairs = [new("k", 1)],
        };

        Assert.Equal(JsonSerializer.Serialize(all, Serializer), Encoding.UTF8.GetString(RecordText.Write(all)));
    }

    private static Policy PolicyOf(string file) => (file == nameof(ConfigFiles.Sample) ? ConfigFiles.Load(ConfigFiles.Sample)
        : ConfigFiles.Load(ConfigFiles.Full, ("ANTHROPIC_API_KEY", "sk-ant"), ("OPENAI_API_KEY", "sk-oai"), ("GEMINI_API_KEY", "g"), ("QWEN_KEY", "q"), ("HOME", "/home/dev"))).Policy;

    private sealed record Everything
    {
        public string? Text { get; init; }

        public bool Flag { get; init; }

        public int Number { get; init; }

        public long Long { get; init; }

        public double Share { get; init; }

        public decimal Usd { get; init; }

        public Preference Kind { get; init; }

        public DateTimeOffset At { get; init; }

        public DateOnly Day { get; init; }

        public TimeSpan For { get; init; }

        public int? Maybe { get; init; }

        public int? Known { get; init; }

        public IReadOnlyList<double> Items { get; init; } = [];

        public Dictionary<Preference, List<string>> ByKind { get; init; } = [];

        public List<KeyValuePair<string, int>> Pairs { get; init; } = [];
    }
}
