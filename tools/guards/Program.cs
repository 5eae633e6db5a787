using CodeRouter.Tools.Guards;

return args switch
{
    ["eval", var folder] => FindingTables.Run(folder, listErrors: false) + InjectionTables.Run(folder),
    ["errors", var folder] => FindingTables.Run(folder, listErrors: true),
    ["train", var data, var output] => InjectionTrainer.Run(data, output),
    ["bench"] => Throughput.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: guards-tool eval FOLDER | errors FOLDER | train DATA-FOLDER WEIGHTS-FILE | bench");
    return 2;
}
