using CodeRouter.Tools.Guards;

return args switch
{
    ["eval", var folder] => FindingTables.Run(folder) + InjectionTables.Run(folder),
    ["alarms", .. var folders] => CleanText.Run(folders),
    ["train", var data, var output, .. var ordinary] => InjectionTrainer.Run(data, output, ordinary),
    ["train-names", var data, var output, .. var ordinary] => NameTrainer.Run(data, output, ordinary),
    ["train-streets", var data, var output, .. var ordinary] => StreetTrainer.Run(data, output, ordinary),
    ["held", var file] => HeldTexts.Run(file),
    ["bench"] => Throughput.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: guards-tool eval FOLDER | alarms FOLDER… | train DATA-FOLDER WEIGHTS-FOLDER [ORDINARY-FOLDER…] | train-names DATA-FOLDER WEIGHTS-FILE [ORDINARY-FOLDER…] | train-streets DATA-FOLDER WEIGHTS-FILE [ORDINARY-FOLDER…] | held FILE | bench");
    return 2;
}
