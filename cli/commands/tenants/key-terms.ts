import {
  type KeyTerms,
  keyTermsSchema,
  mailLifetime,
} from '../../../shared/access-keys/access-key.ts';
import type { CommandIo } from '../../command-io.ts';
import { readDuration } from '../../duration.ts';

/** Options that say on what terms a key is created. */
export interface KeyTermOptions {
  readonly label?: string;
  /** Duration, like `90d`. */
  readonly expires?: string;
  readonly stream?: string;
  /** Duration, like `7d`. */
  readonly mailExpires?: string;
}

/** Longest time that a key is given; seconds. Ten years are without an end in practice. */
const longestKeySeconds = 3_650 * 86_400;

/** Reads the terms of a new key; says what is wrong, and returns undefined, when they are none. */
export const readKeyTerms = (
  { label, expires, stream, mailExpires }: KeyTermOptions,
  io: Pick<CommandIo, 'printError'> & { readonly now: () => number },
): KeyTerms | undefined => {
  const keySeconds = expires === undefined ? undefined : (readDuration(expires) ?? Number.NaN);
  const mailSeconds =
    mailExpires === undefined ? undefined : (readDuration(mailExpires) ?? Number.NaN);
  const read = keyTermsSchema.safeParse({
    label,
    stream,
    mailLifetimeSeconds: mailSeconds,
    expiresAt: keySeconds === undefined ? undefined : io.now() + keySeconds * 1_000,
  });
  const wrong = new Set((read.error?.issues ?? []).map(({ path }) => path[0]));
  if (keySeconds !== undefined && keySeconds > longestKeySeconds) wrong.add('expiresAt');
  for (const field of wrong) io.printError(problems[String(field)] ?? 'The terms cannot be read.');
  return wrong.size === 0 ? read.data : undefined;
};

const problems: Readonly<Record<string, string>> = {
  label: '--label: use 1 to 100 characters.',
  stream: '--stream: use 1 to 32 of a-z 0-9 and -.',
  expiresAt: '--expires: use a duration of at most 3650d, like 90d, 12h or 30m.',
  mailLifetimeSeconds: `--mail-expires: use a duration from ${mailLifetime.least}s to ${mailLifetime.most / 86_400}d, like 7d, 12h or 30m.`,
};
