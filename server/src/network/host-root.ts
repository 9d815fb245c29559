/**
 * Where the files of one host begin: the folder of the file, or the one above its `/etc`, where it lies in a tree as on the host itself.
 * Takes paths and URIs.
 */
export function hostRoot(path: string): string {
  const [tree] = IN_ETC.exec(path) ?? [];
  if (tree !== undefined) return withoutEnd(tree.slice(0, -'etc/'.length));
  return withoutEnd(path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1));
}

const withoutEnd = (folder: string): string => folder.replace(/[/\\]$/, '');

/** Any folder may be called `etc`; what stands in it tells. */
const IN_ETC =
  /^(?:.*[/\\])?etc[/\\](?=(?:netplan|network|systemd|nginx|sysctl(?:\.d|\.conf)|nftables|iptables|ufw|firewalld|frr|bird|haproxy|turnserver|keepalived|cloud|ssl|letsencrypt|swanctl|redis)\b)/;
