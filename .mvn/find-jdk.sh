# Sourced by quarterdeck and mvnw: sets JAVA_HOME to a JDK 25, looking at JAVA_HOME first and then at the usual folders.
# Prints one sentence and returns 1 where there is none.
quarterdeck_is_jdk25() {
  [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25' "$1/release" 2>/dev/null
}

quarterdeck_find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && quarterdeck_is_jdk25 "$JAVA_HOME"; then return 0; fi
  for quarterdeck_candidate in /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if quarterdeck_is_jdk25 "$quarterdeck_candidate"; then
      JAVA_HOME=$quarterdeck_candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "No JDK 25 was found in JAVA_HOME or /usr/lib/jvm: install one (for example Temurin's package temurin-25-jdk), or set JAVA_HOME." >&2
  return 1
}
