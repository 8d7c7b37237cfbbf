using Nexus.Host.Cli;

return await NexusCommandLine.RunAsync(args);
