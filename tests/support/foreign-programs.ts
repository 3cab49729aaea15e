import { execFileSync } from 'node:child_process';

/** Whether a program can be run here. */
export const has = (...line: readonly [string, ...string[]]): boolean => {
  try {
    execFileSync(line[0], line.slice(1), { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Whether the programs of a test are here; says so where they are not. */
export const isHere = (name: string, ...line: readonly [string, ...string[]]): boolean => {
  if (has(...line)) return true;
  process.stderr.write(`skipped: ${name}, which this machine does not have\n`);
  return false;
};
