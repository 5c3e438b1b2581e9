package import Declarations

/// What a pack holds, and how to verify it without us.
package enum PackGuide {
  /// The name of the file.
  package static func fileName(_ language: Language) -> String {
    language == .french ? "LISEZMOI.txt" : "README.txt"
  }

  /// The text.
  package static func text(_ language: Language) -> String {
    guide[language]
  }

  private static let guide = Wording(
    fr: """
      DOSSIER D'INSPECTION

      Ce qu'il contient
        fr/index.html        les réponses, à lire ou à imprimer ; une page par spécialité à côté
        fr/compliance.csv    la conformité, à calculer ; .json à côté
        products.csv, .json  l'état des spécialités
        products/            pour chaque spécialité : trace.json, trace.prov.json (W3C PROV), blame.json
        events.ndjson        les événements dont les réponses dépendent, un par ligne, tels que hachés
        receipts/            l'accusé de chacun (C2SP tlog-proof)
        checkpoint           le point de contrôle signé qui couvre la base (C2SP tlog-checkpoint)
        growth/              que ce point de contrôle contient ceux des accusés, et la base
        verifier-key         la clé de vérification (C2SP signed-note)
        rulebook.json        les règles, avec leurs sources
        basis.json           ce dont les réponses sont fonction : date, taille, racine, référentiel
        MANIFEST.sha256      l'empreinte de chaque fichier

      Vérifier sans nous
        1. Obtenez la clé de vérification ailleurs qu'ici, par exemple sur le site de qui tient le
           registre, et comparez-la à verifier-key. Tout repose sur elle.
        2. Les fichiers sont ceux du dossier :
             sha256sum -c MANIFEST.sha256
        3. Les signatures, les accusés et la croissance du registre, avec Python et rien d'autre ;
           verify.py ne partage pas de code avec le registre et se lit en un quart d'heure :
             python3 verify.py --key CLÉ --pack .
        4. Sans verify.py : un accusé donne l'index, les empreintes voisines et un point de contrôle
           signé. L'empreinte de l'événement est SHA-256(0x00 ‖ octets), celle d'un nœud
           SHA-256(0x01 ‖ gauche ‖ droite) (RFC 6962, RFC 9162) ; la signature est Ed25519.

      Ce que cela prouve, et ne prouve pas : que ces événements sont au registre signé, à leur place, et n'ont pas
      changé. MANIFEST.sha256 n'est pas signé : il montre une copie abîmée, non une page réécrite. Que
      les réponses découlent des événements, et que rien n'y manque, se vérifie en rejouant le registre
      (mitm export, mitm import --mirror) à la même base. Que les déclarations sont vraies, aucun calcul
      ne le dit.

      Ce dossier est reproductible : la même base donne les mêmes octets, sur un miroir aussi qui a tous
      les points de contrôle (mitm checkpoint --all).

      """,
    en: """
      INSPECTION PACK

      What it holds
        en/index.html        the answers, to read or to print; a page for each product beside it
        en/compliance.csv    compliance, to compute with; .json beside it
        products.csv, .json  the state of the products
        products/            for each product: trace.json, trace.prov.json (W3C PROV), blame.json
        events.ndjson        the events that the answers hang on, one a line, as they are hashed
        receipts/            the receipt of each (C2SP tlog-proof)
        checkpoint           the signed checkpoint that covers the basis (C2SP tlog-checkpoint)
        growth/              that this checkpoint contains those of the receipts, and the basis
        verifier-key         the verifier key (C2SP signed-note)
        rulebook.json        the rules, with their sources
        basis.json           what the answers are a function of: day, size, root, rulebook
        MANIFEST.sha256      the digest of each file

      Verify it without us
        1. Get the verifier key elsewhere, as from the site of whoever keeps the ledger, and compare it
           with verifier-key. All hangs on it.
        2. The files are those of the pack:
             sha256sum -c MANIFEST.sha256
        3. Signatures, receipts and growth, with Python and nothing else; verify.py shares no code with
           the ledger and is read in a quarter of an hour:
             python3 verify.py --key KEY --pack .
        4. Without verify.py: a receipt gives the index, the hashes beside the path, and a signed
           checkpoint. The hash of an event is SHA-256(0x00 ‖ bytes), that of a node
           SHA-256(0x01 ‖ left ‖ right) (RFC 6962, RFC 9162); the signature is Ed25519.

      What this proves, and what not: that these events stand in the signed ledger, at their places,
      unaltered. MANIFEST.sha256 is not signed: it shows a damaged copy, not a page that was rewritten.
      That the answers follow from the events, and that nothing was left out, is verified by replaying
      the ledger (mitm export, mitm import --mirror) at the same basis. That what was declared is true,
      no arithmetic says.

      This pack is reproducible: the same basis gives the same bytes, on a mirror too that has every
      checkpoint (mitm checkpoint --all).

      """
  )
}
