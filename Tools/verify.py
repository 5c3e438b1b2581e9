#!/usr/bin/env python3
"""Verifies what a MITM ledger hands out; shares no code with it and needs only Python 3.9.

It checks signatures (Ed25519), that events, receipts and rows of sealed lists stand under signed
roots (Merkle trees), that a ledger begins with an earlier one, and the form of exported events.
It does not check whose the key is, that what was declared is true, that the rules were applied
(replay the events), or that all are shown one ledger; but two signed roots for one size, in
whatever files it is given, do not pass. Exit: 0 all holds, 1 not, 64 wrong usage, 66 no such file.
---
Vérifie ce que remet un registre MITM ; n'en partage aucun code et ne demande que Python 3.9.

Ce programme contrôle les signatures (Ed25519), que les événements, les accusés et les lignes des listes
scellées sont sous des racines signées (arbres de Merkle), qu'un registre commence par un plus ancien, et
la forme des événements exportés. Il ne contrôle ni à qui est la clé, ni que ce qui est déclaré est vrai,
ni que les règles ont été appliquées (rejouez les événements), ni que l'on montre à tous le même registre ;
mais deux racines signées pour une même taille, dans quelques fichiers que ce soit, ne passent pas. Fin :
0 tout tient, 1 non, 64 mauvais usage, 66 fichier absent.
"""
import argparse
import base64
import functools
import hashlib
import json
import os
import re
import sys

USAGE = """verify.py --key VKEY [--export FILE] [--checkpoint FILE] [--receipt FILE]...
          [--consistency FILE --since FILE] [--pack FOLDER] [--language fr|en]"""
LOCALE = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
language = "fr" if LOCALE.startswith("fr") else "en"

def say(fr, en):
    """The sentence in the chosen language."""
    return fr if language == "fr" else en

class Wrong(Exception):
    """What does not hold: (where, sentence); where is a line, a part of a file, or None."""

def need(holds, where, fr, en):
    """Goes on only if it holds."""
    if not holds: raise Wrong(where, say(fr, en))

# Ed25519 (RFC 8032). A point is (X, Y, Z, T) with x = X/Z, y = Y/Z and xy = T/Z.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def add(p, q):
    """RFC 8032 5.1.4: the sum of any two points, also of a point and itself."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * D, 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P

def decode(data):
    """RFC 8032 5.1.3: a point, or None; a second spelling of a point (y >= p, x = -0) is none."""
    y, odd = int.from_bytes(data, "little") % 2**255, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square: x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or x == 0 and odd: return None
    if x & 1 != odd: x = P - x
    return x, y, 1, x * y % P

def is_signed(public, signature, message):
    """RFC 8032 5.1.7, without cofactor: [S]B = R + [k]A, written as [S]B - [k]A = R."""
    if len(signature) != 64: return False
    a, r, s = decode(public), decode(signature[:32]), int.from_bytes(signature[32:], "little")
    if not a or not r or s >= L: return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    base = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    total, minus_a = (0, 1, 1, 0), (P - a[0], a[1], 1, P - a[3])
    for bit in reversed(range(253)):
        total = add(total, total)
        if s >> bit & 1: total = add(total, base)
        if k >> bit & 1: total = add(total, minus_a)
    return (total[0] - r[0] * total[2]) % P == (total[1] - r[1] * total[2]) % P == 0

# Merkle trees (RFC 6962 2.1, RFC 9162 2.1)
def sha256(*parts):
    """After b"\\0", the hash of a leaf; after b"\\1" and before two hashes, that of a node."""
    return hashlib.sha256(b"".join(parts)).digest()

def climb(fn, sn, path, fr, sr):
    """The loop of RFC 9162 2.1.3.2 (4) and 2.1.4.2 (6), names as there: (fr, sr), or two None."""
    for c in path:
        if sn == 0: return None, None
        if fn & 1 or fn == sn:
            fr, sr = sha256(b"\1", c, fr), sha256(b"\1", c, sr)
            while fn and not fn & 1: fn, sn = fn >> 1, sn >> 1
        else: sr = sha256(b"\1", sr, c)
        fn, sn = fn >> 1, sn >> 1
    return (fr, sr) if sn == 0 else (None, None)

def is_included(data, index, size, path, root):
    """RFC 9162 2.1.3.2: the leaf of the data has this index in the tree of this size and root."""
    leaf = sha256(b"\0", data)
    return 0 <= index < size and climb(index, size - 1, path, leaf, leaf)[1] == root

def is_consistent(first, first_root, second, second_root, path):
    """RFC 9162 2.1.4.2: the second tree begins with the first (every tree with the empty one)."""
    if first in (0, second):
        return not path and first_root == (second_root if first == second else sha256())
    if first > second or not path: return False
    if first & (first - 1) == 0: path = [first_root] + path
    fn, sn = first - 1, second - 1
    while fn & 1: fn, sn = fn >> 1, sn >> 1
    return climb(fn, sn, path[1:], path[0], path[0]) == (first_root, second_root)

# What everything is written in
def unbase64(text, where, length=None):
    """RFC 4648 4, padded, and only in the one canonical spelling."""
    try: data = base64.b64decode(text, validate=True)
    except ValueError: data = b""
    fits = base64.b64encode(data).decode() == text and length in (None, len(data))
    need(fits, where, "base64 mal écrit", "malformed base64")
    return data

def parse(data, where):
    """(object, its RFC 8785 form) of JSON with unique keys, integers within 2^53-1, no null."""
    # What must not be there becomes null, and null must not be there.
    number = lambda n: int(n) if re.fullmatch("-?[0-9]{,16}", n) and abs(int(n)) < 2**53 else None
    members = lambda pairs: None if len(dict(pairs)) < len(pairs) else dict(
        sorted(pairs, key=lambda pair: pair[0].encode("utf-16-be")))  # RFC 8785 3.2.3
    try:
        value = json.loads(data.decode(), object_pairs_hook=members, parse_int=number,
                           parse_float=number, parse_constant=number)
        form = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except (ValueError, RecursionError): form = b""
    bare = re.sub(rb'"([^"\\]|\\.)*"', b"", form)
    need(bare[:1] == b"{" and b"null" not in bare, where, "JSON non strict", "JSON not strict")
    return value, form

# Keys, checkpoints and the proofs above them
NUMBER = "(0|[1-9][0-9]{0,17})"
KEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)")
NOTE = re.compile(rf"((\S+)\n{NUMBER}\n(\S+)\n)\n((?:— [^\s+]+ \S+\n)+)")
signed = {0: sha256()}  # size: root that the key signed, in whatever file; that of 0 is known
proved = {}  # index: event that a receipt proved
failures = []

def verifier_key(text):
    """C2SP signed-note, verifier key: (name, key id, public key)."""
    match = KEY.fullmatch(text)
    need(match and text.isprintable(), None, "clé mal écrite", "malformed key")
    name, keyid, data = match[1], bytes.fromhex(match[2]), unbase64(match[3], None)
    need(data[0] == 1, None, f"type {data[0]} ; ici, seul le type 1 (Ed25519) est vérifié",
         f"type {data[0]}; only type 1 (Ed25519) is verified here")
    fits = len(data) == 33 and sha256(name.encode(), b"\n", data)[:4] == keyid
    need(fits and decode(data[1:]), None, "id faux, ou pas un point", "wrong id, or not a point")
    print("ok  ", say("clé :", "key:"), name, match[2])
    return name, keyid, data[1:]

def notes(text, key, line=1, most=1):
    """C2SP signed-note and tlog-checkpoint: (size, root) of the notes, one after the other."""
    found, at = [], 0
    while at < len(text) or not found:
        note = NOTE.match(text, at) if len(found) != most else None
        need(note, line, "ce n'est pas un point de contrôle signé", "this is no signed checkpoint")
        need(note[2] == key[0], line, "l'origine n'est pas la clé", "the origin is not the key")
        size, root, valid = int(note[3]), unbase64(note[4], line + 2, 32), False
        need(not found or size > found[-1][0], line + 1, "taille pas plus grande", "not larger")
        for number, signature in enumerate(note[5].splitlines(), line + 4):
            name, data = signature[2:].split(" ")
            data = unbase64(data, number)
            if (name, data[:4]) == key[:2]:
                valid = is_signed(key[2], data[4:], note[1].encode())
                need(valid, number, "signature fausse", "wrong signature")
        need(valid, line + 4, "la clé ne l'a pas signé", "the key did not sign it")
        need(signed.setdefault(size, root) == root, line + 1, "autre racine signée à cette taille :"
             " le registre a bifurqué", "another root signed at this size: the ledger has forked")
        print("ok  ", say(f"point de contrôle : {key[0]}, {size} événement{'s' * (size > 1)}, "
                          f"racine {note[4]}",
                          f"checkpoint: {key[0]}, {size} event{'s' * (size != 1)}, root {note[4]}"))
        found.append((size, root))
        at, line = note.end(), number + 1
    return found

def headed_note(head, text, key):
    """What a head says, hashes, the line of the first, size, root: a proof above a checkpoint."""
    match = re.fullmatch(head + r"((?:\S+\n){0,63})\n(.*)", text, re.DOTALL)
    need(match, 1, "ce n'est pas une preuve", "this is not a proof")
    *said, lines, note = match.groups()
    line = text.count("\n", 0, match.start(len(said) + 1)) + 1
    path = [unbase64(item, number, 32) for number, item in enumerate(lines.splitlines(), line)]
    return said, path, line, *notes(note, key, line + len(path) + 1)[0]

def consistency(file, key, earlier):
    """C2SP tlog-witness, add-checkpoint: the ledger begins with the earlier one."""
    said, hashes, line, *later = headed_note(f"old {NUMBER}\n", file.read().decode(), key)
    need(earlier and earlier[0][0] == int(said[0]), 1, "--since est autre", "--since is not this")
    need(is_consistent(*earlier[0], *later, hashes), line, "preuve fausse", "wrong proof")
    print("ok  ", say(f"cohérence {file.name} : {later[0]} événements, dont les {said[0]} d'avant",
                      f"consistency {file.name}: {later[0]} events, the earlier {said[0]} first"))
    return tuple(later)

# Events, receipts and lists
def event(data, index, where):
    """The event of this index, from its canonical bytes."""
    value, form = parse(data, where)
    need(form == data, where, "JSON non canonique", "JSON not canonical")
    need(len(data) < 2**16, where, "plus de 65535 octets", "more than 65535 bytes")
    instant = r"[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}\.[0-9]{6}Z"
    for name, form in dict(sequence=str(index), recordedat=instant, source=".*", id=".*").items():
        fits = type(value.get(name)) is str and re.fullmatch(form, value[name], re.DOTALL)
        need(fits, where, f"{name} absent ou faux", f"{name} missing or wrong")
    return value

def tlog_proof(text, key, path):
    """C2SP tlog-proof: (index, event), the event from the extra line or from the file beside."""
    head = rf"c2sp\.org/tlog-proof@v1\n(?:extra (\S+)\n)?index {NUMBER}\n"
    (extra, index), hashes, line, size, root = headed_note(head, text, key)
    need(extra or path.endswith(".tlog-proof"), 2, "événement absent", "the event is missing")
    beside = path[:-len(".tlog-proof")] + ".event.json"
    data = unbase64(extra, 2) if extra else open(beside, "rb").read()
    need(is_included(data, int(index), size, hashes, root), line, "preuve fausse", "wrong proof")
    need(proved.setdefault(int(index), data) == data, line - 1, "un autre accusé dit autre chose",
         "another receipt differs")
    return index, event(data, index, 2 if extra else beside)

def receipt(file, key):
    """A receipt: a tlog-proof, or a claim about a sealed list with one in it."""
    data = file.read()
    if data.lstrip()[:1] == b"{": return list_proof(data, key, file.name)
    index, value = tlog_proof(data.decode(), key, file.name)
    print("ok  ", say(f"accusé {file.name} : n° {index}, enregistré le {value['recordedat']}",
                      f"receipt {file.name}: number {index}, recorded {value['recordedat']}"))

def list_proof(data, key, path):
    """A product's row in a sealed list, or the rows between which it would stand."""
    claim, rows = parse(data, None)[0], []
    cis, kind = claim["cis"], claim["claim"]
    try: index, seal = tlog_proof(claim["seal"], key, "")
    except Wrong as wrong: raise Wrong(f"seal:{wrong.args[0]}", wrong.args[1])
    day, known, total = (seal["data"][name] for name in ("asOf", "size", "rows"))
    fits = seal["type"] == "fr.mitm.list.sealed.v1" and type(known) is type(total) is int
    need(fits and re.fullmatch("[0-9]{4}(-[0-9]{2}){2}", day), "seal",
         "ce n'est pas une liste scellée", "this is no sealed list")
    root = unbase64(seal["data"]["root"], "seal", 32)
    for row in claim["rows"]:
        where, text, at = f"rows[{len(rows)}]", row["row"].encode(), row["index"]
        hashes = [unbase64(item, where, 32) for item in row["hashes"]]
        need(is_included(text, at, total, hashes, root), where, "preuve fausse", "wrong proof")
        rows.append((at, parse(text, where)[0]["cis"]))
    fits = all(re.fullmatch("[0-9]{8}", code) for code in [cis, *(code for _, code in rows)])
    # Absent: two neighbours leave no room; before the first row and after the last one is nothing.
    pair = rows if len(rows) == 2 else [(-1, ""), *rows, (total, ":")]
    absent = len(rows) < 3 and (total or root == sha256()) and any(
        i + 1 == j and low < cis < high for (i, low), (j, high) in zip(pair, pair[1:]))
    listed = [code for _, code in rows] == [cis]
    need(fits and {"absent": absent, "listed": listed}[kind], "rows",
         "ces lignes ne prouvent pas ce qui est dit", "these rows do not prove what is said")
    fr, en = ("figure", "is") if listed else ("ne figure pas", "is not")
    print("ok  ", say(f"liste {path} : {cis} {fr} parmi les {total} lignes du {day} (n° {index})",
                      f"list {path}: {cis} {en} among the {total} rows of {day} (number {index})"))
    if absent: print("    ", say(
        "si les lignes sont triées par CIS, sans trou ni doublon ; seul le rejeu le prouve :",
        "provided the rows are sorted by CIS, without gap or repeat; only a replay proves it:"),
        f"mitm list --as-of {day} --known-at {known}")

def export(file, found):
    """Every event in its place, under every signed root, and none after the last checkpoint."""
    need(found, None, "aucun point de contrôle ne tient", "no checkpoint holds")
    edge, seen, before, count, last = [], set(), "", 0, found[-1][0]
    while line := file.readline(2**16 + 1):
        index, count, data = count, count + 1, line[:-1]
        need(line[-1:] == b"\n", count, "ligne coupée ou trop longue", "line cut or too long")
        value = event(data, index, count)
        name, late = (value["source"], value["id"]), value["recordedat"] > before
        need(name not in seen, count, "(source, id) déjà vus", "(source, id) seen before")
        need(late, count, "recordedat ne croît pas", "recordedat is not later than before")
        need(proved.get(index, data) == data, count, "un accusé dit autre chose", "a receipt differs")
        seen.add(name)
        before = value["recordedat"]
        edge.append(sha256(b"\0", data))  # The roots of perfect trees, smaller to the right.
        while index & 1: index, edge[-2:] = index >> 1, [sha256(b"\1", *edge[-2:])]
        if count in signed:
            root = functools.reduce(lambda right, left: sha256(b"\1", left, right), edge[::-1])
            need(root == signed[count], count, "autre racine que la signée", "not the root signed")
    need(count >= last, count, f"manquants : {last - count}", f"events missing: {last - count}")
    need(count <= last, last + 1, f"événements que rien de signé ne couvre : {count - last}",
         f"events that nothing signed covers: {count - last}")
    need(count > max(proved, default=-1), count, "un accusé va plus loin", "a receipt goes further")
    print("ok  ", f"export {file.name}" + say(" :", ":"), count,
          say("événement" + "s" * (count > 1), "event" + "s" * (count != 1)))

# Inspection packs
def cited(value):
    """Every sequence that an answer names as evidence."""
    if isinstance(value, list): return [number for item in value for number in cited(item)]
    if not isinstance(value, dict): return []
    own = value.get("evidence")
    numbers = [number for number in own if type(number) is int] if isinstance(own, list) else []
    return numbers + [number for item in value.values() for number in cited(item)]

def pack(folder, key):
    """An unpacked inspection pack: its files, receipts, answers of one basis that cite only events that are
    there, and one signed ledger around them all. That nothing was left out of the answers, and that they
    follow from the events, only a replay shows; the manifest is not signed."""
    path = lambda *names: os.path.join(folder, *names)
    names = set()
    for at, folders, files in os.walk(folder):
        for name in folders + files:
            inside = os.path.relpath(os.path.join(at, name), folder)
            need(not os.path.islink(os.path.join(at, name)), inside, "c'est un lien", "this is a link")
            if name in files: names.add(inside)
    listed = [line.rstrip("\n").split("  ", 1)[::-1] for line in open(path("MANIFEST.sha256"))]
    need(len(dict(listed)) == len(listed), "MANIFEST.sha256", "un nom y est deux fois", "a name is there twice")
    names, listed = names - {"MANIFEST.sha256"}, dict(listed)
    for name in sorted(names | set(listed)):
        fits = name in names and listed.get(name) == sha256(open(path(name), "rb").read()).hex()
        need(fits, name, "ce fichier n'est pas celui du manifeste", "not the file of the manifest")
    print("ok  ", say(f"manifeste : {len(names)} fichiers", f"manifest: {len(names)} files"))
    text = f"{key[0]}+{key[1].hex()}+{base64.b64encode(bytes([1]) + key[2]).decode()}"
    need(open(path("verifier-key")).read().strip() == text, "verifier-key",
         "ce n'est pas la clé donnée", "this is not the key that was given")
    for name in sorted(names):
        if name.startswith("receipts/"): attempt(name, receipt, open(path(name), "rb"), key)
    events, before = {}, -1
    for number, line in enumerate(open(path("events.ndjson"), "rb").read().splitlines(), 1):
        where = f"events.ndjson:{number}"
        index = int(parse(line, where)[0]["sequence"])
        need(index > before, where, "pas dans l'ordre", "not in order")
        need(proved.get(index) == line, where, "sans accusé", "without a receipt")
        events[index], before = line, index
    need(events and set(events) == set(proved), "events.ndjson", "il en manque", "some are missing")
    print("ok  ", say(f"événements : {len(events)}, chacun avec son accusé",
                      f"events: {len(events)}, each with its receipt"))
    read = lambda name: parse(open(path(name), "rb").read(), name)[0]
    basis = read("basis.json")["basis"]
    day, size, root = basis["asOf"], basis["size"], unbase64(basis["root"], "basis.json", 32)
    need(re.fullmatch("[0-9]{4}(-[0-9]{2}){2}", day) and type(size) is int and size >= 0,
         "basis.json", "base mal écrite", "malformed basis")
    need(read("rulebook.json")["version"] == basis["rulebook"], "rulebook.json",
         "autre référentiel que celui de la base", "another rulebook than that of the basis")
    answers = [name for name in sorted(names) if name == "products.json" or name.endswith(
        ("/compliance.json", "/trace.json", "/blame.json"))]
    for name in answers:
        answer = read(name)
        need(answer["basis"] == basis, name, "autre base", "another basis")
        for number in cited(answer):
            need(number in events, name, f"l'événement {number} n'est pas là",
                 f"event {number} is not there")
        for entry in answer.get("timeline", []):
            form = json.dumps(entry["event"], ensure_ascii=False, separators=(",", ":")).encode()
            need(events.get(int(entry["event"]["sequence"])) == form, name,
                 "un événement y est autre", "an event differs in it")
    need(len(answers) > 2, "products.json", "réponses absentes", "answers are missing")
    print("ok  ", say(f"réponses : {len(answers)}, d'une base, sur ces événements",
                      f"answers: {len(answers)}, of one basis, on these events"))
    need(signed.setdefault(size, root) == root, "basis.json", "autre racine", "another root")
    whole = notes(open(path("checkpoint")).read(), key)[0]
    need(size <= whole[0] and max(signed) == whole[0], "checkpoint",
         "plus petit que la base ou qu'un accusé", "smaller than the basis or than a receipt's")
    for earlier in sorted(signed):
        if 0 < earlier < whole[0]:
            name = f"growth/{earlier}.txt"
            need(name in names, name, "preuve de croissance absente", "the proof of growth is missing")
            point = [(earlier, signed[earlier])]
            later = attempt(name, consistency, open(path(name), "rb"), key, point)
            need(later in (None, whole), name, "autre point de contrôle", "another checkpoint")
    print("ok  ", say(f"base : {size} événement{'s' * (size > 1)} au {day}, racine {basis['root']}",
                      f"basis: {size} event{'s' * (size != 1)} as of {day}, root {basis['root']}"))

# The command
def attempt(path, check, *rest):
    """What a check of a file gives; if something does not hold, tells what and where."""
    try: return check(*rest)
    except Wrong as wrong: where, sentence = wrong.args
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # not UTF-8; JSON
        where, sentence = None, say("mal formé", "malformed")
    print("FAIL", f"{path}:{where}" if where else path, "–", sentence)
    failures.append(path)

def main():
    """Runs the checks that the command line asks for; gives the exit status."""
    global language
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    french = USAGE.replace("VKEY", "CLÉ").replace("FILE", "FICHIER").replace("FOLDER", "DOSSIER")
    if {"-h", "--help"} & set(sys.argv[1:]):
        english, other = __doc__.split("\n---\n")
        return print(say(f"{other}\nusage : {french}", f"{english}\n\nusage: {USAGE}"))
    parser.error = lambda _: sys.exit(
        print(say(f"usage : {french}", f"usage: {USAGE}"), file=sys.stderr) or 64)
    for name in "key", "export", "checkpoint", "consistency", "since", "pack":
        parser.add_argument("--" + name)
    parser.add_argument("--receipt", action="append", default=[])
    parser.add_argument("--language", choices=("fr", "en"), default=language)
    given = parser.parse_args()
    language, asked = given.language, given.checkpoint or given.receipt or given.consistency
    asked = asked or given.pack
    if (not given.key or not asked or given.export and not given.checkpoint
            or bool(given.consistency) != bool(given.since)): parser.error(None)
    text = given.key
    if not KEY.fullmatch(text) and ("+" not in text or os.path.exists(text)):
        text = open(text, encoding="utf-8", errors="replace").read().strip()
    key = attempt("--key", verifier_key, text)
    if not key: return 1
    points = lambda path, most: attempt(path, lambda file: notes(
        file.read().decode(), key, most=most), open(path, "rb"))
    found = given.checkpoint and points(given.checkpoint, None)
    for path in given.receipt: attempt(path, receipt, open(path, "rb"), key)
    if given.consistency:
        earlier = points(given.since, 1)
        attempt(given.consistency, consistency, open(given.consistency, "rb"), key, earlier)
    if given.pack and not os.path.isdir(given.pack):
        return print(say("décompressez d'abord le dossier :", "unpack it first:"), given.pack) or 66
    if given.pack: attempt(given.pack, pack, given.pack, key)
    if given.export: attempt(given.export, export, open(given.export, "rb"), found)
    return 1 if failures else 0

if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # for file names and poorer locales
    try: sys.exit(main())
    except OSError as error:
        print(say("fichier illisible :", "unreadable file:"), error.filename, file=sys.stderr)
        sys.exit(66)
