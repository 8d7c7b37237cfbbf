using Nexus.Application.Imports;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Collects what is wrong with a mapping, so that a person learns all of it at once.</summary>
internal sealed class PlanProblems
{
    private readonly List<CsvMappingProblem> _problems = [];

    public void Add(string field, string code, string message) => _problems.Add(new(field, code, message));

    public void Add(CsvMappingProblem problem) => _problems.Add(problem);

    /// <exception cref="CsvMappingException">Something has been added.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
            throw new CsvMappingException(_problems);
    }
}
