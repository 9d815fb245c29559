/** Milliseconds of processor time that this process has used: a busy machine makes nothing slower by it. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
