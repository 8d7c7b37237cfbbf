using Nexus.Infrastructure.Storage.Imports;

namespace Nexus.Infrastructure.Tests.Storage.Imports;

public sealed class StoredFileStreamTests
{
    [Fact]
    public async Task A_stretch_that_fails_after_the_reader_left_is_nobodys_concern()
    {
        var next = new TaskCompletionSource<ReadOnlyMemory<byte>?>();
        var file = new StoredFileStream(number =>
            number == 0 ? Task.FromResult<ReadOnlyMemory<byte>?>(new byte[] { 1, 2 }) : next.Task
        );
        Assert.Equal(1, await file.ReadAsync(new byte[1]));
        next.SetException(new IOException("gone"));

        await file.DisposeAsync();
    }
}
