import Foundation
import PackagePlugin

/// Embeds every SQL, JSON, YAML and Python file of the target's folder in one generated Swift file.
@main
struct EmbedTextPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let root = target.directoryURL
    let files = try FileManager.default.subpathsOfDirectory(atPath: root.path)
      .filter { name in [".sql", ".json", ".py", ".yaml"].contains { name.hasSuffix($0) } }
      .sorted()
      .map { root.appending(path: $0) }
    let output = context.pluginWorkDirectoryURL.appending(path: "Embedded.swift")
    return [
      .buildCommand(
        displayName: "Embed the texts of \(target.name)",
        executable: try context.tool(named: "embed-text").url,
        arguments: [output.path, root.path] + files.map(\.path),
        inputFiles: files,
        outputFiles: [output]
      )
    ]
  }
}
