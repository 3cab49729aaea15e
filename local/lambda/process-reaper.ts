import { type ChildProcess, spawn } from 'node:child_process';

/** Kills process groups that outlive this process, although they should have noticed its end. */
export interface ProcessReaper {
  readonly watch: (pid: number) => void;
  readonly unwatch: (pid: number) => void;
}

/**
 * Script of the reaper. It reads `+ pid` and `- pid`; when this process ends, its input ends, and
 * after a second it kills the groups that are left. It is a shell, because that takes a fortieth of
 * the memory of a Node process, and it ignores the terminal's signals.
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
 * Children of this process notice its end by their stdin, except one in an endless loop, which
 * would use a processor for ever. The reaper costs one shell, from the first watched process on.
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
  // Without a shell, as on Windows, a process in an endless loop is not ended.
  shell.on('error', () => undefined);
  shell.stdin?.on('error', () => undefined);
  // The shell waits for this process, but this process must not wait for the shell.
  shell.unref();
  if (shell.stdin !== null && 'unref' in shell.stdin && typeof shell.stdin.unref === 'function')
    shell.stdin.unref();
  return shell;
};
