using MediatR;

namespace Nexus.Application.Pipeline;

/// <summary>Changes a workspace's data: runs in one transaction, tried again when it loses a race.</summary>
public interface ICommand<out TAnswer> : IRequest<TAnswer>;

/// <summary>Reads a workspace's data: runs in one read-only transaction.</summary>
public interface IQuery<out TAnswer> : IRequest<TAnswer>;

/// <summary>Reads by <see cref="Storage.IKpiReads"/> alone: its transaction opens with the first question.</summary>
public interface ISeriesQuery<out TAnswer> : IQuery<TAnswer>;

/// <summary>
/// Works for longer than one transaction should live, such as storing an upload; it opens its own transactions.
/// </summary>
public interface IProcess<out TAnswer> : IRequest<TAnswer>;
