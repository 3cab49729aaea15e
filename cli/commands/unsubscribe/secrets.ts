import { type KeyRing, mostSecrets, secretBytes } from '../../../shared/unsubscribe/key-ring.ts';
import type { KeyRings } from '../../../shared/unsubscribe/ports.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import { type Column, createTable } from '../../terminal/table.ts';

export interface SecretsIo extends CommandIo {
  readonly rings: KeyRings;
  /** Random bytes. */
  readonly newSecret: (bytes: number) => Uint8Array;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface SecretsOptions {
  readonly json?: boolean;
}

/**
 * `ses-pipeline unsubscribe rotate`: makes a secret under the next number. Of two at once each makes
 * one of its own, or one is refused.
 *
 * @returns 0; 3 when another was made meanwhile, or when no number is left
 */
export const rotateSecrets = async (
  { json = false }: SecretsOptions,
  { rings, newSecret, now, ...io }: SecretsIo,
): Promise<number> => {
  const after = (await rings.read())?.newest ?? 0;
  if (after >= mostSecrets) {
    io.printError(
      `No number is left: ${mostSecrets} secrets is the most there may be. Nothing was changed.`,
    );
    return exitCodes.wrong;
  }
  const [newest, nowMs] = [after + 1, now()];
  if (!(await rings.add(after, newSecret(secretBytes), nowMs))) {
    io.printError(
      'Another secret was made at the same moment, and none by this command. Look at it with ses-pipeline unsubscribe show.',
    );
    return exitCodes.wrong;
  }
  io.print(
    json
      ? JSON.stringify({ newest, madeAt: iso(nowMs) })
      : `Secret ${newest} makes new links, within an hour everywhere. ${oldLinks(after)}`,
  );
  return exitCodes.fine;
};

const oldLinks = (before: number): string =>
  before === 0
    ? 'It is the first.'
    : 'Links in mail that was sent stay good, because no secret was removed.';

/**
 * `ses-pipeline unsubscribe show`: numbers and ages of the secrets, newest first.
 *
 * @returns 0; 3 when there is none
 */
export const showSecrets = async (
  { json = false }: SecretsOptions,
  { rings, now, ...io }: SecretsIo,
): Promise<number> => {
  const ring = await rings.read();
  const secrets = ring === undefined ? [] : describe(ring, now());
  if (json) io.print(JSON.stringify({ newest: ring?.newest ?? null, secrets }));
  else {
    const table = createTable(columns, io);
    for (const secret of secrets) table.add(secret);
    table.end();
  }
  if (secrets.length > 0) return exitCodes.fine;
  io.printError(
    'There is no secret yet. The first link makes one, or ses-pipeline unsubscribe rotate.',
  );
  return exitCodes.wrong;
};

interface ShownSecret {
  readonly number: number;
  /** ISO 8601, UTC; null when that was not recorded. */
  readonly madeAt: string | null;
  /** Whole days. */
  readonly ageDays: number | null;
  readonly makesLinks: boolean;
}

const dayMs = 86_400_000;

const describe = (
  { newest, secrets, madeAtMs = new Map() }: KeyRing,
  nowMs: number,
): readonly ShownSecret[] =>
  [...secrets.keys()]
    .toSorted((one, other) => other - one)
    .map((number) => {
      const atMs = madeAtMs.get(number);
      return {
        number,
        madeAt: atMs === undefined ? null : iso(atMs),
        ageDays: atMs === undefined ? null : Math.max(0, Math.floor((nowMs - atMs) / dayMs)),
        makesLinks: number === newest,
      };
    });

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

const columns: readonly Column<ShownSecret>[] = [
  { title: 'SECRET', of: ({ number }) => String(number) },
  { title: 'MADE', of: ({ madeAt }) => madeAt ?? 'not recorded' },
  { title: 'AGE', of: ({ ageDays }) => (ageDays === null ? '-' : `${ageDays} days`) },
  { title: 'LINKS', of: ({ makesLinks }) => (makesLinks ? 'made and opened' : 'opened') },
];
