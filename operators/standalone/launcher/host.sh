# What a host must have, and what is installed and built where it has not.

# Commands that must be there, and the Debian package that brings each.
REQUIRED_COMMANDS=(containerd:containerd ctr:containerd crun:crun nft:nftables ip:iproute2 ss:iproute2 conntrack:conntrack
  curl:curl busybox:busybox-static nsenter:util-linux mount:mount sysctl:procps)
CNI_BIN_DIRS=(/usr/lib/cni /opt/cni/bin)

missing_packages() {
  local pair
  for pair in "${REQUIRED_COMMANDS[@]}"; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || echo "${pair#*:}"
  done
  cni_bin_dir >/dev/null || echo containernetworking-plugins
  static_busybox >/dev/null || echo busybox-static
}

# crun starts a container with a third of runc's work, but refuses hosts where both versions of cgroups have controllers.
container_runtime() {
  { gather_cgroup_controllers && command -v crun; } || command -v runc
}

# Where cgroups are of version 1, mounts the controllers that were left to version 2 beside the others, as systemd does too.
# They stay there: the kernel gives them back to version 2 at a moment of its own choice, which may be while another cluster runs.
gather_cgroup_controllers() {
  local controller
  for controller in $(cat /sys/fs/cgroup/unified/cgroup.controllers 2>/dev/null); do
    mkdir -p "/sys/fs/cgroup/$controller" &&
      mount -t cgroup -o "$controller" quarterdeck "/sys/fs/cgroup/$controller" || return 1
  done
}

cni_bin_dir() {
  local dir
  for dir in "${CNI_BIN_DIRS[@]}"; do
    if [ -x "$dir/bridge" ] && [ -x "$dir/host-local" ]; then echo "$dir"; return 0; fi
  done
  return 1
}

# A busybox that runs without any library: what our own small images are made of.
static_busybox() {
  local busybox
  busybox=$(command -v busybox) || return 1
  if ldd "$busybox" >/dev/null 2>&1; then return 1; fi
  echo "$busybox"
}

# apt_install PACKAGE...: with the lists that are there, or with new ones.
apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" </dev/null ||
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" </dev/null; }
}

install_missing() {
  local packages
  packages=$(missing_packages | sort -u | tr '\n' ' ')
  [ -n "${packages// /}" ] || return 0
  command -v apt-get >/dev/null 2>&1 ||
    fail "these are missing and there is no apt-get to install them with: $packages"
  step "installing $packages"
  local log
  log=$(mktemp)
  # shellcheck disable=SC2086
  if ! apt_install $packages >"$log" 2>&1; then
    fail "could not install $packages: $(grep -E '^E:' "$log" | head -1) (log: $log)"
  fi
  rm -f "$log"
}

STANDALONE_APP=$QUARTERDECK_HOME/operators/standalone/target/quarkus-app
NODE_APP=$QUARTERDECK_HOME/node-daemon/app/target/quarkus-app

# Both applications are there, and no source is newer than the one that is built first.
build_is_current() {
  [ -f "$STANDALONE_APP/quarkus-run.jar" ] && [ -f "$NODE_APP/quarkus-run.jar" ] &&
    no_source_is_newer_than "$STANDALONE_APP/quarkus-run.jar"
}

no_source_is_newer_than() {
  [ -z "$(find "$QUARTERDECK_HOME"/{crds,operator-runtime,operators,node-daemon} -path '*/target' -prune -o \
    -type f -path '*/src/main/*' -newer "$1" -print -quit)" ]
}

# Both start-up caches are there and belong to what is built.
caches_are_current() {
  [ "$STANDALONE_APP/app.aot" -nt "$STANDALONE_APP/quarkus-run.jar" ] && [ "$NODE_APP/app.aot" -nt "$NODE_APP/quarkus-run.jar" ]
}

build_if_needed() {
  quarterdeck_find_jdk || exit 1
  build_is_current || build
  # A training run starts a cluster itself: it must not train again. Caches that came out of no training are not missed.
  $TRAINING || caches_are_current || [ "$UNTRAINABLE" -nt "$STANDALONE_APP/quarkus-run.jar" ] || train
}

build() {
  step "building (the first time fetches libraries from Maven Central)"
  local log
  log=$(mktemp)
  (cd "$QUARTERDECK_HOME" && ./mvnw -B -ntp -Dquick -Doperator.app.skip \
    -pl operators/standalone,node-daemon/app -am package) >"$log" 2>&1 </dev/null ||
    fail "the build failed: $(grep -m1 -E '^\[ERROR\]' "$log" | cut -c9-) (log: $log)"
  rm -f "$log"
}

# Stands where a training failed, so that it is not tried at every start.
UNTRAINABLE=$STANDALONE_APP/untrainable

# Runs the demo once on a throw-away cluster, from which each Java process keeps what it loaded and linked. Starts take a
# third of the time and a third less memory with these caches; without them everything works the same.
train() {
  step "training the start-up caches on a throw-away cluster"
  local dir port
  rm -f "$STANDALONE_APP/app.aot" "$NODE_APP/app.aot"
  dir=$(mktemp -d /tmp/quarterdeck-train.XXXXXX)
  port=$(free_port)
  QUARTERDECK_TRAINING=true "$QUARTERDECK_HOME/quarterdeck" demo --data-dir "$dir" --port "$port" >"$dir.log" 2>&1 ||
    step "the training failed, so starts will be slower: $(tail -1 "$dir.log")"
  QUARTERDECK_TRAINING=true "$QUARTERDECK_HOME/quarterdeck" down --purge --data-dir "$dir" >>"$dir.log" 2>&1 || true
  rm -rf "$dir" "$dir.log"
  caches_are_current || touch "$UNTRAINABLE"
}

free_port() {
  local port
  for port in $(seq 16443 16543); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}
