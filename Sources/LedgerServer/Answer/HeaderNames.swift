import HTTPTypes

// Each is a token, as a name has to be, so that there is one.
// swift-format-ignore: NeverForceUnwrap
extension HTTPField.Name {
  static let link = Self("Link")!
  static let forwardedFor = Self("X-Forwarded-For")!
  static let forwardedProtocol = Self("X-Forwarded-Proto")!
  static let referrerPolicy = Self("Referrer-Policy")!
  static let requestID = Self("X-Request-Id")!
}
