using System.Globalization;

namespace CodeRouter.Dashboard.Flow;

/// <summary>The routing flow as a drawing (SVG), and the same as words for whoever does not see it.</summary>
internal static class FlowPicture
{
    private const int Row = 62, Box = 48, Width = 1000, Padding = 12, ShareWidth = 36;
    private static readonly (int X, int Width)[] Columns = [(0, 165), (210, 170), (430, 240), (720, 280)];

    public static void Write(Html to, RoutingFlow flow, string router, string address)
    {
        int rows = Math.Max(flow.Agents.Count, Math.Max(flow.Rules.Count, flow.Models.Count));
        int height = rows * Row;
        var gate = new FlowNode("router", router, address, 0);
        IReadOnlyList<FlowNode>[] columns = [flow.Agents, [gate], flow.Rules, flow.Models];
        // The words stand below: the drawing itself says nothing more to a reader.
        to.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Routing flow, drawn\"><svg class=\"flow\" viewBox=\"0 0 {(long)Width} {(long)height}\" width=\"{(long)Width}\" height=\"{(long)height}\" aria-hidden=\"true\" focusable=\"false\">");
        foreach (var agent in flow.Agents)
        {
            Edge(to, columns, height, (0, agent), (1, gate), agent.Steps, flow.Steps, "");
        }

        foreach (var rule in flow.Rules)
        {
            Edge(to, columns, height, (1, gate), (2, rule), rule.Steps, flow.Steps, "");
        }

        foreach (var edge in flow.Edges)
        {
            var (from, target) = (flow.Rules.FirstOrDefault(r => r.Id == edge.From), flow.Models.First(m => m.Id == edge.To));
            if (from is not null)
            {
                Edge(to, columns, height, (2, from), (3, target), edge.Steps, flow.Steps, target.Place);
            }
        }

        for (int column = 0; column < columns.Length; column++)
        {
            for (int i = 0; i < columns[column].Count; i++)
            {
                Node(to, columns[column][i], Columns[column].X, Columns[column].Width, Top(columns[column].Count, i, height), flow.Steps);
            }
        }

        to.Add($"</svg></div>");
        Words(to, flow);
    }

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

    private static void Node(Html to, FlowNode node, int x, int width, double y, int all)
    {
        to.Add($"<g class=\"{(node.Place.Length > 0 ? node.Place : "plain")}\"><title>{node.Name}: {node.Second}</title><rect x=\"{(long)x + 1}\" y=\"{Number(y)}\" width=\"{(long)width - 2}\" height=\"{(long)Box}\" rx=\"8\"/><text class=\"title\" x=\"{(long)x + Padding}\" y=\"{Number(y + 20)}\">{Short(node.Name[(node.Name.LastIndexOf('/') + 1)..], (width - (2 * Padding)) / 8.6)}</text><text x=\"{(long)x + Padding}\" y=\"{Number(y + 38)}\">{Short(node.Second, (width - (2 * Padding) - (all == 0 || node.Id == "router" ? 0 : ShareWidth)) / 6.6)}</text>");
        if (node.Id != "router")
        {
            to.Add($"<text class=\"share\" x=\"{(long)(x + width - Padding)}\" y=\"{Number(y + 38)}\" text-anchor=\"end\" data-live=\"{Mark(node)}\">{Share(node.Steps, all)}</text>");
        }

        to.Add($"</g>");
    }

    private static void Edge(Html to, IReadOnlyList<FlowNode>[] columns, int height, (int Column, FlowNode Node) from, (int Column, FlowNode Node) target, int steps, int all, string place)
    {
        double y1 = Middle(columns[from.Column], from.Node, height), y2 = Middle(columns[target.Column], target.Node, height);
        int x1 = Columns[from.Column].X + Columns[from.Column].Width, x2 = Columns[target.Column].X, bend = (x2 - x1) / 2;
        to.Add($"<path class=\"edge {place}{(from.Node.IsDefault || target.Node.IsDefault ? " usual" : "")}\" d=\"M{(long)x1} {Number(y1)}C{(long)x1 + bend} {Number(y1)} {(long)x2 - bend} {Number(y2)} {(long)x2} {Number(y2)}\" stroke-width=\"{Thickness(steps, all)}\" data-live-width=\"{Mark(from.Node.Id, target.Node.Id)}\"/>");
    }

    private static void Words(Html to, RoutingFlow flow)
    {
        to.Add($"<details class=\"words\"><summary>The same in words</summary><ul>");
        foreach (var rule in flow.Rules)
        {
            string[] models = [.. flow.Edges.Where(e => e.From == rule.Id).Select(e => flow.Models.First(m => m.Id == e.To)).Select(static m => $"{m.Name} ({m.Second})")];
            to.Add($"<li>{rule.Name} ({rule.Second}) → {(models.Length == 0 ? "the cheapest model that will do" : string.Join(", ", models))}</li>");
        }

        to.Add($"</ul></details>");
    }

    private static double Top(int count, int index, int height) => (height - (count * Row)) / 2.0 + (index * Row) + ((Row - Box) / 2.0);

    private static double Middle(IReadOnlyList<FlowNode> column, FlowNode node, int height)
    {
        int index = 0;
        while (column[index].Id != node.Id)
        {
            index++;
        }

        return Top(column.Count, index, height) + (Box / 2.0);
    }

    private static string Short(string text, double most) => text.Length <= most ? text : text[..((int)most - 1)] + "…";

    private static string Share(int steps, int all) => all == 0 ? "" : ((double)steps / all).ToString("0 %", CultureInfo.InvariantCulture);

    private static string Thickness(int steps, int all) => Number(all == 0 ? 1.5 : 1.5 + (8.0 * steps / all));

    private static string Mark(FlowNode node) => "flow " + node.Id;

    private static string Mark(string from, string to) => $"{from} > {to}";

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
