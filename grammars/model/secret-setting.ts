/** Kernel settings whose value is a key: `net.ipv4.tcp_fastopen_key`, `net.ipv6.conf.eth0.stable_secret`. Nobody asks for those, and nothing shows them. */
export const isSecretSetting = (key: string): boolean => /(?:_key|_secret)$/.test(key);
