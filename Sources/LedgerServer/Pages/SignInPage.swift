import Declarations

/// Where a token becomes a session.
struct SignInPage {
  /// Whether a token was shown that is no good.
  let hasFailed: Bool

  func html(_ frame: Frame) -> HTML {
    let language = frame.language
    let failed: HTML? =
      hasFailed
      ? """
      <p class="card bad" role="alert">\(Self.failure[language])</p>
      """ : nil
    return frame.page(
      Frame.signIn,
      in: nil,
      """
      \(failed)
      <form class="question" method="post" action="/sign-in">
      <label>\(Wording(fr: "Jeton d'accès", en: "Access token")[language])
      <small>mitm_…</small>
      <input type="password" name="token" required autocomplete="current-password" size="40"></label>
      <input type="hidden" name="lang" value="\(language.rawValue)">
      \(frame.submit(Frame.signIn))</form>
      <p>\(Self.without[language])</p>
      """
    )
  }

  private static let failure = Wording(
    fr: "Ce jeton n'est pas valable, ou ne l'est plus.",
    en: "This token is not valid, or no longer."
  )
  private static let without = Wording(
    fr: "Sans jeton on lit la liste publiée, les points de contrôle et les preuves.",
    en: "Without a token one reads the published list, checkpoints and proofs."
  )
}
