import { type ChildProcess, spawn } from 'node:child_process';

/** Ends process groups that outlive this process, although they should have noticed. */
export interface ProcessReaper {
  readonly watch: (pid: number) => void;
  readonly unwatch: (pid: number) => void;
}

/**
 * Reads `+ pid` and `- pid`; when this process is gone its input ends, and what is left after a
 * second is killed. A shell, because it takes a fortieth of the memory of a Node process, and deaf
 * to what a terminal sends.
 */
const script = `trap '' HUP INT TERM
pids=
while read -r sign pid; do
  rest=
  for other in $pids; do [ "$other" = "$pid" ] || rest="$rest $other"; done
  pids=$rest
  [ "$sign" = + ] && pids="$pids $pid"
done
[ -z "$pids" ] && exit
sleep 1
for pid in $pids; do kill -KILL "-$pid"; done`;

/**
 * Children of this process notice by their stdin that it is gone; one that is in an endless loop
 * does not, and burns a processor for ever. Costs a shell, from the first watched process on.
 */
export const createProcessReaper = (): ProcessReaper => {
  let shell: ChildProcess | undefined;
  const tell = (line: string): void => {
    shell ??= startShell();
    shell.stdin?.write(`${line}\n`);
  };
  return { watch: (pid) => tell(`+ ${pid}`), unwatch: (pid) => tell(`- ${pid}`) };
};

const startShell = (): ChildProcess => {
  const shell = spawn('/bin/sh', ['-c', script], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: { PATH: process.env.PATH },
  });
  // Without a shell, as on Windows, processes end by themselves, or not.
  shell.on('error', () => undefined);
  shell.stdin?.on('error', () => undefined);
  // It waits for this process, not this process for it.
  shell.unref();
  if (shell.stdin !== null && 'unref' in shell.stdin && typeof shell.stdin.unref === 'function')
    shell.stdin.unref();
  return shell;
};
