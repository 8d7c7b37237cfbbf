using System.Net;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Tests.Integrations.Shared;

public sealed class RefusalTests
{
    [Theory]
    [InlineData(408, IntegrationFault.Unavailable)]
    [InlineData(409, IntegrationFault.Unavailable)]
    [InlineData(500, IntegrationFault.Unavailable)]
    [InlineData(503, IntegrationFault.Unavailable)]
    [InlineData(400, IntegrationFault.UnexpectedResponse)]
    [InlineData(418, IntegrationFault.UnexpectedResponse)]
    public void A_status_alone_tells_a_failure_from_a_call_that_was_not_understood(
        int status,
        IntegrationFault fault
    ) => Assert.Equal(fault, Refusals.Of((HttpStatusCode)status, default).ByStatus().Fault);
}
