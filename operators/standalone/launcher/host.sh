# What a host must have, and what is installed and built where it has not.

# Commands that must be there, and the Debian package that brings each.
REQUIRED_COMMANDS=(containerd:containerd ctr:containerd nft:nftables ip:iproute2 ss:iproute2 conntrack:conntrack
  curl:curl busybox:busybox-static nsenter:util-linux mount:mount sysctl:procps)
CNI_BIN_DIRS=(/usr/lib/cni /opt/cni/bin)

missing_packages() {
  local pair
  for pair in "${REQUIRED_COMMANDS[@]}"; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || echo "${pair#*:}"
  done
  container_runtime >/dev/null || { cgroups_are_hybrid && echo runc || echo crun; }
  cni_bin_dir >/dev/null || echo containernetworking-plugins
  static_busybox >/dev/null || echo busybox-static
}

# crun starts a container in half of runc's time, but refuses hosts whose cgroups are of both versions.
container_runtime() {
  { ! cgroups_are_hybrid && command -v crun; } || command -v runc
}

cgroups_are_hybrid() { [ -n "$(cat /sys/fs/cgroup/unified/cgroup.controllers 2>/dev/null)" ]; }

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
    [ -z "$(find "$QUARTERDECK_HOME"/{crds,operator-runtime,operators,node-daemon} -path '*/target' -prune -o \
      -type f -path '*/src/main/*' -newer "$STANDALONE_APP/quarkus-run.jar" -print -quit)" ]
}

build_if_needed() {
  quarterdeck_find_jdk || exit 1
  build_is_current && return 0
  step "building (the first time fetches libraries from Maven Central)"
  local log
  log=$(mktemp)
  (cd "$QUARTERDECK_HOME" && ./mvnw -B -ntp -Dquick -Doperator.app.skip \
    -pl operators/standalone,node-daemon/app -am package) >"$log" 2>&1 </dev/null ||
    fail "the build failed: $(grep -m1 -E '^\[ERROR\]' "$log" | cut -c9-) (log: $log)"
  rm -f "$log" "$STANDALONE_APP/app.aot" "$NODE_APP/app.aot"
  train
}

# Runs the demo once on a throw-away cluster, from which each Java process keeps what it loaded and linked. Starts take a
# third of the time and a third less memory with these caches; without them everything works the same.
train() {
  step "training the start-up caches on a throw-away cluster"
  local dir port
  dir=$(mktemp -d /tmp/quarterdeck-train.XXXXXX)
  port=$(free_port)
  QUARTERDECK_TRAINING=true "$QUARTERDECK_HOME/quarterdeck" demo --data-dir "$dir" --port "$port" >"$dir.log" 2>&1 ||
    step "the training failed, so starts will be slower: $(tail -1 "$dir.log")"
  QUARTERDECK_TRAINING=true "$QUARTERDECK_HOME/quarterdeck" down --purge --data-dir "$dir" >>"$dir.log" 2>&1 || true
  rm -rf "$dir" "$dir.log"
}

free_port() {
  local port
  for port in $(seq 16443 16543); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}
