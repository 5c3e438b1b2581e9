import ArgumentParser
import Declarations

/// The code of a product, as a person types it.
enum Product {
  static func parse(_ text: String) throws -> CIS {
    do {
      return try CIS(parsing: text)
    } catch {
      throw ValidationError(error.message.said)
    }
  }
}

/// The id of a lab, as a person types it.
enum Laboratory {
  static func parse(_ text: String) throws -> Lab {
    do {
      return try Lab(parsing: text)
    } catch {
      throw ValidationError(error.message.said)
    }
  }
}
