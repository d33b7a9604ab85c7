# `bench`: what this machine reaches.

BENCHMARKS=$QUARTERDECK_HOME/operator-runtime/benchmarks/target/benchmarks.jar

# What the parts of `bench` are; by default all of them are measured.
BENCH_PARTS='idle pods deployment http watches scale etcd jmh'

# Measures a throw-away cluster, started here so that its start is measured too, and then the hot paths by themselves.
command_bench() {
  require_root
  local part
  parts=" ${ARGUMENTS[*]:-$BENCH_PARTS} "
  parts=${parts//,/ }
  for part in $parts; do
    [[ " $BENCH_PARTS " == *" $part "* ]] || fail "bench measures ${BENCH_PARTS// /, }, not \"$part\""
  done
  install_missing
  install_packages wrk:wrk
  build_if_needed
  build_benchmarks
  DATA_DIR=$(mktemp -d /tmp/quarterdeck-bench.XXXXXX)
  trap end_bench EXIT
  printf '%s, %s cores, %s of memory, Linux %s\n\n' "$(date +%F)" "$(nproc)" "$(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo)" "$(uname -r)"
  printf '| %-56s | %18s | %6s |\n' what measured target
  printf '| %s | %s: | %s: |\n' "$(printf -- '-%.0s' {1..56})" "$(printf -- '-%.0s' {1..17})" "$(printf -- '-%.0s' {1..5})"
  start_benched_cluster
  bench_parts '' $(only idle pods deployment http watches)
  ! bench_wants scale || bench_scale ''
  ! bench_wants etcd || bench_etcd
  bench_wants jmh || return 0
  echo
  echo "Hot paths by themselves (JMH, one fork, short):"
  "$JAVA_HOME/bin/java" -jar "$BENCHMARKS" -f 1 -wi 2 -w 1 -i 3 -r 1 'CommitBenchmark|WatchBenchmark|ListBenchmark|ApplyBenchmark|AdmissionBenchmark' 2>/dev/null |
    sed -n '/^Benchmark /,$p'
}

bench_wants() { [[ $parts == *" $1 "* ]]; }

# Those of the named parts that are wanted.
only() {
  local part
  for part in "$@"; do ! bench_wants "$part" || echo "$part"; done
}

bench_row() { printf '| %-56s | %16s s | %6s |\n' "$1" "$(awk -v ms=$(($(date +%s%3N) - $2)) 'BEGIN {printf "%.2f", ms / 1000}')" "$3"; }

start_benched_cluster() {
  local began=$(date +%s%3N) node
  PORT=$(free_port)
  start_cluster >"$DATA_DIR.log" 2>&1 || { cat "$DATA_DIR.log" >&2; fail "the cluster to measure did not start"; }
  bench_row 'up of a built cluster -> node Ready, DNS answers' "$began" 3
  rm -f "$DATA_DIR.log"
  make_demo_image
  for node in $NODE_NAMES; do import_image "$node" "$DATA_DIR/images/demo-web.tar" >/dev/null; done
}

# bench_parts LABEL PART...: none is no error.
bench_parts() {
  local label=$1 name pids=()
  shift
  [ $# -gt 0 ] || return 0
  for name in $(components); do pids+=("$(component_pid "$name")"); done
  "$JAVA_HOME/bin/java" -Xmx512m -Dbench.label="$label" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "$BENCHMARKS" io.quarterdeck.benchmarks.cluster.ClusterBench \
    "$DATA_DIR/admin.kubeconfig" "https://127.0.0.1:$PORT" "$DATA_DIR/pki/admin.token" $DEMO_IMAGE "$(IFS=,; echo "$*")" "${pids[@]}"
}

bench_scale() {
  local began
  bench_parts "$1" scale
  stop_component api
  began=$(date +%s%3N)
  start_api
  wait_for "the API" $API_READY_SECONDS api api_is_ready
  bench_row "API start with 100,000 pods$1" "$began" 3
}

# The same on an etcd of its own, on the same disk.
bench_etcd() {
  local client peer
  PURGE=true command_down >/dev/null
  install_packages etcd:etcd-server
  mkdir -p "$DATA_DIR/logs" "$DATA_DIR/run"
  client=$(free_port)
  start_component etcd etcd --data-dir "$DATA_DIR.etcd" --log-level error --quota-backend-bytes 8589934592 \
    --listen-client-urls "http://127.0.0.1:$client" --advertise-client-urls "http://127.0.0.1:$client" \
    --listen-peer-urls http://127.0.0.1:0 --initial-advertise-peer-urls http://127.0.0.1:2380 --initial-cluster default=http://127.0.0.1:2380
  ETCD_PID=$(component_pid etcd)
  SLOT='' STORE=etcd=http://127.0.0.1:$client
  start_benched_cluster
  bench_parts ', etcd' $(only http)
  ! bench_wants scale || bench_scale ', etcd'
}

end_bench() {
  PURGE=true
  command_down >/dev/null 2>&1 || true
  [ -z "${ETCD_PID:-}" ] || kill "$ETCD_PID" 2>/dev/null || true
  rm -rf "$DATA_DIR.etcd" "$DATA_DIR.log"
}

build_benchmarks() {
  [ -f "$BENCHMARKS" ] && no_source_is_newer_than "$BENCHMARKS" && return 0
  step "building the benchmarks"
  (cd "$QUARTERDECK_HOME" && ./mvnw -q -B -ntp -Dquick -pl operator-runtime/benchmarks -am package) </dev/null ||
    fail "the benchmarks did not build"
}
