using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Nexus.Architecture.Tests;

/// <summary>One type of ours that names another type, anywhere in its code.</summary>
internal sealed record Use(string User, string Used);

/// <summary>Every type that an assembly's code names, read from its IL: signatures, bodies, attributes, type arguments.</summary>
/// <remarks>
/// Bodies of async methods, iterators and lambdas are nested types of the compiler's making and are among them. A constant
/// leaves no trace in the IL, and so is not seen.
/// </remarks>
internal static class Uses
{
    public static IReadOnlyList<Use> Of(Assembly assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly.Location);
        return
        [
            .. module
                .GetTypes()
                .SelectMany(type =>
                    NamedBy(type).SelectMany(Parts).Select(used => new Use(type.FullName, used.FullName))
                )
                .Distinct(),
        ];
    }

    /// <summary>Names of the assemblies that an assembly needs.</summary>
    public static IReadOnlyList<string> AssembliesOf(Assembly assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly.Location);
        return [.. module.AssemblyReferences.Select(reference => reference.Name)];
    }

    private static IEnumerable<TypeReference?> NamedBy(TypeDefinition type) =>
        [
            type.BaseType,
            .. type.Interfaces.Select(implemented => implemented.InterfaceType),
            .. type.GenericParameters.SelectMany(Constraints),
            .. Attributes(type),
            .. type.Fields.Select(field => field.FieldType),
            .. type.Fields.SelectMany(Attributes),
            .. type.Properties.Select(property => property.PropertyType),
            .. type.Properties.SelectMany(Attributes),
            .. type.Methods.SelectMany(Signature),
            .. type.Methods.SelectMany(Body),
        ];

    private static IEnumerable<TypeReference?> Signature(MethodDefinition method) =>
        [
            method.ReturnType,
            .. method.Parameters.Select(parameter => parameter.ParameterType),
            .. method.Parameters.SelectMany(Attributes),
            .. method.GenericParameters.SelectMany(Constraints),
            .. Attributes(method),
        ];

    private static IEnumerable<TypeReference?> Body(MethodDefinition method) =>
        method.HasBody
            ?
            [
                .. method.Body.Variables.Select(variable => variable.VariableType),
                .. method.Body.ExceptionHandlers.Select(handler => handler.CatchType),
                .. method.Body.Instructions.SelectMany(Operand),
            ]
            : [];

    private static IEnumerable<TypeReference?> Operand(Instruction instruction) =>
        instruction.Operand switch
        {
            GenericInstanceMethod called =>
            [
                called.DeclaringType,
                called.ElementMethod.ReturnType,
                .. called.GenericArguments,
            ],
            MethodReference called => [called.DeclaringType, called.ReturnType],
            FieldReference field => [field.DeclaringType, field.FieldType],
            TypeReference named => [named],
            _ => [],
        };

    private static IEnumerable<TypeReference?> Attributes(Mono.Cecil.ICustomAttributeProvider provider) =>
        provider.CustomAttributes.Select(attribute => attribute.AttributeType);

    private static IEnumerable<TypeReference?> Constraints(GenericParameter parameter) =>
        parameter.Constraints.Select(constraint => constraint.ConstraintType);

    /// <summary>The type itself without brackets and the like, and every type between its angle brackets.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) =>
        type switch
        {
            null or GenericParameter => [],
            GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
            TypeSpecification wrapped => Parts(wrapped.ElementType),
            _ => [type],
        };
}
