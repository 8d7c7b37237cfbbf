using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Host.Pages.Connections.Forms;

internal static class CredentialForm
{
    /// <summary>The credentials that were filled in; blanks around them come from copying.</summary>
    public static Dictionary<string, Secret> Read(ProviderDescriptor provider, IFormCollection form) =>
        provider
            .Credentials.Select(field => (field.Name, Text: form[FieldNames.Credential(field.Name)].ToString().Trim()))
            .Where(one => one.Text.Length > 0)
            .ToDictionary(one => one.Name, one => new Secret(one.Text), StringComparer.Ordinal);
}
