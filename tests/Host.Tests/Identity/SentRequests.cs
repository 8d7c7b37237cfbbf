using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Nexus.Application.Authorisation;

namespace Nexus.Host.Tests.Identity;

/// <summary>Which use cases the handler of an endpoint sends, read from its IL and from what it calls of the Host.</summary>
internal static class SentRequests
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>The commands and queries that are made on the way, by type.</summary>
    public static IReadOnlyCollection<Type> Of(MethodInfo handler)
    {
        var (found, seen, next) = (new HashSet<Type>(), new HashSet<MethodBase>(), new Stack<MethodBase>([handler]));
        while (next.TryPop(out var method))
        {
            if (!seen.Add(method))
                continue;
            if (method.GetCustomAttribute<StateMachineAttribute>() is { } machine)
                next.Push(
                    machine.StateMachineType.GetMethod("MoveNext", BindingFlags.Instance | BindingFlags.NonPublic)!
                );
            foreach (var named in NamedIn(method))
            {
                if (named.DeclaringType is not { } type)
                    continue;
                if (named.IsConstructor && type.GetCustomAttribute<NeedsAttribute>() is not null)
                    found.Add(type);
                else if (type.Module == handler.Module)
                    next.Push(named);
            }
        }
        return found;
    }

    private static IEnumerable<MethodBase> NamedIn(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
            yield break;
        var ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length; )
        {
            var value = code[at] == 0xFE ? (short)((code[at] << 8) | code[at + 1]) : code[at];
            var operation = OpCodesByValue[value];
            at += operation.Size;
            if (
                operation.OperandType == OperandType.InlineMethod
                && method.Module.ResolveMethod(BitConverter.ToInt32(code, at), ofType, ofMethod) is { } named
            )
                yield return named;
            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }
}
