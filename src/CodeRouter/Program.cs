return await CodeRouter.Cli.CommandLine.RunAsync(args);
