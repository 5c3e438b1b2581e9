#!/usr/bin/env bash
# Puts Debian's nginx, with Tools/Proxy/nginx.conf, in front of a server, on loopback and over TLS, and holds what
# comes through to what the configuration promises.
#
#   proxy.sh ADDRESS FOLDER TOKEN
# ---
# Met le nginx de Debian, avec Tools/Proxy/nginx.conf, devant un serveur, sur la boucle locale et par TLS, et vérifie que
# ce qui passe est ce que promet la configuration.
#
#   proxy.sh ADRESSE DOSSIER JETON
set -euo pipefail
. "$(dirname "$0")/../../Tools/say"
cd "$(dirname "$0")/../.."
address=$1 folder=$2 token=$3
port=$((20000 + RANDOM % 20000))

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=mitm.example" \
  -addext "subjectAltName=DNS:mitm.example" -keyout "$folder/tls.key" -out "$folder/tls.pem" 2>/dev/null
sed -e "s|127.0.0.1:8080|${address#http://}|" -e "s|listen 443 ssl|listen 127.0.0.1:$port ssl|" \
  -e "s|listen 80|listen 127.0.0.1:$((port + 1))|" -e "s|/etc/ssl/certs/mitm.pem|$folder/tls.pem|" \
  -e "s|/etc/ssl/private/mitm.key|$folder/tls.key|" -e "s|/var/log/nginx/mitm.log|$folder/nginx-access.log|" \
  Tools/Proxy/nginx.conf >"$folder/nginx.conf"
nginx=$(command -v nginx || echo /usr/sbin/nginx)
"$nginx" -q -c "$folder/nginx.conf" -e "$folder/nginx.log" \
  -g "pid $folder/nginx.pid; daemon on; lock_file $folder/nginx.lock;"
trap 'kill "$(cat "$folder/nginx.pid")" 2>/dev/null || true' EXIT

ask() { curl -sS --cacert "$folder/tls.pem" --resolve "mitm.example:$port:127.0.0.1" "$@"; }
site="https://mitm.example:$port"
# expect GOT WANTED FRENCH ENGLISH
expect() { [ "$1" = "$2" ] || { say "$3 : $1, et non $2" "$4: $1, not $2" >&2; exit 1; }; }
status() { ask -o /dev/null -w '%{http_code}' "$@"; }

expect "$(status "$site/list")" 200 "la liste" "the list"
expect "$(status "$site/metrics")" 404 "les mesures, du dehors" "the metrics, from outside"
expect "$(status -H "Authorization: Bearer $token" "$site/api/v1/list")" 200 "l'API" "the API"
expect "$(status -H 'Authorization: Bearer wrong' "$site/api/v1/list")" 401 "un jeton faux" "a wrong token"
expect "$(curl -sS -o /dev/null -w '%{http_code}' -H 'Host: mitm.example' "http://127.0.0.1:$((port + 1))/list")" \
  301 "sans TLS" "without TLS"
head -c 17000000 /dev/zero >"$folder/large"
expect "$(status -H "Authorization: Bearer $token" --data-binary "@$folder/large" "$site/api/v1/events")" 413 \
  "un corps trop grand" "a body that is too large"
headers=$(ask -D - -o /dev/null --data-urlencode "token=$token" -d lang=fr "$site/sign-in")
grep -qi '^set-cookie: .*; HttpOnly; SameSite=Lax; Secure' <<<"$headers" \
  || { say "pas de cookie sûr" "no secure cookie" >&2; exit 1; }
grep -qi '^strict-transport-security' <<<"$headers" || { say "pas de HSTS" "no HSTS" >&2; exit 1; }
# The client's word on its own address is not believed; nginx's is.
ask -o /dev/null -H 'X-Forwarded-For: 203.0.113.9' "$site/healthz"
grep -q '"client":"203.0.113.9"' "$folder/serve.log" \
  && { say "un client a choisi son adresse" "a client chose its address" >&2; exit 1; }
say "TLS, limites, cookie et adresse du client sont comme le dit Tools/Proxy/nginx.conf." \
  "TLS, limits, the cookie and the client's address are as Tools/Proxy/nginx.conf says."
