# `up`: from whatever is there to a cluster that answers.

# How long each wait may last before `up` gives up. The first start loads images and writes keys on what may be a slow
# disk; a healthy host needs a tenth of this.
API_READY_SECONDS=60
NODES_READY_SECONDS=90
DNS_READY_SECONDS=30

command_up() {
  start_cluster
  step "ready"
  echo
  echo "  export KUBECONFIG=$DATA_DIR/admin.kubeconfig"
  echo "  kubectl get nodes"
  command -v kubectl >/dev/null 2>&1 ||
    printf '\nkubectl is not installed; see https://kubernetes.io/docs/tasks/tools/ (any version from 1.31 will do).\n'
}

start_cluster() {
  check_before_up
  if cluster_is_healthy; then
    step "the cluster in $DATA_DIR is running already"
    return 0
  fi
  install_missing
  build_if_needed
  [ -d "$DATA_DIR/run" ] || step "making $DATA_DIR"
  mkdir -p "$DATA_DIR"/{run,logs,nodes,images}
  chmod 700 "$DATA_DIR"
  echo $DATA_VERSION >"$DATA_DIR/version"
  choose_slot
  derive_addresses
  save_cluster
  make_admin_key &
  make_pause_image
  make_node_networks
  wait $!
  start_all
  wait_until_ready
}

# Everything that can be refused is refused here, before anything changes.
check_before_up() {
  require_root
  local asked_port=$PORT asked_nodes=$NODES asked_store=$STORE asked_mirrors=${MIRRORS[*]:-}
  SLOT='' REGISTRY_MIRRORS='' NODE_NAMES=''
  load_cluster || true
  local name
  for name in port nodes store; do
    local asked=asked_$name known=${name^^}
    if [ -n "${!asked}" ] && [ -n "${!known}" ] && [ "${!asked}" != "${!known}" ] && [ -f "$DATA_DIR/cluster.env" ]; then
      fail "the cluster in $DATA_DIR was made with --$name ${!known}; run ./quarterdeck down --purge first to make it with --$name ${!asked}"
    fi
  done
  PORT=${asked_port:-${PORT:-6443}}
  NODES=${asked_nodes:-${NODES:-1}}
  STORE=${asked_store:-${STORE:-embedded}}
  REGISTRY_MIRRORS=${asked_mirrors:-$REGISTRY_MIRRORS}
  # A host that was renamed keeps the node's first name: it is the node's identity.
  NODE_NAMES=${NODE_NAMES:-$(node_names)}
  [ "$(uname -s)" = Linux ] || fail "Quarterdeck runs containers, which needs Linux"
  [ ${#DATA_DIR} -le $DATA_DIR_LENGTH_MAX ] ||
    fail "the data directory's path may have $DATA_DIR_LENGTH_MAX characters at most (sockets live in it): $DATA_DIR"
  [ ! -e "$DATA_DIR" ] || [ -d "$DATA_DIR" ] || fail "$DATA_DIR is not a directory"
  check_disk
  component_runs api || check_port
}

check_disk() {
  local parent=$DATA_DIR free
  while [ ! -d "$parent" ]; do parent=$(dirname "$parent"); done
  free=$(df -Pm "$parent" | awk 'NR == 2 {print $4}')
  [ "$free" -ge $DISK_FREE_MIN_MIB ] ||
    fail "the disk of $DATA_DIR has $free MiB free and $DISK_FREE_MIN_MIB MiB are needed"
}

check_port() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then
    fail "port $PORT is in use by another process; choose another with --port"
  fi
}

cluster_is_healthy() {
  [ -f "$DATA_DIR/cluster.env" ] || return 1
  derive_addresses
  local name
  for name in $(components); do [ "$(component_health "$name")" = healthy ] || return 1; done
}

save_cluster() {
  {
    printf 'SLOT=%q\nPORT=%q\nNODES=%q\nSTORE=%q\n' "$SLOT" "$PORT" "$NODES" "$STORE"
    printf 'NODE_NAMES=%q\nREGISTRY_MIRRORS=%q\n' "$NODE_NAMES" "$REGISTRY_MIRRORS"
  } >"$DATA_DIR/cluster.env.new"
  mv "$DATA_DIR/cluster.env.new" "$DATA_DIR/cluster.env"
}

start_all() {
  local node
  step "starting the API and $NODES node$([ "$NODES" -eq 1 ] || echo s)"
  component_runs api || start_api
  for node in $NODE_NAMES; do
    component_runs "containerd-$node" || start_containerd "$node"
    component_runs "node-$node" || start_node "$node"
  done
  for node in $NODE_NAMES; do
    wait_for "containerd on $node" 20 "containerd-$node" containerd_answers "$node"
    import_pause_image "$node"
  done
}

# The API makes this key itself where there is no openssl; in a process that has just begun, that takes 0.3 s instead of 0.1.
make_admin_key() {
  local key=$DATA_DIR/pki/admin.key
  [ ! -e "$key" ] && [ ! -e "$DATA_DIR/pki/admin.crt" ] && command -v openssl >/dev/null 2>&1 || return 0
  mkdir -p "$DATA_DIR/pki"
  (umask 077 && openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$key.new" 2>/dev/null) &&
    mv "$key.new" "$key" || rm -f "$key.new"
}

containerd_answers() { ctr --address "$(node_socket "$1")" version >/dev/null 2>&1; }

import_pause_image() {
  local done=$(node_dir "$1")/containerd/pause-imported
  [ -f "$done" ] && return 0
  import_image "$1" "$DATA_DIR/images/pause.tar" >/dev/null || fail "the sandbox image could not be imported on $1"
  touch "$done"
}

wait_until_ready() {
  local node
  wait_for "the API" $API_READY_SECONDS api api_is_ready
  step "API ready on port $PORT"
  for node in $NODE_NAMES; do
    wait_for "node $node" $NODES_READY_SECONDS "node-$node" node_is_ready "$node"
    step "node $node Ready"
  done
  wait_for "cluster DNS" $DNS_READY_SECONDS "node-${NODE_NAMES%% *}" dns_answers
  step "cluster DNS answers on $CLUSTER_DNS"
}

# wait_for WHAT SECONDS COMPONENT CHECK...: fails with the cause and the log if the component dies or time runs out.
wait_for() {
  local what=$1 seconds=$2 component=$3 deadline
  shift 3
  deadline=$((SECONDS + seconds))
  until "$@"; do
    component_runs "$component" ||
      fail "$component ended while it started: $(last_error "$component") (log: $(log_file "$component"))"
    [ $SECONDS -lt $deadline ] ||
      fail "$what was not ready within $seconds s: $(last_error "$component") (log: $(log_file "$component"))"
    sleep 0.05
  done
}

last_error() {
  grep -aE 'ERROR|Exception|level=(error|fatal)|FATAL' "$(log_file "$1")" 2>/dev/null | tail -1 | cut -c1-300 ||
    tail -n 1 "$(log_file "$1")" | cut -c1-300
}

api_is_ready() { [ -f "$DATA_DIR/pki/admin.key" ] && api_curl -f -o /dev/null "$(api_url /readyz)" 2>/dev/null; }

# The table form has the familiar STATUS column, so no JSON has to be taken apart here.
node_is_ready() {
  api_curl -f -H 'Accept: application/json;as=Table;v=v1;g=meta.k8s.io' "$(api_url "/api/v1/nodes/$1?includeObject=None")" 2>/dev/null |
    grep -qE "\"cells\":\[\"$1\",\"Ready"
}

# Asks as a pod would.
dns_answers() {
  timeout 2 busybox nslookup kubernetes.default.svc.cluster.local "$CLUSTER_DNS" 2>/dev/null | grep -q '^Name:'
}
