return await Nexus.Benchmarks.BenchmarkCommandLine.RunAsync(args);
