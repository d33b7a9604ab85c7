# What every command shares: arguments, messages, the layout of the data directory.

# The layout of the data directory. A later layout gets a greater number; an older program leaves it alone.
DATA_VERSION=1
DEFAULT_DATA_DIR=/var/lib/quarterdeck
# Less free space than this and etcd, images or the store would fail half-way.
DISK_FREE_MIN_MIB=512
# Several nodes on one host share its memory; more than this is not what the option is for.
NODES_MAX=16
# Unix socket paths end at 107 characters; the longest of ours adds this many to the data directory.
DATA_DIR_LENGTH_MAX=60

STARTED_MS=$(date +%s%3N)

fail() {
  printf 'quarterdeck: %s\n' "$*" >&2
  exit 1
}

# Shows one step with the time since the command began.
step() {
  local ms=$(($(date +%s%3N) - STARTED_MS))
  printf '[%3d.%01d s] %s\n' $((ms / 1000)) $((ms % 1000 / 100)) "$*"
}

parse_arguments() {
  COMMAND=${1:-help}
  shift || true
  DATA_DIR=$DEFAULT_DATA_DIR
  PORT='' NODES='' STORE='' PURGE=false FOLLOW=false
  MIRRORS=() ARGUMENTS=()
  while [ $# -gt 0 ]; do
    case $1 in
      --data-dir | --port | --nodes | --store | --registry-mirror)
        [ $# -ge 2 ] || fail "$1 needs a value"
        set_option "$1" "$2"
        shift 2 ;;
      --*=*) set_option "${1%%=*}" "${1#*=}"; shift ;;
      --purge) PURGE=true; shift ;;
      -f | --follow) FOLLOW=true; shift ;;
      -h | --help) COMMAND=help; shift ;;
      -*) fail "unknown option $1 (see ./quarterdeck help)" ;;
      *) ARGUMENTS+=("$1"); shift ;;
    esac
  done
  DATA_DIR=$(realpath -ms "$DATA_DIR")
}

set_option() {
  case $1 in
    --data-dir) DATA_DIR=$2 ;;
    --port) check_number --port "$2" 1 65535; PORT=$2 ;;
    --nodes) check_number --nodes "$2" 1 $NODES_MAX; NODES=$2 ;;
    --store)
      [[ $2 == embedded || $2 =~ ^etcd=https?://[^,]+(,https?://[^,]+)*$ ]] ||
        fail "--store is \"embedded\" or \"etcd=URL[,URL]\", not \"$2\""
      STORE=$2 ;;
    --registry-mirror)
      [[ $2 =~ ^[a-zA-Z0-9._:-]+=https?://[^[:space:]]+$ ]] ||
        fail "--registry-mirror is REGISTRY=URL, such as docker.io=http://127.0.0.1:5000, not \"$2\""
      MIRRORS+=("$2") ;;
    *) fail "unknown option $1 (see ./quarterdeck help)" ;;
  esac
}

check_number() {
  [[ $2 =~ ^[0-9]{1,5}$ ]] && [ "$2" -ge "$3" ] && [ "$2" -le "$4" ] || fail "$1 is a number from $3 to $4, not \"$2\""
}

# What `up` decided for this data directory: SLOT, PORT, NODES, STORE, addresses. Empty where there was no `up` yet.
load_cluster() {
  [ -f "$DATA_DIR/cluster.env" ] || return 1
  local version
  version=$(cat "$DATA_DIR/version" 2>/dev/null || echo 0)
  [ "$version" -le $DATA_VERSION ] 2>/dev/null ||
    fail "the data directory $DATA_DIR was written by a newer Quarterdeck (layout $version, this one knows $DATA_VERSION)"
  # shellcheck disable=SC1091
  . "$DATA_DIR/cluster.env"
}

require_cluster() {
  load_cluster || fail "there is no cluster in $DATA_DIR; ./quarterdeck up starts one"
}

require_root() {
  [ "$(id -u)" = 0 ] || fail "this needs root, for containers and their networks: run it with sudo"
}

node_dir() { printf '%s/nodes/%s' "$DATA_DIR" "$1"; }
node_socket() { printf '%s/containerd.sock' "$(node_dir "$1")"; }

# Calls the API (or a node daemon) as the administrator, and as a program: to a person's curl the API answers with indented text.
api_curl() {
  curl -sS --user-agent quarterdeck --max-time 10 --cacert "$DATA_DIR/pki/ca.crt" --cert "$DATA_DIR/pki/admin.crt" \
    --key "$DATA_DIR/pki/admin.key" "$@"
}

api_url() { printf 'https://127.0.0.1:%s%s' "$PORT" "$1"; }

command_kubeconfig() {
  require_cluster
  printf '%s\n' "$DATA_DIR/admin.kubeconfig"
}

command_version() {
  sed -n 's:^  <version>\(.*\)</version>$:Quarterdeck \1 (Kubernetes API v1.35):p' "$QUARTERDECK_HOME/pom.xml" | head -1
}
