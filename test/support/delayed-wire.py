"""A wire that delays, between the devices `near` and `far` (which the rig moves to where they belong).

delayed-wire.py MS...: what goes from near to far is delayed by these milliseconds in turn; the way back takes no time. As long as the file
that $RIG_WIRE_FAST names is there, nothing is delayed.
"""

import fcntl
import heapq
import itertools
import os
import select
import struct
import sys
import time

TUNSETIFF, IFF_TUN_NO_PI = 0x400454CA, 0x1001


def device(name: str) -> int:
    handle = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(handle, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN_NO_PI))
    return handle


near, far = device("near"), device("far")
delays = itertools.cycle(int(ms) / 1000 for ms in sys.argv[1:])
fast = os.environ.get("RIG_WIRE_FAST", "")
waiting: list[tuple[float, bytes]] = []
while True:
    wait = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
    ready, _, _ = select.select([near, far], [], [], wait)
    if near in ready:
        delay = 0.0 if os.path.exists(fast) else next(delays)
        heapq.heappush(waiting, (time.monotonic() + delay, os.read(near, 65536)))
    if far in ready:
        os.write(near, os.read(far, 65536))
    while waiting and waiting[0][0] <= time.monotonic():
        os.write(far, heapq.heappop(waiting)[1])
