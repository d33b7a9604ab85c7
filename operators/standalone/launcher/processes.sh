# The cluster's processes: each has a name, a pid file that cannot lie, and a log.

# A process that was asked to end gets this long before it is killed.
STOP_SECONDS=10
# At the end of a training run a process writes its cache, which takes several seconds.
TRAINING=${QUARTERDECK_TRAINING:-false}
! $TRAINING || STOP_SECONDS=90
# Logs are cut to their newest half at a start when they have grown past this.
LOG_SIZE_MAX=$((64 * 1024 * 1024))

pid_file() { printf '%s/run/%s.pid' "$DATA_DIR" "$1"; }
log_file() { printf '%s/logs/%s.log' "$DATA_DIR" "$1"; }

# The pid and the time the process began: a pid that was given to another process since does not match.
process_birth() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

component_pid() {
  local pid birth
  read -r pid birth 2>/dev/null <"$(pid_file "$1")" || return 1
  [ -n "$pid" ] && [ "$(process_birth "$pid")" = "$birth" ] && echo "$pid"
}

component_runs() { component_pid "$1" >/dev/null; }

# start_component NAME COMMAND...: in the background, in a session of its own.
start_component() {
  local name=$1 log pid
  shift
  log=$(log_file "$name")
  if [ "$(stat -c %s "$log" 2>/dev/null || echo 0)" -gt $LOG_SIZE_MAX ]; then
    tail -c $((LOG_SIZE_MAX / 2)) "$log" >"$log.new" && mv "$log.new" "$log"
  fi
  setsid "$@" >>"$log" 2>&1 </dev/null 9>&- &
  pid=$!
  printf '%s %s\n' "$pid" "$(process_birth "$pid")" >"$(pid_file "$name")"
}

stop_component() {
  local pid tries
  pid=$(component_pid "$1") || { rm -f "$(pid_file "$1")"; return 0; }
  kill "$pid" 2>/dev/null || true
  for tries in $(seq $((STOP_SECONDS * 20))); do
    component_runs "$1" || break
    sleep 0.05
  done
  kill -9 "$pid" 2>/dev/null || true
  rm -f "$(pid_file "$1")"
}

components() {
  local node
  echo api
  for node in $NODE_NAMES; do echo "containerd-$node" "node-$node"; done
}

# An empty folder for what a process unpacks at its start, which a killed one leaves behind.
scratch_dir() {
  local dir=$DATA_DIR/run/scratch-$1
  rm -rf "$dir" && mkdir -p "$dir" && echo "$dir"
}

start_api() {
  local store=$STORE
  start_component api env \
    QUARTERDECK_DATA_DIR="$DATA_DIR" QUARTERDECK_PORT="$PORT" QUARTERDECK_STORE="$store" \
    QUARTERDECK_ADVERTISE_ADDRESS="$(host_address)" QUARTERDECK_POD_CIDR="$POD_CIDR" \
    QUARTERDECK_SERVICE_CIDR="$SERVICE_CIDR" QUARTERDECK_NODES="${NODE_NAMES// /,}" \
    "$JAVA_HOME/bin/java" $(java_flags api) -Djava.io.tmpdir="$(scratch_dir api)" -jar "$STANDALONE_APP/quarkus-run.jar"
}

start_node() {
  local node=$1 dir
  dir=$(node_dir "$node")
  start_component "node-$node" $(node_prefix "$node") env \
    QUARTERDECK_NODE_NAME="$node" QUARTERDECK_DATA_DIR="$dir" QUARTERDECK_KUBECONFIG="$DATA_DIR/node-$node.kubeconfig" \
    QUARTERDECK_NODE_IP="$(node_address "$node")" QUARTERDECK_NODE_PORT="$NODE_PORT" \
    QUARTERDECK_CONTAINERD_SOCKET="$(node_socket "$node")" QUARTERDECK_POD_CIDR="$POD_CIDR" \
    QUARTERDECK_SERVICE_CIDR="$SERVICE_CIDR" QUARTERDECK_CLUSTER_DNS="$CLUSTER_DNS" \
    QUARTERDECK_CLUSTER_DOMAIN=cluster.local QUARTERDECK_NETWORK_ID="$SLOT" \
    "$JAVA_HOME/bin/java" $(java_flags node) -Djava.io.tmpdir="$(scratch_dir "$node")" -jar "$NODE_APP/quarkus-run.jar"
}

# What containerd keeps of running containers is of no use after a reboot, and is written and deleted with each of them: it
# belongs into memory, as it is with /run elsewhere. A pod's part is about 50 KiB.
RUNTIME_STATE_SIZE=256m

start_containerd() {
  local node=$1 state
  state=$(node_dir "$node")/containerd/state
  write_containerd_config "$node"
  mountpoint -q "$state" || mount -t tmpfs -o "mode=711,size=$RUNTIME_STATE_SIZE" quarterdeck "$state"
  start_component "containerd-$node" $(node_prefix "$node") containerd --config "$(node_dir "$node")/containerd.toml"
}

node_prefix() {
  [ "$NODES" -eq 1 ] || printf 'nsenter --net=/run/netns/%s' "$(node_netns "$1")"
}

# Small heaps and the serial collector, which gives back at once what it does not need: an idle cluster must fit where others do not.
# The API keeps many equal texts, and a young generation that grows with the heap would hold a third of what it keeps once more.
java_flags() {
  local flags='-XX:+UseSerialGC -Xms64m -XX:MaxRAMPercentage=25 -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=10 -XX:-ShrinkHeapInSteps --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Djava.net.preferIPv4Stack=true'
  local app
  case $1 in
    api) app=$STANDALONE_APP; flags="$flags -XX:+UseStringDeduplication -XX:MaxNewSize=64m" ;;
    node) app=$NODE_APP; flags="$flags -Xmx192m -Xss512k -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Dio.netty.allocator.maxOrder=3 -Dio.netty.allocator.numHeapArenas=1 -Dio.netty.allocator.numDirectArenas=1" ;;
  esac
  if $TRAINING; then echo "$flags -XX:AOTCacheOutput=$app/app.aot"; return; fi
  [ ! -f "$app/app.aot" ] || flags="$flags -XX:AOTCache=$app/app.aot -Xlog:aot=off -Xlog:cds=off"
  echo "$flags"
}

write_containerd_config() {
  local node=$1 dir runtime restricted=false
  dir=$(node_dir "$node")
  mkdir -p "$dir/containerd/root" "$dir/containerd/state" "$dir/cni/net.d" "$dir/certs.d"
  runtime=$(container_runtime)
  # Without CAP_SYS_RESOURCE no process may lower its oom score.
  (( 0x$(awk '/^CapEff/ {print $2}' /proc/self/status) >> 24 & 1 )) || restricted=true
  cat >"$dir/containerd.toml" <<TOML
version = 2
root = "$dir/containerd/root"
state = "$dir/containerd/state"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.internal.v1.opt", "io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp"]

[grpc]
  address = "$(node_socket "$node")"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$PAUSE_IMAGE"
  restrict_oom_score_adj = $restricted
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
  enable_unprivileged_ports = true
  enable_unprivileged_icmp = true

  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "default"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.default]
      runtime_type = "io.containerd.runc.v2"

      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.default.options]
        BinaryName = "$runtime"
        SystemdCgroup = false

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$(cni_bin_dir)"
    conf_dir = "$dir/cni/net.d"

  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "$dir/certs.d"
TOML
  local mirror registry url
  for mirror in $REGISTRY_MIRRORS; do
    registry=${mirror%%=*}
    url=$(mirror_url_for_nodes "${mirror#*=}")
    mkdir -p "$dir/certs.d/$registry"
    printf 'server = "%s"\n\n[host."%s"]\n  capabilities = ["pull", "resolve"]\n  skip_verify = true\n' \
      "$url" "$url" >"$dir/certs.d/$registry/hosts.toml"
  done
}

# Ends the containers of a node, whoever of containerd and its shims still lives.
stop_containers() {
  local socket shim
  socket=$(node_socket "$1")
  for shim in $(pgrep -f -- "^[^ ]*containerd-shim.* -address $socket( |\$)" || true); do
    pkill -9 -P "$shim" 2>/dev/null || true
    kill -9 "$shim" 2>/dev/null || true
  done
}

unmount_all() {
  local mount
  awk -v dir="$1/" 'index($2, dir) == 1 {print $2}' /proc/self/mounts | sort -r |
    while read -r mount; do umount -l "$(printf '%b' "$mount")" 2>/dev/null || true; done
}

command_down() {
  require_root
  if ! load_cluster; then
    step "there is no cluster in $DATA_DIR"
    return 0
  fi
  derive_addresses
  local node
  for node in $NODE_NAMES; do stop_component "node-$node"; done
  stop_component api
  for node in $NODE_NAMES; do
    stop_component "containerd-$node"
    stop_containers "$node"
    unmount_all "$(node_dir "$node")"
    rm -rf "$(node_dir "$node")/containerd/state" "$(node_dir "$node")/cni/ipam"
  done
  remove_pod_networks
  step "stopped"
  $PURGE || return 0
  purge_networks
  remove_cgroups
  # Only what is ours goes: the folder may be one that the user keeps other things in.
  rm -rf "$DATA_DIR"/{pki,store,nodes,images,logs,run,cluster.env,version,admin.kubeconfig} "$DATA_DIR"/node-*.kubeconfig
  rmdir "$DATA_DIR" 2>/dev/null || true
  rm -f "$SLOTS_DIR/$SLOT"
  step "removed $DATA_DIR"
}

remove_cgroups() {
  local group
  for group in /sys/fs/cgroup/*/quarterdeck-"$SLOT" /sys/fs/cgroup/quarterdeck-"$SLOT"; do
    [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
}

component_health() {
  local url node=${1#node-}
  component_runs "$1" || { echo stopped; return; }
  case $1 in
    api) url=$(api_url /readyz) ;;
    # A node's certificate has the node's name, which no DNS knows here.
    node-*) url="--connect-to ::$(node_address "$node"): https://$node:$NODE_PORT/healthz" ;;
    containerd-*) [ -S "$(node_socket "${1#containerd-}")" ] && echo healthy || echo starting; return ;;
  esac
  # shellcheck disable=SC2086
  if api_curl -f -o /dev/null $url 2>/dev/null; then echo healthy; else echo unhealthy; fi
}

# Proportional set size in MiB: shared pages are counted once over all processes.
component_memory() { awk '/^Pss:/ {printf "%d MiB", $2 / 1024}' "/proc/$1/smaps_rollup" 2>/dev/null || echo -; }

command_status() {
  require_root
  require_cluster
  derive_addresses
  local name pid stopped=0
  printf '%-32s %-9s %-10s %s\n' COMPONENT PID HEALTH MEMORY
  for name in $(components); do
    if pid=$(component_pid "$name"); then
      printf '%-32s %-9s %-10s %s\n' "$name" "$pid" "$(component_health "$name")" "$(component_memory "$pid")"
    else
      printf '%-32s %-9s %-10s %s\n' "$name" - stopped -
      stopped=1
    fi
  done
  return $stopped
}

command_logs() {
  require_cluster
  local name=${ARGUMENTS[0]:-} files=() node
  if [ -z "$name" ]; then
    for name in $(components); do files+=("$(log_file "$name")"); done
  else
    [ -f "$(log_file "$name")" ] || fail "there is no component \"$name\"; there are: $(components | tr '\n' ' ')"
    files=("$(log_file "$name")")
  fi
  if $FOLLOW; then exec tail -n 100 -F "${files[@]}"; else tail -n 1000 "${files[@]}"; fi
}
