using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Nexus.Host.Api.Problems;
using Nexus.Host.Identity;

namespace Nexus.Host.Api.OpenApi;

/// <summary>The OpenAPI 3.1 document at <c>/openapi/v1.json</c>: drawn from the endpoints, with what they have in common added.</summary>
internal static class ApiDescription
{
    private const string Bearer = "bearer";
    private const string ProblemSchema = "Problem";

    public static void AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.AddDocumentTransformer((document, _, _) => Introduce(document));
                options.AddOperationTransformer((operation, context, _) => Complete(operation, context));
            }
        );

    private static Task Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Nexus",
            Version = "v1",
            Description = "Syncs KPIs from many providers and files. Errors are RFC 9457 problems with a stable code.",
        };
        document.Servers?.Clear();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Bearer,
            Description = "An API key; it belongs to one workspace.",
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[ProblemSchema] = ProblemShape();
        return Task.CompletedTask;
    }

    private static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.OperationId ??= NameOf(operation, metadata.OfType<MethodInfo>().FirstOrDefault());
        operation.Responses ??= [];
        operation.Responses["4XX"] = ProblemResponse("The call is refused; the code says why.", context.Document!);
        operation.Responses["5XX"] = ProblemResponse("The call failed and may be tried again.", context.Document!);
        if (metadata.OfType<RequiredScope>().FirstOrDefault() is { } required)
        {
            operation.Description = $"{operation.Description} Needs the scope `{required.Scope}`.".TrimStart();
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] },
            ];
        }
        return Task.CompletedTask;
    }

    /// <summary>Such as <c>importsUpload</c>: the tag and the name of the method behind it.</summary>
    private static string? NameOf(OpenApiOperation operation, MethodInfo? method)
    {
        var tag = operation.Tags?.FirstOrDefault()?.Name?.Replace(" ", "", StringComparison.Ordinal);
        return method is null || tag is null ? null : JsonNamingPolicy.CamelCase.ConvertName(tag) + method.Name;
    }

    private static OpenApiResponse ProblemResponse(string description, OpenApiDocument document) =>
        new()
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [Problem.ContentType] = new() { Schema = new OpenApiSchemaReference(ProblemSchema, document) },
            },
        };

    private static OpenApiSchema ProblemShape() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "type", "title", "status", "detail", "code", "traceId" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri" },
                ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["code"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "Stable; docs/problems.md lists all.",
                },
                ["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "With validation_failed: what is wrong, by field.",
                    AdditionalProperties = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                },
            },
        };
}
