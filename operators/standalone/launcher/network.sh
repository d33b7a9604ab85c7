# The host's side of the network: which ranges a cluster has, and, for several nodes on one host, a network namespace
# each, joined by a bridge.
#
# A cluster on this host has a slot, a small number that keeps names, ranges and ports of two clusters apart.

SLOTS_DIR=/run/quarterdeck/slots
SLOTS_MAX=8

# A slot of our own for this data directory: the one it had, or the lowest free.
choose_slot() {
  mkdir -p $SLOTS_DIR
  exec 9>/run/quarterdeck/lock
  flock 9
  local slot
  for slot in $(seq 0 $((SLOTS_MAX - 1))); do
    if [ "$(cat $SLOTS_DIR/$slot 2>/dev/null)" = "$DATA_DIR" ]; then SLOT=$slot; exec 9>&-; return 0; fi
  done
  for slot in ${SLOT:-} $(seq 0 $((SLOTS_MAX - 1))); do
    local holder
    holder=$(cat $SLOTS_DIR/$slot 2>/dev/null || true)
    if [ -z "$holder" ] || [ ! -f "$holder/cluster.env" ]; then
      SLOT=$slot
      printf '%s\n' "$DATA_DIR" >$SLOTS_DIR/$slot
      exec 9>&-
      return 0
    fi
    [ "$slot" != "${SLOT:-}" ] || fail "the address ranges of $DATA_DIR are in use by the cluster in $holder"
  done
  fail "there are $SLOTS_MAX clusters on this host already; remove one with ./quarterdeck down --purge --data-dir DIR"
}

# Everything that follows from the slot.
derive_addresses() {
  POD_CIDR=10.$((244 + SLOT)).0.0/16
  SERVICE_CIDR=10.$((96 + SLOT)).0.0/16
  CLUSTER_DNS=10.$((96 + SLOT)).0.10
  NODE_PORT=$((10250 + SLOT * 10))
  HOST_BRIDGE=qdh$SLOT
  # 198.18.0.0/15 is set aside for benchmarks between hosts of one's own (RFC 2544): no network routes it.
  HOST_NETWORK=198.18.$SLOT
}

# The address by which nodes and pods reach this host.
host_address() {
  if [ "$NODES" -gt 1 ]; then echo "$HOST_NETWORK.1"; return; fi
  local address
  address=$(ip -4 -o route get 192.0.2.255 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p' | head -1)
  [ -n "$address" ] || address=$(ip -4 -o address show scope global | awk '{sub("/.*", "", $4); print $4; exit}')
  if [ -z "$address" ]; then
    # A host without any network: pods still need an address to reach it by.
    ip link add "qdl$SLOT" type dummy 2>/dev/null || true
    ip address replace "$HOST_NETWORK.1/32" dev "qdl$SLOT"
    ip link set "qdl$SLOT" up
    address=$HOST_NETWORK.1
  fi
  echo "$address"
}

node_address() {
  if [ "$NODES" -gt 1 ]; then echo "$HOST_NETWORK.$((10 + ${1#node-}))"; else host_address; fi
}

node_names() {
  if [ "$NODES" -gt 1 ]; then
    seq -f 'node-%g' -s ' ' 1 "$NODES"
  else
    hostname | tr '[:upper:]_' '[:lower:]-' | sed 's/[^a-z0-9.-]//g; s/^[.-]*//; s/[.-]*$//' | grep . || echo node-1
  fi
}

node_netns() { printf 'qd%s-%s' "$SLOT" "$1"; }

# Runs a command where a node lives: in its namespace, or simply here. The mount namespace stays ours, so that what a
# node mounts can be seen and cleaned up from here.
in_node() {
  local node=$1
  shift
  if [ "$NODES" -gt 1 ]; then nsenter --net="/run/netns/$(node_netns "$node")" "$@"; else "$@"; fi
}

# Makes the namespaces and the bridge of a cluster with several nodes. Harmless if they are there.
make_node_networks() {
  [ "$NODES" -gt 1 ] || return 0
  ip link add $HOST_BRIDGE type bridge 2>/dev/null || true
  ip address replace $HOST_NETWORK.1/24 dev $HOST_BRIDGE
  ip link set $HOST_BRIDGE up
  sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.conf.$HOST_BRIDGE.route_localnet=1
  local node namespace
  for node in $NODE_NAMES; do
    namespace=$(node_netns "$node")
    ip netns add "$namespace" 2>/dev/null || true
    if ! ip link show "qdh$SLOT-${node#node-}" >/dev/null 2>&1; then
      ip link add "qdh$SLOT-${node#node-}" type veth peer name eth0 netns "$namespace"
    fi
    ip link set "qdh$SLOT-${node#node-}" master $HOST_BRIDGE up
    ip -n "$namespace" link set lo up
    ip -n "$namespace" address replace "$(node_address "$node")/24" dev eth0
    ip -n "$namespace" link set eth0 up
    ip -n "$namespace" route replace default via $HOST_NETWORK.1
  done
  nft -f - <<NFT
table ip quarterdeck-host-$SLOT
delete table ip quarterdeck-host-$SLOT
table ip quarterdeck-host-$SLOT {
  chain prerouting {
    type nat hook prerouting priority dstnat
$(for port in $(loopback_mirror_ports); do echo "    iifname $HOST_BRIDGE ip daddr $HOST_NETWORK.1 tcp dport $port dnat to 127.0.0.1:$port"; done)
  }
  chain postrouting {
    type nat hook postrouting priority srcnat
    ip saddr $HOST_NETWORK.0/24 oifname != $HOST_BRIDGE masquerade
  }
}
NFT
  # Services are reached through any node; pods only through services. What no node takes goes nowhere.
  ip route replace blackhole $POD_CIDR metric 4294967295
  ip route replace blackhole $SERVICE_CIDR metric 4294967295
  ip route replace $SERVICE_CIDR via "$(node_address node-1)"
}

# Ports of mirrors that listen on this host's loopback: nodes in namespaces of their own reach them by the bridge.
loopback_mirror_ports() {
  local mirror
  for mirror in $REGISTRY_MIRRORS; do
    sed -nE 's#^[^=]+=https?://(127\.[0-9.]+|localhost):([0-9]+).*#\2#p' <<<"$mirror"
  done | sort -u
}

# The mirror's URL as a node sees it.
mirror_url_for_nodes() {
  if [ "$NODES" -gt 1 ]; then
    sed -E "s#^(https?://)(127\.[0-9.]+|localhost)(:|/|$)#\1$HOST_NETWORK.1\3#" <<<"$1"
  else
    echo "$1"
  fi
}

# Removes the namespaces of pods: those with an address of ours.
remove_pod_networks() {
  local namespace
  for namespace in $(ls /run/netns 2>/dev/null); do
    if [[ $namespace == cni-* ]] && ip -n "$namespace" -4 -o address show 2>/dev/null | grep -qF " ${POD_CIDR%.0.0/16}."; then
      ip netns del "$namespace" 2>/dev/null || true
    fi
  done
}

# Removes every trace of the cluster in the kernel's network.
purge_networks() {
  local node
  if [ "$NODES" -gt 1 ]; then
    for node in $NODE_NAMES; do
      ip netns del "$(node_netns "$node")" 2>/dev/null || true
      ip link del "qdh$SLOT-${node#node-}" 2>/dev/null || true
    done
    ip link del $HOST_BRIDGE 2>/dev/null || true
    nft delete table ip "quarterdeck-host-$SLOT" 2>/dev/null || true
  fi
  { nft list tables 2>/dev/null || true; } | awk -v id="quarterdeck-$SLOT" '$3 == id {print $2, $3}' |
    while read -r table; do nft delete table $table; done
  local device
  for device in qd$SLOT qdvx$SLOT qd${SLOT}dns qdl$SLOT; do ip link del "$device" 2>/dev/null || true; done
  local range
  for range in $POD_CIDR $SERVICE_CIDR; do
    while ip route del blackhole "$range" 2>/dev/null; do :; done
    while ip route del unreachable "$range" 2>/dev/null; do :; done
  done
}
