import NIOCore

/// Closes a connection whose other end takes nothing of what it asked for.
///
/// It would be kept, and the end of the server waited for, as long as that end likes. Who takes little at a time is waited
/// for.
final class StalledWrites: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = Any

  private let patience: TimeAmount
  private var watch: RepeatedTask?
  /// How many bytes waited to be taken when that was last looked at.
  private var waiting = 0

  /// - Parameter patience: How long nothing may be taken, while something waits to be.
  init(patience: TimeAmount) { self.patience = patience }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    watch?.cancel()
    watch = nil
    if !context.channel.isWritable {
      waiting = Self.waiting(context.channel)
      let (channel, handler) = (context.channel, NIOLoopBound(self, eventLoop: context.eventLoop))
      watch = context.eventLoop.scheduleRepeatedTask(initialDelay: patience, delay: patience) { _ in
        handler.value.look(channel)
      }
    }
    context.fireChannelWritabilityChanged()
  }

  private func look(_ channel: any Channel) {
    let now = Self.waiting(channel)
    if now >= waiting { channel.close(promise: nil) }
    waiting = now
  }

  private static func waiting(_ channel: any Channel) -> Int {
    (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }

  func handlerRemoved(context: ChannelHandlerContext) { watch?.cancel() }
}
