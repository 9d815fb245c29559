import { rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type EditorServer, prepareProfile, type StartOptions } from '../../scripts/code-server.ts';
import type { StandingRig } from './standing-rig.ts';

/**
 * An editor whose extension host sits in a network namespace of a rig, so that what it sends goes through that network alone. The browser
 * stays outside: a socket of the file system leads in.
 * @param env of the editor, beside this process's
 */
export async function startEditorInRig(
  entry: string,
  options: Omit<StartOptions, 'port'>,
  rig: StandingRig,
  namespace: string,
  env: Readonly<Record<string, string>> = {},
): Promise<EditorServer> {
  const { userData, command } = await prepareProfile(entry, options);
  const path = join(userData, 'editor.sock');
  const words = [...command, '--socket', path].map((word) => `'${word}'`).join(' ');
  await rig.run(`cd '${userData}'
export VSCODE_PROXY_URI= ${Object.entries(env)
    .map(([name, value]) => `${name}='${value}'`)
    .join(' ')}
ip netns exec ${namespace} ${words} >editor.log 2>&1 &
i=0; until grep -q 'HTTP server listening on' editor.log; do i=$((i+1)); [ $i -lt 600 ] || { cat editor.log; exit 9; }; sleep 0.1; done`);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const door = createServer((outside) => {
    const inside = connect(path);
    keep(outside);
    keep(inside);
    outside.pipe(inside).pipe(outside);
    outside.on('close', () => inside.destroy());
    inside.on('close', () => outside.destroy());
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return {
    authority: `127.0.0.1:${(door.address() as AddressInfo).port}`,
    userData,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => door.close(resolve));
      await rig.stop();
      rmSync(userData, { recursive: true, force: true });
    },
  };
}
