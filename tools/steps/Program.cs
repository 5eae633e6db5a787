using CodeRouter.Tools.Steps;

// steps-tool eval FOLDER      tables against labelled prompts.jsonl and steps.jsonl
// steps-tool errors FOLDER    the rows that are wrong
// steps-tool train DATA OUT   weights from training texts
// steps-tool risks DATA       which risks of hand-written messages are named
// steps-tool bundles DATA     how hand-written messages of several jobs are split, and how many of one job are
return args switch
{
    ["eval", var folder] => Evaluation.Run(folder, listErrors: false),
    ["errors", var folder] => Evaluation.Run(folder, listErrors: true),
    ["train", var data, var output] => Trainer.Run(data, output),
    ["bundles", var data] => Bundles.Run(data),
    ["risks", var data] => Risks.Run(data),
    ["overlap", var data, var folder] => Overlap.Run(data, folder),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: steps-tool eval FOLDER | errors FOLDER | train DATA-FOLDER WEIGHTS-FILE | bundles DATA-FOLDER | risks DATA-FOLDER | overlap DATA-FOLDER FOLDER");
    return 2;
}
