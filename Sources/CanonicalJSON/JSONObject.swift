/// An object of the profile: its members, sorted by key, each key once.
public struct JSONObject: Sendable, Equatable {
  /// A key and its value.
  public struct Member: Sendable, Equatable {
    /// The key, ASCII.
    public let key: String
    /// The value.
    public let value: JSONValue

    /// Pairs a key with a value.
    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The members in canonical order, which for ASCII keys is the order of their bytes.
  public private(set) var members: [Member] = []

  /// An object without members.
  public init() {}

  /// Takes members in any order; of two with one key the last stands.
  public init(_ members: some Sequence<Member>) {
    for member in members {
      self[member.key] = member.value
    }
  }

  /// Takes members that are sorted by key, each key once.
  init(sorted members: [Member]) {
    self.members = members
  }

  /// The value of a key; setting nil leaves the key out, since the profile has no null.
  public subscript(key: String) -> JSONValue? {
    get { index(of: key).map { members[$0].value } }
    set {
      let index = position(of: key)
      let isPresent = index < members.count && members[index].key == key
      switch (newValue, isPresent) {
      case (let value?, true): members[index] = Member(key, value)
      case (let value?, false): members.insert(Member(key, value), at: index)
      case (nil, true): members.remove(at: index)
      case (nil, false): break
      }
    }
  }

  /// The object with members more, which are sorted and whose keys it does not have.
  public func merging(_ more: [Member]) -> JSONObject {
    var merged: [Member] = []
    merged.reserveCapacity(members.count + more.count)
    var rest = more[...]
    for member in members {
      while let next = rest.first, next.key < member.key {
        merged.append(next)
        rest.removeFirst()
      }
      merged.append(member)
    }
    return JSONObject(sorted: merged + rest)
  }

  /// The object without some keys.
  public func without(_ keys: [String]) -> JSONObject {
    JSONObject(sorted: members.filter { !keys.contains($0.key) })
  }

  /// The place of a key; nil when the object has none.
  public func index(of key: String) -> Int? {
    // Objects have few members, and short texts are compared in one step.
    if members.count <= 24 { return members.firstIndex { $0.key == key } }
    let index = position(of: key)
    return index < members.count && members[index].key == key ? index : nil
  }

  private func position(of key: String) -> Int {
    var low = 0
    var high = members.count
    while low < high {
      let middle = (low + high) / 2
      if members[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Takes members in any order; of two with one key the last stands.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(elements.map { Member($0.0, $0.1) })
  }
}
