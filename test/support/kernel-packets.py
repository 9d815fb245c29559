"""Sends packets into a rule set loaded in this process' network namespace, and says which rules each one met.

Standard input: {"program": "iptables", "rules": text, "interfaces": [name], "packets": [packet]}; standard output: a list with
{"accepted": bool, "met": [[chain, index], ...]} for each packet. With "nft" as the program every rule counts and has its index as its comment. Run it under `unshare --net`: it takes every address as its own.
"""
import fcntl, json, os, socket, struct, subprocess, sys

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


def run(*words, text=None):
    done = subprocess.run(words, input=text, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)}: {done.stderr}")
    return done.stdout


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def interface(name):
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    write(f"/proc/sys/net/ipv4/conf/{name}/rp_filter", "0")
    run("ip", "link", "set", name, "up")
    for family in ("-4", "-6"):
        run("ip", family, "rule", "add", "pref", "10", "iif", name, "lookup", "100")
    return device


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def with_checksum(data, at, before=b""):
    return data[:at] + struct.pack("!H", checksum(before + data)) + data[at + 2 :]


def packet_bytes(packet):
    six = packet["family"] == "ipv6"
    kind = socket.AF_INET6 if six else socket.AF_INET
    source, destination = (socket.inet_pton(kind, packet[side]) for side in ("source", "destination"))
    protocol = packet["protocol"]
    ports = struct.pack("!HH", packet.get("sourcePort", 0), packet.get("destinationPort", 0))
    if protocol == 6:
        body, at = ports + struct.pack("!IIBBHHH", 1, 0, 0x50, packet["tcpFlags"], 1024, 0, 0), 16
    elif protocol == 17:
        body, at = ports + struct.pack("!HH", 12, 0) + b"data", 6
    elif protocol in (1, 58):
        body, at = struct.pack("!BBHHH", packet["icmpType"], packet["icmpCode"], 0, 7, 1) + b"data" * 12, 2
    else:
        body, at = b"\0" * 16, None
    if at is not None:
        pseudo = source + destination + struct.pack("!IBBBB", len(body), 0, 0, 0, protocol) if six else source + destination + struct.pack("!BBH", 0, protocol, len(body))
        body = with_checksum(body, at, b"" if protocol == 1 else pseudo)
    dscp = packet.get("dscp", 0)
    if six:
        return struct.pack("!IHBB", 6 << 28 | dscp << 22, len(body), protocol, 64) + source + destination + body
    head = struct.pack("!BBHHHBBH", 0x45, dscp << 2, 20 + len(body), 1, 0, 64, protocol, 0) + source + destination
    return with_checksum(head, 10) + body


def counters(program, table):
    """Packets per rule, as {(chain, index): count}."""
    counts, places = {}, {}
    for line in run(f"{program}-save", "-c", "-t", table).splitlines():
        if line.startswith("["):
            count, _, chain = line.split()[:3]
            place = places.get(chain, 0)
            places[chain] = place + 1
            counts[(chain, place)] = int(count[1:].split(":")[0])
    return counts


def nft_counters(table):
    """As above, by the comments of the rules."""
    counts = {}
    for entry in json.loads(run("nft", "-j", "list", "table", "inet", table))["nftables"]:
        rule = entry.get("rule")
        if rule and "comment" in rule:
            packets = [part["counter"]["packets"] for part in rule["expr"] if "counter" in part]
            counts[(rule["chain"], int(rule["comment"]))] = packets[0]
    return counts


ACCEPTED = """table inet accepted {
    chain input {
        type filter hook input priority 300; policy accept;
        counter accept comment "0"
    }
}
"""


def main():
    asked = json.load(sys.stdin)
    program = asked["program"]
    write("/proc/sys/net/ipv4/conf/all/rp_filter", "0")
    run("ip", "link", "set", "lo", "up")
    run("ip", "-4", "route", "add", "local", "default", "dev", "lo", "table", "100")
    run("ip", "-6", "route", "add", "local", "default", "dev", "lo", "table", "100")
    devices = {name: interface(name) for name in asked["interfaces"]}
    if program == "nft":
        run("nft", "-f", "-", text=asked["rules"] + ACCEPTED)
        rules, end = lambda: nft_counters("filter"), lambda: nft_counters("accepted")[("input", 0)]
    else:
        run(f"{program}-restore", text=asked["rules"] + "*security\n:INPUT ACCEPT [0:0]\n-A INPUT -j ACCEPT\nCOMMIT\n")
        rules, end = lambda: counters(program, "filter"), lambda: counters(program, "security")[("INPUT", 0)]
    answers = []
    before, passed = rules(), 0
    for packet in asked["packets"]:
        os.write(devices[packet["inInterface"]], packet_bytes(packet))
        after, now = rules(), end()
        met = [list(place) for place, count in after.items() if count > before[place]]
        answers.append({"accepted": now > passed, "met": met})
        before, passed = after, now
    json.dump(answers, sys.stdout)


main()
