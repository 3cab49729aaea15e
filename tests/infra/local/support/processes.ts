import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

export const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

/** Looks again and again until it is so; fails with the description when it takes longer than the limit. */
export const until = async (what: string, isSo: () => boolean | Promise<boolean>, limitMs = 25_000): Promise<void> => {
  const endsAtMs = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > endsAtMs) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(20);
  }
};
