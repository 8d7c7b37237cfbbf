using Npgsql;
using NpgsqlTypes;

// Each type names a driver in one way. They prove that the reader sees every way there is; nothing runs them.
namespace Nexus.Architecture.Tests.Planted;

internal sealed class Inherits : NpgsqlException;

internal sealed class Implements : INpgsqlNameTranslator
{
    public string TranslateTypeName(string clrName) => clrName;

    public string TranslateMemberName(string clrName) => clrName;
}

internal sealed record Holds(NpgsqlConnection Connection);

internal sealed class Takes
{
    public int Count { get; private set; }

    public void Accept(NpgsqlCommand command) => Count += command is null ? 0 : 1;
}

internal sealed class Returns
{
    public int Count { get; private set; }

    public NpgsqlCommand? Find()
    {
        Count++;
        return null;
    }
}

internal sealed class ListsInAngleBrackets
{
    public IReadOnlyList<IReadOnlyDictionary<string, NpgsqlCommand[]>> All { get; } = [];
}

internal sealed class CallsInside
{
    public string Text { get; } = NpgsqlFactory.Instance.ToString() ?? "";
}

internal sealed class CallsInLambda
{
    public Func<object> Make { get; } = () => new NpgsqlCommand();
}

internal sealed class CallsInAsync
{
    public string Text { get; private set; } = "";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(0, cancellationToken);
        Text = new NpgsqlCommand().CommandText;
    }
}

internal sealed class Catches
{
    public int Caught { get; private set; }

    public void Try(Action action)
    {
        try
        {
            action();
        }
        catch (NpgsqlException)
        {
            Caught++;
        }
    }
}

internal sealed class NamesAType
{
    public Type Named { get; } = typeof(NpgsqlConnection);
}

internal sealed class Constrains<T>
    where T : NpgsqlException
{
    public T? Last { get; set; }
}

internal sealed class IsMarked
{
    [PgName("planted")]
    public string Name { get; set; } = "";
}

internal sealed class NamesNothing
{
    public string Text { get; } = "Npgsql";
}
