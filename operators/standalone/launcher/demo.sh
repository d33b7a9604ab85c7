# `demo` and `test`: the commands of the README.

# How long the demo's three pods may take; they need a second.
DEMO_SECONDS=60

command_demo() {
  start_cluster
  make_demo_image
  local node
  for node in $NODE_NAMES; do import_image "$node" "$DATA_DIR/images/demo-web.tar" >/dev/null; done
  step "creating Deployment demo/web with 3 replicas and Service demo/web"
  demo_apply
  local deadline=$((SECONDS + DEMO_SECONDS))
  until [ "$(demo_ready_replicas)" = 3 ]; do
    [ $SECONDS -lt $deadline ] || fail "the demo's pods were not Ready within $DEMO_SECONDS s: $(demo_ready_replicas) of 3 are (log: $(log_file "node-${NODE_NAMES%% *}"))"
    sleep 0.1
  done
  step "3 of 3 replicas are Ready"
  local address
  address=$(api_curl -f "$(api_url /api/v1/namespaces/demo/services/web)" | sed -nE 's/.*"clusterIP":"([^"]+)".*/\1/p')
  demo_call "by cluster IP" "http://$address/"
  demo_call "by name" "http://web.demo.svc.cluster.local/"
  echo
  echo "  export KUBECONFIG=$DATA_DIR/admin.kubeconfig"
  echo "  kubectl --namespace demo get all"
  echo "  ./quarterdeck down --purge        removes everything again"
}

demo_apply() {
  demo_create /api/v1/namespaces '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"demo"}}'
  demo_create /apis/apps/v1/namespaces/demo/deployments '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},
    "spec":{"replicas":3,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},
    "spec":{"terminationGracePeriodSeconds":1,"containers":[{"name":"web","image":"'$DEMO_IMAGE'","ports":[{"containerPort":8080}],
    "readinessProbe":{"httpGet":{"path":"/","port":8080}}}]}}}}'
  demo_create /api/v1/namespaces/demo/services '{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},
    "spec":{"selector":{"app":"web"},"ports":[{"port":80,"targetPort":8080}]}}'
}

# Creates an object; that it exists from an earlier demo is fine.
demo_create() {
  local answer
  answer=$(api_curl -H 'Content-Type: application/json' -d "$2" -w '\n%{http_code}' "$(api_url "$1")")
  case ${answer##*$'\n'} in
    201 | 409) ;;
    *) fail "the API refused the demo: $answer" ;;
  esac
}

demo_ready_replicas() {
  api_curl -f "$(api_url /apis/apps/v1/namespaces/demo/deployments/web)" 2>/dev/null |
    sed -nE 's/.*"readyReplicas":([0-9]+).*/\1/p'
}

# demo_call HOW URL: calls as a pod would, from where a node lives, with the cluster's own DNS.
demo_call() {
  local how=$1 url=$2 host answer tries
  host=${url#http://}
  host=${host%/}
  for tries in $(seq 50); do
    if answer=$(in_node "${NODE_NAMES%% *}" curl -sS --max-time 2 --resolve "$host:80:$(demo_resolve "$host")" "$url" 2>&1); then
      step "$how ($url): $answer"
      return 0
    fi
    sleep 0.1
  done
  fail "the Service did not answer $how ($url): $answer"
}

# An IPv4 address as it is; a name as the cluster's DNS knows it.
demo_resolve() {
  [[ $1 =~ [a-z] ]] || { echo "$1"; return; }
  in_node "${NODE_NAMES%% *}" busybox nslookup "$1" "$CLUSTER_DNS" 2>/dev/null |
    awk '/^Name:/ {found = 1} found && /^Address/ {print $NF; exit}'
}

command_test() {
  require_root
  install_missing
  quarterdeck_find_jdk || exit 1
  install_test_packages
  cd "$QUARTERDECK_HOME"
  exec ./mvnw -B -ntp verify
}

# What only the tests need: a real etcd to test against, and each store's own tool to look into it with.
install_test_packages() { install_packages etcd:etcd-server etcdctl:etcd-client sqlite3:sqlite3; }

# install_packages COMMAND:PACKAGE...: installs the packages of the commands that are missing.
install_packages() {
  local packages=() pair
  for pair in "$@"; do command -v "${pair%%:*}" >/dev/null 2>&1 || packages+=("${pair#*:}"); done
  [ ${#packages[@]} -gt 0 ] || return 0
  step "installing ${packages[*]}"
  apt_install "${packages[@]}" >/dev/null 2>&1 || fail "could not install ${packages[*]}"
}
