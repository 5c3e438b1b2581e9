import NIOCore

/// Closes a connection whose other end takes nothing of what it asked for: it would be kept, and the end of the server
/// waited for, as long as that end likes.
final class StalledWrites: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = Any

  private let patience: TimeAmount
  private var timeout: Scheduled<Void>?

  /// - Parameter patience: How long nothing may be taken, while something waits to be.
  init(patience: TimeAmount) { self.patience = patience }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    timeout?.cancel()
    timeout = nil
    if !context.channel.isWritable {
      let channel = context.channel
      timeout = context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
    }
    context.fireChannelWritabilityChanged()
  }

  func handlerRemoved(context: ChannelHandlerContext) { timeout?.cancel() }
}
