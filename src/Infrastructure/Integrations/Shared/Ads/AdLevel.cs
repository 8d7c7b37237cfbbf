namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>What a row of a report is about.</summary>
internal enum AdLevel
{
    Account,
    Campaign,
    Ad,
}
