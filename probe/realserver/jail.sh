# sh jail.sh ROOT PACKAGES DIR: runs DIR/server.sh where the folder PACKAGES is
# laid over the machine's own root folder, or is the root folder itself where it
# is a whole system. Nothing is written outside of DIR and
# memory; all of it ends with the process. In a mount and process namespace of
# its own.
set -e
root=$1 packages=$2 dir=$3
mount -t tmpfs -o mode=755 none "$root"
mkdir "$root/upper" "$root/work" "$root/all"
all=$root/all
lower=/
if [ -e "$packages/etc/os-release" ]; then
  lower=$packages
else
  cp -a "$packages/." "$root/upper" # no layer may lie within another
fi
chmod 755 "$root/upper"
mount -t overlay -o "lowerdir=$lower,upperdir=$root/upper,workdir=$root/work" overlay "$all"
mount -t proc proc "$all/proc"
mount -t tmpfs -o mode=755 none "$all/run"
mount -t tmpfs -o mode=755 none "$all/dev"
for device in null zero random urandom full tty; do
  : >"$all/dev/$device"
  mount --bind "/dev/$device" "$all/dev/$device"
done
ln -s /proc/self/fd "$all/dev/fd"
mkdir -m 1777 "$all/dev/shm"
ln -s "$dir/syslog" "$all/dev/log"
mount -t tmpfs -o mode=1777 none "$all/tmp"
mkdir -p "$all$dir"
chmod 755 "$all$dir"
mount --bind "$dir" "$all$dir"
exec chroot "$all" /bin/sh -c 'cd "$1"; DIR=$1; set -a; . "$1/environment"; set +a; . "$1/server.sh"' sh "$dir"
