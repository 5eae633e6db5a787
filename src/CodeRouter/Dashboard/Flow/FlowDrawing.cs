using System.Globalization;

namespace CodeRouter.Dashboard.Flow;

/// <summary>Where everything of the routing picture stands: four columns of boxes, each centred, and arrows between them. Lengths are the drawing's own units.</summary>
public sealed class FlowDrawing
{
    public const int Width = 1000;
    private const int Row = 62, BoxHeight = 48, Padding = 12, ShareWidth = 36;
    private static readonly (int X, int Width)[] Columns = [(0, 165), (210, 170), (430, 240), (720, 280)];
    private readonly int _all;

    public FlowDrawing(RoutingFlow flow, string router, string address)
    {
        _all = flow.Steps;
        Height = Math.Max(flow.Agents.Count, Math.Max(flow.Rules.Count, flow.Models.Count)) * Row;
        var gate = new FlowNode("router", router, address, 0);
        IReadOnlyList<FlowNode>[] columns = [flow.Agents, [gate], flow.Rules, flow.Models];
        Boxes = [.. columns.SelectMany((column, c) => column.Select((node, i) => Box(node, Columns[c].X, Columns[c].Width, Top(column.Count, i))))];
        Arrows =
        [
            .. flow.Agents.Select((a, i) => Arrow(columns, (0, a, i), (1, gate, 0), a.Steps, "")),
            .. flow.Rules.Select((r, i) => Arrow(columns, (1, gate, 0), (2, r, i), r.Steps, "")),
            .. flow.Edges.Select(edge => (Edge: edge, From: Index(flow.Rules, edge.From), To: Index(flow.Models, edge.To))).Where(static e => e.From >= 0)
                .Select(e => Arrow(columns, (2, flow.Rules[e.From], e.From), (3, flow.Models[e.To], e.To), e.Edge.Steps, flow.Models[e.To].Place)),
        ];
    }

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

    private FlowBox Box(FlowNode node, int x, int width, double y)
    {
        bool counted = _all > 0 && node.Id != "router";
        return new FlowBox(
            node.Place.Length > 0 ? node.Place : "plain", $"{node.Name}: {node.Second}", x + 1, Number(y), width - 2, BoxHeight,
            x + Padding, Number(y + 20), Short(node.Name[(node.Name.LastIndexOf('/') + 1)..], (width - (2 * Padding)) / 8.6),
            Number(y + 38), Short(node.Second, (width - (2 * Padding) - (counted ? ShareWidth : 0)) / 6.6),
            x + width - Padding, node.Id == "router" ? null : Mark(node), Share(node.Steps, _all));
    }

    private FlowArrow Arrow(IReadOnlyList<FlowNode>[] columns, (int Column, FlowNode Node, int Index) from, (int Column, FlowNode Node, int Index) to, int steps, string place)
    {
        double y1 = Top(columns[from.Column].Count, from.Index) + (BoxHeight / 2.0), y2 = Top(columns[to.Column].Count, to.Index) + (BoxHeight / 2.0);
        int x1 = Columns[from.Column].X + Columns[from.Column].Width, x2 = Columns[to.Column].X, bend = (x2 - x1) / 2;
        return new FlowArrow(
            $"edge {place}{(from.Node.IsDefault || to.Node.IsDefault ? " usual" : "")}",
            string.Create(CultureInfo.InvariantCulture, $"M{x1} {Number(y1)}C{x1 + bend} {Number(y1)} {x2 - bend} {Number(y2)} {x2} {Number(y2)}"), Thickness(steps, _all), Mark(from.Node.Id, to.Node.Id));
    }

    private double Top(int count, int index) => ((Height - (count * Row)) / 2.0) + (index * Row) + ((Row - BoxHeight) / 2.0);

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
