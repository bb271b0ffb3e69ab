#!/bin/bash
# A Pi's root that is thrown away, with a cable into another network: `cable.sh OUT NODE DNSMASQ-OPTIONS…`, in a mount, network
# and process namespace of its own. OUT gets what the Pi's folders hold once NetworkManager has a lease.
set -euo pipefail
out=$1 node=$2
shift 2
image=$(cd "$(dirname "$0")/../../edge-image" && pwd)

mount -t tmpfs tmpfs /mnt
mkdir -p /mnt/upper /mnt/work /mnt/root
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
root=/mnt/root
mount -t proc proc "$root/proc"
# Read-only: without udev, NetworkManager takes devices as the kernel has them.
mount -t sysfs -o ro sysfs "$root/sys"
mount --rbind /dev "$root/dev"
for folder in run var/lib/NetworkManager etc/NetworkManager; do
    mkdir -p "$root/$folder"
    mount -t tmpfs tmpfs "$root/$folder"
done
mkdir -p "$root/run/dbus" "$root/etc/NetworkManager/dispatcher.d" "$root/usr/lib/eyrie" "$root/data/system" "$root/data/eyrie"
cp -R "$image/rootfs/etc/NetworkManager/." "$root/etc/NetworkManager/"
cp -R "$image/rootfs/usr/lib/NetworkManager/." "$root/usr/lib/NetworkManager/"
cp -R "$image/provision" "$root/usr/lib/eyrie/provision"
echo '{"type":"module"}' > "$root/usr/lib/eyrie/provision/package.json"
rm -f "$root/usr/local/bin/node"
cp "$node" "$root/usr/local/bin/node"
echo 'eyrie:x:990:990::/:/usr/sbin/nologin
eyrie-coordinator:x:991:991::/:/usr/sbin/nologin' >> "$root/etc/passwd"
# Nothing is started here; that it would be is written down.
rm -f "$root/usr/bin/systemctl"
printf '#!/bin/sh\necho "$*" >> /run/systemctl\n' > "$root/usr/bin/systemctl"
chmod 755 "$root/usr/bin/systemctl"
cat > "$root/run/bus.conf" <<X
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>
X

# The other end of the cable: its network lives as long as dnsmasq, which ends with this namespace of processes.
unshare --net sleep infinity &
other=$!
until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
ip link set lo up
ip link add eth0 type veth peer name site0
ip link set site0 netns "/proc/$other/ns/net" 2> /dev/null || ip link set site0 netns "$other"
nsenter --target "$other" --net sh -c 'ip addr add 10.77.0.1/24 dev site0; ip link set site0 up'
nsenter --target "$other" --net dnsmasq --keep-in-foreground --port=0 --interface=site0 --bind-interfaces \
    --dhcp-range=10.77.0.10,10.77.0.50,120s --dhcp-leasefile="$out/leases" --pid-file= --user=root \
    --conf-file=/dev/null --log-facility="$out/dnsmasq.log" "$@" &

chroot "$root" dbus-daemon --config-file=/run/bus.conf --nofork &
until [ -S "$root/run/dbus/system_bus_socket" ]; do sleep 0.05; done
chroot "$root" /usr/lib/NetworkManager/nm-dispatcher --persist &
chroot "$root" NetworkManager --no-daemon &
for _ in $(seq 600); do
    [ ! -s "$root/run/systemctl" ] || break
    sleep 0.1
done
for file in /run/systemctl /data/eyrie/worker/provision.txt /data/system/network.json; do
    [ ! -e "$root$file" ] || cp "$root$file" "$out/"
done
[ ! -e "$root/data/eyrie/worker/provision.txt" ] \
    || chroot "$root" stat -c %U /data/eyrie/worker/provision.txt > "$out/owner"
[ -s "$out/systemctl" ]
