import Declarations

/// The place of each product among those that were mentioned, by its code.
///
/// A dictionary of its own, since each of ten million packed facts looks its product up: codes are spread by one
/// multiplication, where a dictionary would hash each in some thirty steps against whoever chooses keys so that they
/// meet. Codes come from a ledger that was checked, and eight digits leave little to choose.
struct ProductNumbers: Sendable {
  /// Each taken slot has a code above, and its place plus one below.
  private var slots = [UInt64](repeating: 0, count: 64)
  private var count = 0

  subscript(cis: CIS) -> Int? {
    let slot = slots[self.slot(of: UInt64(cis.number))]
    return slot == 0 ? nil : Int(slot & 0xFFFF_FFFF) - 1
  }

  /// Gives the next place to a code that has none.
  mutating func append(_ cis: CIS) {
    if count * 2 == slots.count { grow() }
    count += 1
    let code = UInt64(cis.number)
    slots[slot(of: code)] = code << 32 | UInt64(count)
  }

  /// Where a code is, or would be.
  private func slot(of code: UInt64) -> Int {
    let mask = slots.count - 1
    // Knuth's multiplier; the high half is the one that all digits reach.
    var slot = Int((code &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while slots[slot] != 0, slots[slot] >> 32 != code { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    let taken = slots.filter { $0 != 0 }
    slots = [UInt64](repeating: 0, count: slots.count * 2)
    for entry in taken { slots[slot(of: entry >> 32)] = entry }
  }
}
