#!/bin/sh
# Runs a program as root in a copy of this machine's system that lives in memory: `throw-away-system.sh FOLDER
# PROGRAM …`. FOLDER is seen there as /mnt. In a mount namespace of its own; when it ends, nothing is left.
set -eu

folder=$1
shift
space=$(mktemp -d)
trap 'umount --recursive --lazy "$space" && rmdir "$space"' EXIT
mount -t tmpfs -o size=2G tmpfs "$space"
mkdir "$space/upper" "$space/work" "$space/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$space/upper,workdir=$space/work" "$space/root"
mount -t proc proc "$space/root/proc"
mount --rbind /dev "$space/root/dev"
# Without /run/systemd/system: nothing that is installed there is started here.
mount -t tmpfs tmpfs "$space/root/run"
mount -t tmpfs tmpfs "$space/root/tmp"
mount --rbind "$folder" "$space/root/mnt"
chroot "$space/root" "$@"
