import { readFile } from 'node:fs/promises';
import { importJWK, SignJWT } from 'jose';
import * as z from 'zod/mini';
import { type CommandIo, exitCodes } from '../../command-io.ts';

export interface TokenOptions {
  readonly role: string;
  readonly tenant?: string;
  readonly subject: string;
  readonly minutes: string;
  readonly json?: boolean;
}

export interface TokenIo extends CommandIo {
  /** Text of the local stack's `endpoints.json`; undefined when there is no stack. */
  readonly readEndpoints: () => Promise<string | undefined>;
  readonly now: () => number;
}

/** The part of `.local/endpoints.json` that says who mints tokens. */
const endpointsSchema = z.object({
  issuer: z.object({ issuer: z.string(), audience: z.string(), keyFile: z.string() }),
});

/** Private key (JWK) of the issuer. */
const keySchema = z.looseObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  kid: z.string(),
});

/**
 * `ses-pipeline token`: a token for the API of the local stack, signed with the key of its
 * development issuer.
 *
 * @returns 0; 2 when an option cannot be one; 3 when there is no local stack
 */
export const token = async (
  { role, tenant, subject, minutes, json = false }: TokenOptions,
  io: TokenIo,
): Promise<number> => {
  const life = Number(minutes);
  if (!/^[1-9]\d{0,3}$/.test(minutes) || life > longestMinutes) {
    io.printError(`--minutes is a whole number from 1 to ${longestMinutes}.`);
    return exitCodes.usage;
  }
  const found = endpointsSchema.safeParse(parsed(await io.readEndpoints()));
  if (!found.success) {
    io.printError(
      'There is no local stack, or an older one. Start it with npm start. A deployed stage takes tokens of its own issuer alone.',
    );
    return exitCodes.wrong;
  }
  const { issuer, audience, keyFile } = found.data.issuer;
  const key = parsed(await readFile(keyFile, 'utf8').catch(() => undefined));
  const read = keySchema.safeParse(key);
  if (!read.success) {
    io.printError(
      'The key of the local issuer cannot be read. Start the stack again with npm start.',
    );
    return exitCodes.wrong;
  }
  const expires = Math.floor(io.now() / 1000) + life * 60;
  const signed = await new SignJWT({ role, ...(tenant === undefined ? {} : { tenant }) })
    .setProtectedHeader({ alg: 'ES256', kid: read.data.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subject)
    .setExpirationTime(expires)
    .sign(await importJWK(read.data, 'ES256'));
  const expiresAt = new Date(expires * 1000).toISOString();
  io.print(json ? JSON.stringify({ token: signed, expiresAt }) : signed);
  return exitCodes.fine;
};

/** A day: nobody should have to remember a token that lives for longer. */
const longestMinutes = 1_440;

const parsed = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
};
