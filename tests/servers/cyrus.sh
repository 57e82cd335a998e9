#!/bin/sh
# A Cyrus mail server with JMAP on loopback, for the tests: everything it keeps is in RUNDIR.
#
#   cyrus.sh start|stop RUNDIR
#
# Ports by environment: JMAP_PORT 1280, LMTP_PORT 1224, SMTP_PORT 1225 (a relay of our own that brings mail back by LMTP).
# Needs the Debian packages cyrus-common, cyrus-caldav (its httpd speaks JMAP) and sasl2-bin, and root to become "cyrus".
set -eu

here=$(cd "$(dirname "$0")" && pwd)
action=${1:?start or stop}
run=${2:?a folder to run in}
jmap=${JMAP_PORT:-1280}
lmtp=${LMTP_PORT:-1224}
smtp=${SMTP_PORT:-1225}
users="noor@example.org daan@example.org sofie@example.org lee@example.com mara@example.com"
programs=/usr/lib/cyrus/bin
master=/usr/sbin/cyrmaster

fail() {
  echo "cyrus.sh: $1" >&2
  exit 1
}

write_configuration() {
  # defaultdomain must be none of the users' own: Cyrus strips it from their names, and then does not find them.
  cat > "$run/imapd.conf" <<CONF
configdirectory: $run/conf
defaultpartition: default
partition-default: $run/spool
admins: cyrus
virtdomains: userid
defaultdomain: example.test
unixhierarchysep: yes
altnamespace: yes
conversations: yes
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: $run/sasl/sasldb2
sasl_mech_list: PLAIN
httpmodules: jmap
autocreate_quota: 0
autocreate_post: yes
autocreate_inbox_folders: Drafts|Sent|Archive|Trash
autocreate_subscribe_folders: Drafts|Sent|Archive|Trash
xlist-drafts: Drafts
xlist-sent: Sent
xlist-archive: Archive
xlist-trash: Trash
smtp_backend: host
smtp_host: 127.0.0.1:$smtp/noauth
CONF
  cat > "$run/cyrus.conf" <<CONF
START {
  recover cmd="$programs/ctl_cyrusdb -C $run/imapd.conf -r"
}
SERVICES {
  http cmd="$programs/httpd -C $run/imapd.conf" listen="127.0.0.1:$jmap" prefork=1
  lmtp cmd="$programs/lmtpd -C $run/imapd.conf -a" listen="127.0.0.1:$lmtp" prefork=1
}
EVENTS {
  checkpoint cmd="$programs/ctl_cyrusdb -C $run/imapd.conf -c" period=30
}
CONF
}

add_users() {
  for user in $users; do
    name=${user%@*}
    printf '%spw\n' "$name" | saslpasswd2 -p -c -f "$run/sasl/sasldb2" -u "${user#*@}" "$name"
  done
}

# Every daemon lets go of our input and output, or a caller that reads them would wait for ever.
start_daemon() {
  setsid "$@" >> "$run/daemons.log" 2>&1 < /dev/null &
  echo $! >> "$run/pids"
}

wait_for_port() {
  tries=100
  until node -e 'require("net").connect(process.argv[1], "127.0.0.1").on("connect", () => process.exit(0)).on("error", () => process.exit(1))' "$1"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || fail "nothing answers on port $1; see $run/daemons.log"
    sleep 0.1
  done
}

# The first delivery to a user makes the mailboxes; signing in does not.
deliver_first_mail() {
  {
    echo "LHLO localhost"
    for user in $users; do
      printf '%s\n' "MAIL FROM:<welcome@example.test>" "RCPT TO:<$user>" DATA \
        "From: welcome@example.test" "To: $user" "Subject: Welcome to Cyrus" \
        "Message-ID: <welcome.${user%@*}@example.test>" "" "This mailbox is ready." .
    done
    echo QUIT
  } | node "$here/lmtp-lines.mjs" "$lmtp" || fail "the first mail was not delivered"
}

start() {
  [ "$(id -u)" = 0 ] || fail "must be started by root, because Cyrus runs as the user cyrus"
  [ -x "$master" ] && [ -x "$programs/httpd" ] && command -v saslpasswd2 > /dev/null \
    || fail "install the Debian packages cyrus-common, cyrus-caldav and sasl2-bin"
  [ ! -e "$run/pids" ] || fail "$run is in use; stop it first"
  # Cyrus does not make all of these itself.
  for folder in spool sasl conf conf/db conf/socket conf/proc conf/log conf/msg conf/user conf/quota conf/sieve conf/lock; do
    mkdir -p "$run/$folder"
  done
  write_configuration
  add_users
  chown -R cyrus:mail "$run"
  start_daemon env SMTP_PORT="$smtp" LMTP_PORT="$lmtp" ADDRESSES="$users" node "$here/smtp-to-lmtp.mjs"
  start_daemon "$master" -C "$run/imapd.conf" -M "$run/cyrus.conf" -p "$run/conf/master.pid" -D
  for port in "$jmap" "$lmtp" "$smtp"; do wait_for_port "$port"; done
  deliver_first_mail
  echo "Cyrus is ready: JMAP at http://127.0.0.1:$jmap/"
}

stop() {
  [ -e "$run/pids" ] || return 0
  while read -r pid; do
    kill "$pid" 2> /dev/null || continue
    tries=100
    while kill -0 "$pid" 2> /dev/null && [ "$tries" -gt 0 ]; do
      tries=$((tries - 1))
      sleep 0.1
    done
  done < "$run/pids"
  rm "$run/pids"
}

case $action in
  start)
    mkdir -p "$run"
    run=$(cd "$run" && pwd)
    start
    ;;
  stop) stop ;;
  *) fail "start or stop, not $action" ;;
esac
