namespace CodeRouter.Cli.Demo;

/// <summary>The session from its first word to its last: a working day in one repository, four agents, thirty requests.</summary>
internal static class Story
{
    private const string Claude = ClaudeCodeClient.Id, Codex = CodexClient.Id, Opencode = OpencodeClient.Id, Gemini = GeminiCliClient.Id;

    private const string PlanRequest = "How should we structure remote-area surcharges in this rating service? Islands and some northern regions cost us more per parcel and per kilogram. Give me a short plan with the files you would touch; don't change anything yet.";

    public static IReadOnlyList<Episode> Episodes { get; } =
    [
        new TitleEpisode(Claude, PlanRequest),
        new TurnEpisode(Claude, "plan of the surcharge", PlanRequest, _ => new Move("I have read what there is; this is the plan.", new Verb.PresentPlan(Plan)), _ => true, PlanMode: true),
        HardBug.Feature(Claude),
        HardBug.Repair(Claude),
        StoryOfTheCommandLine(),
        new CompactionEpisode(Claude),
        TurnEpisode.Plain(Claude, "rename", $"Small edit: rename variable `tmp` to `volume_cm3` in {RepositoryFiles.Dims}.",
            workspace => workspace[RepositoryFiles.Dims].Contains("volume_cm3", StringComparison.Ordinal),
            new Move("", new Verb.Edit(RepositoryFiles.Dims, "tmp", "volume_cm3")),
            new Move("Renamed `tmp` to `volume_cm3`.")),
        StoryOfTheEndpoint(),
        StoryOfTheTests(),
        TurnEpisode.Plain(Gemini, "one rounding helper", $"Refactor: @{RepositoryFiles.Rates} and @{RepositoryFiles.Invoice} both quantize to the cent by hand. Extract one helper to_cents() into src/parcel/money.py and use it in both. No change in behaviour.",
            workspace => workspace[RepositoryFiles.Invoice].Contains("to_cents", StringComparison.Ordinal),
            new Move("I extract the helper and use it in both modules.",
                new Verb.Write("src/parcel/money.py", "from decimal import ROUND_HALF_UP, Decimal\n\nCENT = Decimal(\"0.01\")\n\n\ndef to_cents(amount):\n    return amount.quantize(CENT, rounding=ROUND_HALF_UP)\n"),
                new Verb.Edit(RepositoryFiles.Invoice, "(unit_price * quantity).quantize(CENT, rounding=ROUND_HALF_UP)", "to_cents(unit_price * quantity)"),
                new Verb.Edit(RepositoryFiles.Invoice, "(net * rate).quantize(CENT, rounding=ROUND_HALF_UP)", "to_cents(net * rate)"),
                new Verb.Edit(RepositoryFiles.Rates, "price.quantize(CENT, rounding=ROUND_HALF_UP)", "to_cents(price)")),
            new Move("Both modules now round through `money.to_cents()`; the arithmetic is the same as before.")),
        TurnEpisode.Plain(Gemini, "README", $"Document the surcharge in {RepositoryFiles.Readme}: one bullet under Rules, and a docstring for rate_for().",
            workspace => workspace[RepositoryFiles.Readme].Contains("Remote", StringComparison.Ordinal),
            new Move("", new Verb.Edit(RepositoryFiles.Readme, "- Prices are in EUR", "- Remote regions pay a fee and a rate per kilogram on top (`surcharges.py`).\n- Prices are in EUR"),
                new Verb.Edit(RepositoryFiles.Rates, "def rate_for(parcel, destination):\n", "def rate_for(parcel, destination):\n    \"\"\"Price in EUR for one parcel, remote-area surcharge included, rounded once to the cent.\"\"\"\n")),
            new Move("The README names the surcharge under Rules, and `rate_for()` has a docstring.")),
    ];

    private const string Plan = """
        Plan:
        1. `zones.py` already knows which regions are remote (`is_remote`); leave it as plain data.
        2. New `src/parcel/surcharges.py` with `surcharge_for(parcel, destination)`: a fee per zone plus a rate per billable kilogram, zero elsewhere.
        3. `rates.py`: add it to the price before the one rounding at the end; the signature of `rate_for()` stays.
        4. `quote.py`: a `remote_area` flag, so that callers can say why it costs more.
        5. Acceptance tests for mainland, remote, a light parcel and an unknown region.
        The risk is rounding: the price must be rounded once, after the surcharge.
        """;

    private static TurnEpisode StoryOfTheCommandLine() => TurnEpisode.Plain(Claude, "--json flag", "Great. Now add a --json flag to the command line that prints total, currency and remote_area as one JSON object.",
        workspace => workspace[RepositoryFiles.Cli].Contains("--json", StringComparison.Ordinal),
        new Move("", new Verb.Read(RepositoryFiles.Cli)),
        new Move("A flag and one branch are enough.",
            new Verb.Edit(RepositoryFiles.Cli, "import argparse\n", "import argparse\nimport json\n"),
            new Verb.Edit(RepositoryFiles.Cli, "    args = parser.parse_args(argv)\n", "    parser.add_argument(\"--json\", action=\"store_true\", help=\"print one JSON object\")\n    args = parser.parse_args(argv)\n"),
            new Verb.Edit(RepositoryFiles.Cli, "    print(f\"{result.total} {result.currency}\")\n", "    if args.json:\n        print(json.dumps({\"total\": str(result.total), \"currency\": result.currency, \"remote_area\": result.remote_area}))\n    else:\n        print(f\"{result.total} {result.currency}\")\n")),
        new Move("`parcel FR-20 40x30x20 3.2 --json` now prints one JSON object; without the flag nothing changes."));

    private static TurnEpisode StoryOfTheEndpoint() => TurnEpisode.Plain(Codex, "POST /quotes", "Add an endpoint POST /quotes to the server: JSON in (weight, dimensions, destination), JSON out (total, currency, remote_area), 400 with a message for bad input. Build on the existing schemas module.",
        workspace => workspace[RepositoryFiles.Server].Contains("/quotes", StringComparison.Ordinal),
        new Move("I will look at the server and its schemas first.", new Verb.Read(RepositoryFiles.Server), new Verb.Read(RepositoryFiles.Schemas)),
        new Move("The schema comes first.", new Verb.Edit(RepositoryFiles.Schemas, "from dataclasses import dataclass\n", "from dataclasses import dataclass\nfrom decimal import Decimal\n\nfrom .dims import parse_dimensions\n"),
            new Verb.Edit(RepositoryFiles.Schemas, "@dataclass(frozen=True)\nclass Health:\n", "@dataclass(frozen=True)\nclass QuoteRequest:\n    weight: Decimal\n    dimensions: tuple[int, int, int]\n    destination: str\n\n    @classmethod\n    def parse(cls, raw):\n        return cls(Decimal(raw[\"weight\"]), parse_dimensions(raw[\"dimensions\"]), raw[\"destination\"])\n\n\n@dataclass(frozen=True)\nclass Health:\n")),
        new Move("Now the handler.", new Verb.Edit(RepositoryFiles.Server, "from .web import App, json_response\n", "from .models import Parcel\nfrom .places import parse_destination\nfrom .quote import quote\nfrom .schemas import BadRequest, QuoteRequest\nfrom .web import App, json_response\n"),
            new Verb.Edit(RepositoryFiles.Server, "    return json_response({\"status\": \"ok\"}, HTTPStatus.OK)\n", "    return json_response({\"status\": \"ok\"}, HTTPStatus.OK)\n\n\n@app.post(\"/quotes\")\ndef create_quote(request):\n    try:\n        body = QuoteRequest.parse(request.json())\n    except ValueError as error:\n        raise BadRequest(str(error)) from error\n    result = quote(Parcel(body.weight, *body.dimensions), parse_destination(body.destination))\n    return json_response({\"total\": str(result.total), \"currency\": result.currency, \"remote_area\": result.remote_area}, HTTPStatus.CREATED)\n")),
        new Move("I start it and send one request.", new Verb.Run("python -m parcel.server --port 8123 & sleep 1; curl -s -X POST localhost:8123/quotes -d '{\"weight\": \"3.2\", \"dimensions\": \"40x30x20\", \"destination\": \"FR\"}'", "Starts the server and sends one request")),
        new Move("`POST /quotes` is there: it answers 201 with the quote, and 400 with the message when the body cannot be read."));

    private static TurnEpisode StoryOfTheTests() => TurnEpisode.Plain(Opencode, "tests of dims", $"Write pytest tests for parse_dimensions in {RepositoryFiles.Dims}, good and bad input, and run them.",
        workspace => workspace.Holds(RepositoryFiles.DimsTests),
        new Move("", new Verb.Read(RepositoryFiles.Dims)),
        new Move("Seven cases cover the pattern, the spaces, the zero and the refusals.",
            new Verb.Write(RepositoryFiles.DimsTests, "import pytest\n\nfrom parcel.dims import parse_dimensions\n\n\n@pytest.mark.parametrize(\"text, expected\", [\n    (\"40x30x20\", (40, 30, 20)),\n    (\" 40 X 30 x 20 \", (40, 30, 20)),\n    (\"1x1x1\", (1, 1, 1)),\n])\ndef test_reads_three_sides(text, expected):\n    assert parse_dimensions(text) == expected\n\n\n@pytest.mark.parametrize(\"text\", [\"\", \"40x30\", \"axbxc\", \"40x0x20\"])\ndef test_refuses_what_is_no_box(text):\n    with pytest.raises(ValueError):\n        parse_dimensions(text)\n"),
            new Verb.Run($"python -m pytest {RepositoryFiles.DimsTests}", "Runs the new tests")),
        new Move("Seven tests, all passing."));
}
