import Declarations
import Hummingbird

/// What is wrong, for a person, with where to go on.
struct ProblemPage {
  let problem: Problem

  func response(to request: Request, _ caller: Caller) -> Response {
    let frame = caller.frame(request)
    let language = frame.language
    let signIn: HTML? =
      problem.status == .unauthorized
      ? "<p><a href=\"/sign-in?lang=\(language.rawValue)\">\(Frame.signIn[language])</a></p>" : nil
    let title = Wording(
      fr: "Cela n'est pas possible (\(problem.status.code))",
      en: "That is not possible (\(problem.status.code))"
    )
    let body: HTML = """
      <p class="card bad">\(problem.message[language])</p>\(signIn)
      <p class="note">\(Wording(fr: "Numéro de la demande :", en: "Number of the request:")[language]) \(caller.id)</p>
      """
    var response = caller.page(frame.page(title, in: nil, body))
    response.status = problem.status
    response.headers.append(contentsOf: problem.headers)
    response.headers[.cacheControl] = "no-store"
    return response
  }
}
