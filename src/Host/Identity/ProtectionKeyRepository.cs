using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Nexus.Infrastructure.Storage;

namespace Nexus.Host.Identity;

/// <summary>Keeps the keys of cookies and forms in the database, where all nodes and the next start find them.</summary>
internal sealed class ProtectionKeyRepository(ProtectionKeys keys) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. keys.Read().Select(text => XElement.Parse(text))];

    public void StoreElement(XElement element, string friendlyName) =>
        keys.Add(friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
