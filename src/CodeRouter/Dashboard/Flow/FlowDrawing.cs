using System.Globalization;

namespace CodeRouter.Dashboard.Flow;

/// <summary>
/// Where everything of the routing picture stands: boxes in four layers and arrows between them. Layers are columns, each centred; on a
/// narrow screen bands of two boxes a row, from top to bottom. Lengths are the drawing's own units.
/// </summary>
public sealed class FlowDrawing
{
    private const int Row = 62, BoxHeight = 48, Padding = 12, ShareWidth = 36;
    private const int Wide = 1000, Narrow = 360, Half = 172, Between = 44;
    private static readonly (int X, int Width)[] Columns = [(0, 165), (210, 170), (430, 240), (720, 280)];
    private readonly int _all;
    private readonly bool _narrow;

    public FlowDrawing(RoutingFlow flow, string router, string address, bool narrow)
    {
        _all = flow.Steps;
        _narrow = narrow;
        var gate = new FlowNode("router", router, address, 0);
        IReadOnlyList<FlowNode>[] layers = [flow.Agents, [gate], flow.Rules, flow.Models];
        Height = narrow
            ? layers.Sum(static layer => Rows(layer.Count) * Row) + ((layers.Length - 1) * Between)
            : Math.Max(flow.Agents.Count, Math.Max(flow.Rules.Count, flow.Models.Count)) * Row;
        Place[][] places = [.. layers.Select((layer, at) => (Place[])[.. layer.Select((_, i) => narrow ? InBand(layers, at, i) : InColumn(layer.Count, at, i))])];
        Boxes = [.. layers.SelectMany((layer, at) => layer.Select((node, i) => Box(node, places[at][i])))];
        Arrows =
        [
            .. flow.Agents.Select((a, i) => Arrow(a, places[0][i], gate, places[1][0], a.Steps, "")),
            .. flow.Rules.Select((r, i) => Arrow(gate, places[1][0], r, places[2][i], r.Steps, "")),
            .. flow.Edges.Select(edge => (Edge: edge, From: Index(flow.Rules, edge.From), To: Index(flow.Models, edge.To))).Where(static e => e.From >= 0)
                .Select(e => Arrow(flow.Rules[e.From], places[2][e.From], flow.Models[e.To], places[3][e.To], e.Edge.Steps, flow.Models[e.To].Place)),
        ];
    }

    public int Width => _narrow ? Narrow : Wide;

    public int Height { get; }

    public IReadOnlyList<FlowBox> Boxes { get; }

    public IReadOnlyList<FlowArrow> Arrows { get; }

    /// <summary>What changes with traffic, by the marks in the markup.</summary>
    public static IEnumerable<(string Mark, string Text)> Live(RoutingFlow flow) =>
        flow.Agents.Concat(flow.Rules).Concat(flow.Models).Select(n => (Mark(n), Share(n.Steps, flow.Steps)));

    /// <summary>How thick each arrow is now, by its mark.</summary>
    public static IEnumerable<(string Mark, string Width)> Widths(RoutingFlow flow) =>
        flow.Agents.Select(a => (Mark(a.Id, "router"), Thickness(a.Steps, flow.Steps)))
            .Concat(flow.Rules.Select(r => (Mark("router", r.Id), Thickness(r.Steps, flow.Steps))))
            .Concat(flow.Edges.Select(e => (Mark(e.From, e.To), Thickness(e.Steps, flow.Steps))));

    /// <summary>What the picture is of: the same as long as only numbers change.</summary>
    public static string Shape(RoutingFlow flow) =>
        string.Join('\n', flow.Agents.Concat(flow.Rules).Concat(flow.Models).Select(static n => n.Id + n.Second).Concat(flow.Edges.Select(static e => e.From + ">" + e.To)));

    private readonly record struct Place(int X, double Y, int Width);

    private Place InColumn(int count, int column, int index) =>
        new(Columns[column].X, ((Height - (count * Row)) / 2.0) + (index * Row) + ((Row - BoxHeight) / 2.0), Columns[column].Width);

    // What stands alone in its row stands in the middle.
    private static Place InBand(IReadOnlyList<FlowNode>[] layers, int layer, int index)
    {
        int above = layers.Take(layer).Sum(static l => Rows(l.Count) * Row) + (layer * Between);
        bool alone = index == layers[layer].Count - 1 && index % 2 == 0;
        return new(alone ? (Narrow - Half) / 2 : index % 2 * (Narrow - Half), above + (index / 2 * Row) + ((Row - BoxHeight) / 2.0), Half);
    }

    private static int Rows(int boxes) => (boxes + 1) / 2;

    private FlowBox Box(FlowNode node, Place place)
    {
        var (x, y, width) = place;
        bool counted = _all > 0 && node.Id != "router";
        return new FlowBox(
            node.Place.Length > 0 ? node.Place : "plain", $"{node.Name}: {node.Second}", x + 1, Number(y), width - 2, BoxHeight,
            x + Padding, Number(y + 20), Short(node.Name[(node.Name.LastIndexOf('/') + 1)..], (width - (2 * Padding)) / 8.6),
            Number(y + 38), Short(node.Second, (width - (2 * Padding) - (counted ? ShareWidth : 0)) / 6.6),
            x + width - Padding, node.Id == "router" ? null : Mark(node), Share(node.Steps, _all));
    }

    private FlowArrow Arrow(FlowNode from, Place start, FlowNode to, Place end, int steps, string place) => new(
        $"edge {place}{(from.IsDefault || to.IsDefault ? " usual" : "")}",
        _narrow
            ? Curve(start.X + (start.Width / 2.0), start.Y + BoxHeight, end.X + (end.Width / 2.0), end.Y, down: true)
            : Curve(start.X + start.Width, start.Y + (BoxHeight / 2.0), end.X, end.Y + (BoxHeight / 2.0), down: false),
        Thickness(steps, _all), Mark(from.Id, to.Id));

    private static string Curve(double x1, double y1, double x2, double y2, bool down)
    {
        double x = down ? 0 : (x2 - x1) / 2, y = down ? (y2 - y1) / 2 : 0;
        return $"M{Number(x1)} {Number(y1)}C{Number(x1 + x)} {Number(y1 + y)} {Number(x2 - x)} {Number(y2 - y)} {Number(x2)} {Number(y2)}";
    }

    private static int Index(IReadOnlyList<FlowNode> column, string id)
    {
        for (int i = 0; i < column.Count; i++)
        {
            if (column[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }

    private static string Short(string text, double most) => text.Length <= most ? text : text[..((int)most - 1)] + "…";

    private static string Share(int steps, int all) => all == 0 ? "" : ((double)steps / all).ToString("0 %", CultureInfo.InvariantCulture);

    private static string Thickness(int steps, int all) => Number(all == 0 ? 1.5 : 1.5 + (8.0 * steps / all));

    private static string Mark(FlowNode node) => "flow " + node.Id;

    private static string Mark(string from, string to) => $"{from} > {to}";

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}

/// <summary>A box as it is drawn.</summary>
/// <param name="Mark">Of its share; null where it has none.</param>
public sealed record FlowBox(
    string Class, string Says, int X, string Y, int Width, int Height, int TextX, string TitleY, string Title, string SecondY, string Second, int ShareX, string? Mark, string Share);

/// <summary>An arrow as it is drawn.</summary>
public sealed record FlowArrow(string Class, string Path, string Thickness, string Mark);
