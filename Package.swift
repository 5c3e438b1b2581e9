// swift-tools-version: 6.2

import PackageDescription

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let argumentParser: Target.Dependency =
  .product(name: "ArgumentParser", package: "swift-argument-parser")

/// What only the server needs.
func served(_ product: String, _ package: String) -> Target.Dependency {
  .product(name: product, package: package, condition: .when(traits: ["Server"]))
}

let package = Package(
  name: "mitm",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "mitm", targets: ["mitm"]),
    .executable(name: "benchmark", targets: ["benchmark"]),
    .library(name: "CanonicalJSON", targets: ["CanonicalJSON"]),
    .library(name: "MerkleLog", targets: ["MerkleLog"]),
    .library(name: "Declarations", targets: ["Declarations"]),
    .library(name: "Projections", targets: ["Projections"]),
    .library(name: "Ledger", targets: ["Ledger"]),
  ],
  traits: [
    .trait(name: "Server", description: "`mitm serve`, and what it needs of HTTP."),
    .trait(name: "PostgreSQL", description: "`--ledger postgres://…`, by libpq."),
    .default(enabledTraits: ["Server"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird",
      exact: "2.28.1",
      traits: ["FullFoundation"]
    ),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    .executableTarget(name: "embed-text", path: "Tools/embed-text"),
    .plugin(
      name: "EmbedText",
      capability: .buildTool(),
      dependencies: ["embed-text"],
      path: "Tools/Plugins/EmbedText"
    ),
    .target(
      name: "Schema",
      path: "Schema",
      exclude: [
        "API", "README.fr.md", "README.md", "Events", "Forms", "Migrations", "PostgreSQL",
        "Rulebook", "Verifier",
      ],
      plugins: ["EmbedText"]
    ),

    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(
      name: "CXLSXWriter",
      pkgConfig: "xlsxwriter",
      providers: [.apt(["libxlsxwriter-dev"])]
    ),
    .systemLibrary(name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),

    // Arrows go down the list only; Tests/TidyTests holds the sources to it.
    .target(name: "CanonicalJSON"),
    .target(name: "MerkleLog", dependencies: [crypto]),
    .target(name: "Declarations", dependencies: ["CanonicalJSON"]),
    .target(name: "Projections", dependencies: ["Declarations", "CanonicalJSON"]),
    .target(
      name: "Compliance",
      dependencies: ["CanonicalJSON", "Declarations", "Projections", "Schema"]
    ),
    .target(
      name: "Ledger",
      dependencies: [
        "CanonicalJSON", "Declarations", "MerkleLog", "Projections", "Schema", grdb, sqlite, crypto,
      ]
    ),
    .target(
      name: "LedgerPostgreSQL",
      dependencies: [
        .target(name: "CPQ", condition: .when(traits: ["PostgreSQL"])), "Declarations", "Ledger",
        "MerkleLog", "Schema",
      ]
    ),
    .target(
      name: "Spreadsheets",
      dependencies: ["CExpat", "CXLSXWriter", "CZip", "Declarations"]
    ),
    .target(
      name: "PublicRegister",
      dependencies: [
        "CanonicalJSON", "Declarations", "MerkleLog", "Projections", "Spreadsheets", crypto,
      ]
    ),
    .target(
      name: "Submissions",
      dependencies: [
        "CanonicalJSON", "Declarations", "MerkleLog", "Projections", "Schema", "Spreadsheets",
      ]
    ),
    .target(
      name: "Reconciliation",
      dependencies: ["CanonicalJSON", "Declarations", "Projections", "Spreadsheets", "Submissions"]
    ),
    .target(
      name: "Reports",
      dependencies: [
        "CanonicalJSON", "Compliance", "Declarations", "Projections", "Reconciliation",
        "Submissions",
      ]
    ),
    .target(
      name: "Questions",
      dependencies: [
        "CanonicalJSON", "Compliance", "Declarations", "Ledger", "MerkleLog", "Projections",
        "PublicRegister", "Reconciliation", "Reports", "Submissions",
      ]
    ),
    .target(
      name: "LedgerServer",
      dependencies: [
        "CanonicalJSON", "Compliance", "Declarations", "Ledger", "MerkleLog", "Projections",
        "Questions", "Reports", "Schema", "Spreadsheets", "Submissions", crypto,
        served("Hummingbird", "hummingbird"),
        served("HTTPTypes", "swift-http-types"), served("Logging", "swift-log"),
        served("NIOCore", "swift-nio"), served("ServiceLifecycle", "swift-service-lifecycle"),
        served("UnixSignals", "swift-service-lifecycle"),
      ]
    ),
    .executableTarget(
      name: "mitm",
      dependencies: [
        .target(name: "LedgerServer", condition: .when(traits: ["Server"])),
        served("Logging", "swift-log"), "CZip", "CanonicalJSON", "Compliance", "MerkleLog",
        "Declarations", "Projections", "Ledger", "LedgerPostgreSQL",
        "PublicRegister", "Questions", "Reconciliation", "Reports", "SampleLedger", "Schema",
        "Spreadsheets",
        "Submissions", argumentParser,
      ]
    ),
    .executableTarget(
      name: "benchmark",
      dependencies: [
        "CanonicalJSON", "Compliance", "Declarations", "Ledger", "LedgerPostgreSQL", "MerkleLog",
        "Projections", "SampleLedger", sqlite,
      ],
      path: "Tools/Benchmark",
      exclude: ["peers.py"]
    ),
    .target(
      name: "FaultyDisk",
      path: "Tools/Torture/FaultyDisk",
      linkerSettings: [.linkedLibrary("sqlite3")]
    ),
    .executableTarget(
      name: "torture",
      dependencies: [
        "CanonicalJSON", "Declarations", "FaultyDisk", "Ledger", "MerkleLog", "Projections",
        "PublicRegister", "Reconciliation", "SampleLedger", "Spreadsheets", "Submissions",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Tools/Torture/Driver"
    ),
    .target(
      name: "SampleLedger",
      dependencies: ["CanonicalJSON", "Declarations", "Ledger", "MerkleLog"]
    ),

    .target(
      name: "TestSupport",
      dependencies: ["Declarations", "Ledger", "LedgerPostgreSQL", "MerkleLog", "SampleLedger"],
      path: "Tests/TestSupport"
    ),
    .testTarget(
      name: "CanonicalJSONTests",
      dependencies: ["CanonicalJSON", "SampleLedger", "TestSupport"]
    ),
    .testTarget(
      name: "MerkleLogTests",
      dependencies: ["MerkleLog", "SampleLedger", "TestSupport"]
    ),
    .testTarget(
      name: "DeclarationsTests",
      dependencies: ["CanonicalJSON", "Declarations", "SampleLedger", "TestSupport"],
      exclude: ["Catalogue/judge.py"]
    ),
    .target(
      name: "NaiveModel",
      dependencies: ["CanonicalJSON", "Declarations", "SampleLedger"],
      path: "Tests/NaiveModel"
    ),
    .testTarget(
      name: "ProjectionsTests",
      dependencies: ["CanonicalJSON", "Declarations", "NaiveModel", "Projections", "SampleLedger"]
    ),
    .testTarget(
      name: "ComplianceTests",
      dependencies: [
        "CanonicalJSON", "Compliance", "Declarations", "Ledger", "NaiveModel", "Projections",
        "SampleLedger", "Schema", "TestSupport",
      ],
      exclude: ["EdgeCases"]
    ),
    .testTarget(
      name: "LedgerTests",
      dependencies: [
        "CanonicalJSON", "Declarations", "Ledger", "LedgerPostgreSQL", "MerkleLog", "NaiveModel",
        "Projections", "SampleLedger", "Schema", "TestSupport", grdb, sqlite,
      ]
    ),
    .testTarget(
      name: "ReconciliationTests",
      dependencies: [
        "CanonicalJSON", "Declarations", "NaiveModel", "Reconciliation", "SampleLedger",
        "Spreadsheets", "Submissions",
      ]
    ),
    .testTarget(name: "SpreadsheetsTests", dependencies: ["Declarations", "Spreadsheets"]),
    .testTarget(
      name: "PublicRegisterTests",
      dependencies: [
        "CanonicalJSON", "Declarations", "Ledger", "MerkleLog", "Projections", "PublicRegister",
        "TestSupport",
      ]
    ),
    .testTarget(
      name: "LedgerServerTests",
      dependencies: [
        "CanonicalJSON", "Declarations", "Ledger", "LedgerServer", "MerkleLog", "Projections",
        "SampleLedger", "Schema", "TestSupport", served("Logging", "swift-log"),
        served("UnixSignals", "swift-service-lifecycle"),
      ]
    ),
    .testTarget(
      name: "CommandTests",
      dependencies: ["Declarations", "MerkleLog", "TestSupport", "mitm"],
      exclude: ["Demarche"]
    ),
    .testTarget(name: "TidyTests", dependencies: ["Schema", "Declarations", "TestSupport"]),
  ]
)

for target in package.targets where ![.plugin, .system].contains(target.type) {
  target.swiftSettings = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
  ]
}
