#!/usr/bin/env bash
# Builds what `npm run check:cluster` starts, from the Go module proxy: a control plane of Kubernetes, kwok in the place of
# kubelets, and the definitions of the operators' kinds that the chart uses. Kept in the folder that is named; Go 1.25 or newer.
set -euo pipefail
target=$1
kubernetes=1.34.2
export GOWORK=off CGO_ENABLED=0 GOFLAGS='-buildvcs=false -mod=mod'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$target"
folder_of() { (cd "$work" && go mod download -json "$1") | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p'; }

# The module names its parts by folders that the proxy does not carry: they are modules of the same version.
if [ ! -x "$target/kube-scheduler" ]; then
  cp -r "$(folder_of "k8s.io/kubernetes@v$kubernetes")" "$work/kubernetes"
  chmod -R u+w "$work/kubernetes"
  cd "$work/kubernetes"
  rm -rf vendor go.work go.work.sum
  sed -i -E "s#(k8s.io/[a-z0-9-]+) => ./staging/.*#\1 => \1 v0.${kubernetes#1.}#" go.mod
  version=k8s.io/component-base/version
  for program in kube-apiserver kube-controller-manager kube-scheduler; do
    echo "builds $program $kubernetes"
    nice go build -p 2 -o "$target/$program" \
      -ldflags "-s -w -X $version.gitVersion=v$kubernetes -X $version.gitMajor=1 -X $version.gitMinor=${kubernetes:2:2}" \
      ./"cmd/$program"
  done
fi
if [ ! -x "$target/kwok" ]; then
  echo 'builds kwok'
  GOBIN=$target nice go install -p 2 sigs.k8s.io/kwok/cmd/kwok@v0.8.0
fi

mkdir -p "$target/definitions"
operator=$(folder_of github.com/prometheus-operator/prometheus-operator@v0.75.2)
postgres=$(folder_of github.com/cloudnative-pg/cloudnative-pg@v1.24.4)
gateway=$(folder_of sigs.k8s.io/gateway-api@v1.1.1)
install -m 0644 -t "$target/definitions" \
  "$operator"/example/prometheus-operator-crd/monitoring.coreos.com_{servicemonitors,prometheusrules}.yaml \
  "$postgres"/config/crd/bases/postgresql.cnpg.io_{clusters,scheduledbackups}.yaml \
  "$gateway"/config/crd/standard/gateway.networking.k8s.io_httproutes.yaml
