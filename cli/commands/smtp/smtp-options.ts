import * as z from 'zod/mini';
import type { CommandIo } from '../../command-io.ts';

/** Options of `smtp`, as they are given. */
export interface SmtpOptions {
  readonly host: string;
  readonly starttlsPort: string;
  readonly tlsPort: string;
  readonly cert?: string;
  readonly key?: string;
  readonly name?: string;
  readonly healthHost: string;
  readonly healthPort: string;
  readonly maxConnections: string;
  readonly maxConnectionsPerAddress: string;
  readonly maxMemory: string;
  readonly grace: string;
}

const port = whole(0, 65_535);

const schema = z.object({
  starttlsPort: port,
  tlsPort: port,
  healthPort: port,
  maxConnections: whole(1, 20_000),
  maxConnectionsPerAddress: whole(1, 20_000),
  maxMemory: whole(32, 16_384),
  grace: whole(0, 600),
});

export type SmtpNumbers = z.infer<typeof schema>;

/** Reads the numbers among the options; says which are none, and returns undefined then. */
export const readSmtpNumbers = (
  options: SmtpOptions,
  io: Pick<CommandIo, 'printError'>,
): SmtpNumbers | undefined => {
  const read = schema.safeParse(options);
  for (const field of new Set((read.error?.issues ?? []).map(({ path }) => String(path[0]))))
    io.printError(`${nameOf(field)}: ${problems[field] ?? 'use a port, 0 to 65535.'}`);
  return read.data;
};

const nameOf = (field: string): string =>
  `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const problems: Readonly<Record<string, string>> = {
  maxConnections: 'use a number from 1 to 20000.',
  maxConnectionsPerAddress: 'use a number from 1 to 20000.',
  maxMemory: 'use a number of megabytes from 32 to 16384.',
  grace: 'use a number of seconds from 0 to 600.',
};

/** A whole number in these bounds, as text. Hoisted, since the schema needs it at once. */
function whole(least: number, most: number) {
  return z.pipe(
    z.string().check(z.regex(/^\d{1,6}$/)),
    z.pipe(z.transform(Number), z.number().check(z.gte(least), z.lte(most))),
  );
}
