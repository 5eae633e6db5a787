using CodeRouter.Tools.Guards;

return args switch
{
    ["eval", var folder] => FindingTables.Run(folder, listErrors: false),
    ["errors", var folder] => FindingTables.Run(folder, listErrors: true),
    ["bench"] => Throughput.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: guards-tool eval FOLDER | errors FOLDER | bench");
    return 2;
}
