using CodeRouter.Tools.Guards;

return args switch
{
    ["eval", var folder] => FindingTables.Run(folder) + InjectionTables.Run(folder),
    ["alarms", .. var folders] => CleanText.Run(folders),
    ["train", var data, var output, .. var ordinary] => InjectionTrainer.Run(data, output, ordinary),
    ["train-names", var data, var output] => NameTrainer.Run(data, output),
    ["bench"] => Throughput.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: guards-tool eval FOLDER | alarms FOLDER… | train DATA-FOLDER WEIGHTS-FOLDER [ORDINARY-FOLDER…] | train-names DATA-FOLDER WEIGHTS-FILE | bench");
    return 2;
}
