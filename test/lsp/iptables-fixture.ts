/** A small firewall with a dead rule, a user chain and a host of its own. */
export const FIREWALL = `# Firewall of a test.
*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A POSTROUTING -o eth0 -j MASQUERADE
COMMIT
# Two lines
# of comment.
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:LOGDROP - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -p tcp --dport 1:1024 -j DROP
-A INPUT -s 10.2.0.0/16 -p tcp --dport 22 -j ACCEPT
-A INPUT -d 192.0.2.10/32 -p udp --dport 3478 -j ACCEPT
-A INPUT -d 192.0.2.11/32 -p tcp --dport 8443 -j ACCEPT
-A INPUT -j LOGDROP
-A LOGDROP -j LOG
-A LOGDROP -j DROP
COMMIT
`;
