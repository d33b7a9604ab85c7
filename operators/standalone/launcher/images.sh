# Images: the two small ones that we make ourselves, and the import of the user's.

PAUSE_IMAGE=quarterdeck.local/pause:1
DEMO_IMAGE=quarterdeck.local/demo-web:1

# make_image ARCHIVE REFERENCE ROOTFS ENTRYPOINT_JSON: packs a folder as a docker-archive with one layer.
make_image() {
  local archive=$1 reference=$2 rootfs=$3 entrypoint=$4 work layer config arch
  work=$(mktemp -d)
  case $(uname -m) in x86_64) arch=amd64 ;; aarch64) arch=arm64 ;; *) arch=$(uname -m) ;; esac
  tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$rootfs" -cf "$work/layer.tar" .
  layer=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
  printf '{"architecture":"%s","os":"linux","config":{"Env":["PATH=/bin"],"Entrypoint":%s},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created_by":"quarterdeck"}]}' \
    "$arch" "$entrypoint" "$layer" >"$work/config.json"
  config=$(sha256sum "$work/config.json" | cut -d' ' -f1)
  mv "$work/config.json" "$work/$config.json"
  printf '[{"Config":"%s.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$config" "$reference" >"$work/manifest.json"
  tar -C "$work" -cf "$archive.new" manifest.json "$config.json" layer.tar
  mv "$archive.new" "$archive"
  rm -rf "$work"
}

# A root folder with a static busybox and its applets as links.
busybox_rootfs() {
  local rootfs=$1 applet
  mkdir -p "$rootfs"/{bin,etc,tmp,www}
  cp "$(static_busybox)" "$rootfs/bin/busybox"
  for applet in $("$rootfs/bin/busybox" --list); do
    [ "$applet" = busybox ] || ln -sf busybox "$rootfs/bin/$applet"
  done
  echo 'root:x:0:0:root:/:/bin/sh' >"$rootfs/etc/passwd"
}

make_pause_image() {
  [ -f "$DATA_DIR/images/pause.tar" ] && return 0
  local rootfs
  rootfs=$(mktemp -d)
  mkdir -p "$DATA_DIR/images" "$rootfs/bin"
  cp "$(static_busybox)" "$rootfs/bin/busybox"
  # A pod's sandbox only has to exist: it sleeps (busybox counts in 32 bits).
  make_image "$DATA_DIR/images/pause.tar" $PAUSE_IMAGE "$rootfs" '["/bin/busybox","sleep","2147483647"]'
  rm -rf "$rootfs"
}

make_demo_image() {
  [ -f "$DATA_DIR/images/demo-web.tar" ] && return 0
  local rootfs
  rootfs=$(mktemp -d)
  mkdir -p "$DATA_DIR/images"
  busybox_rootfs "$rootfs"
  cat >"$rootfs/bin/serve" <<'SERVE'
#!/bin/sh
echo "Hello from $(hostname)" >/www/index.html
exec httpd -f -p 8080 -h /www
SERVE
  chmod +x "$rootfs/bin/serve"
  make_image "$DATA_DIR/images/demo-web.tar" $DEMO_IMAGE "$rootfs" '["/bin/serve"]'
  rm -rf "$rootfs"
}

# import_image NODE FILE
import_image() {
  ctr --address "$(node_socket "$1")" --namespace k8s.io images import "$2"
}

command_image() {
  [ "${ARGUMENTS[0]:-}" = import ] && [ ${#ARGUMENTS[@]} -ge 2 ] || fail "usage: ./quarterdeck image import FILE.tar..."
  require_root
  require_cluster
  local file node
  for file in "${ARGUMENTS[@]:1}"; do
    [ -r "$file" ] || fail "$file cannot be read"
    tar -tf "$file" >/dev/null 2>&1 || fail "$file is no tar archive"
  done
  for node in $NODE_NAMES; do
    component_runs "containerd-$node" || fail "node $node is not running; ./quarterdeck up starts it"
    for file in "${ARGUMENTS[@]:1}"; do
      import_image "$node" "$file" || fail "$file holds no image that containerd understands (docker-archive or OCI)"
    done
  done
}
