namespace Nexus.ProviderSimulator.Kit;

/// <summary>All subjects of the kit.</summary>
public static class KitSubjects
{
    public static IReadOnlyList<IKitSubject> All { get; } =
    [
        .. typeof(KitSubjects)
            .Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IKitSubject)))
            .Select(type => (IKitSubject)Activator.CreateInstance(type, nonPublic: true)!)
            .OrderBy(subject => subject.Provider, StringComparer.Ordinal),
    ];

    /// <summary>Null where the provider has none.</summary>
    public static IKitSubject? Find(string provider) => All.FirstOrDefault(subject => subject.Provider == provider);
}
