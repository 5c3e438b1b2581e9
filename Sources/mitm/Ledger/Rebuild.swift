import ArgumentParser
import Ledger

struct Rebuild: ParsableCommand {
  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var words: LanguageOption
  func run() throws { try LedgerWriter(at: ledger.path).rebuildIndex() }
}
