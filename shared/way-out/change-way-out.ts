import * as z from 'zod/mini';
import { mailboxProblem, readMailbox } from '../email/address.ts';
import { isLocalHost } from '../smtp/local-host.ts';
import { type SmtpSecurity, smtpSecurities } from '../smtp/ports.ts';
import type { StoredWayOut, WayOutMode } from './way-out-settings.ts';

/** A way out as a person wants it. */
export interface WayOutWish {
  readonly host: string;
  readonly port: number;
  readonly security: string;
  readonly user?: string | undefined;
  /** Address that its mail is from. */
  readonly from: string;
  readonly ratePerSecond: number;
  readonly perDay?: number | undefined;
}

/** Ports on which AWS lets no function reach a server elsewhere. */
const blockedPort = 25;

const isOne = (text: string): text is SmtpSecurity => smtpSecurities.some((one) => one === text);

const isWhole = (value: number, most: number): boolean =>
  Number.isInteger(value) && value >= 1 && value <= most;

/**
 * Problems of a wish; each says what to do, and none holds a value.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html (port 25 is blocked)
 */
export const problemsOf = (wish: WayOutWish): readonly string[] => {
  const { host, port, security, user, from, ratePerSecond, perDay } = wish;
  const isLocal = isLocalHost(host);
  const check = (isWrong: boolean, problem: string) => (isWrong ? [problem] : []);
  return [
    ...check(
      !/^[A-Za-z0-9.:-]{1,253}$/.test(host),
      'host: is no host name and no IP address; use one like smtp.provider.example',
    ),
    ...check(!isWhole(port, 65_535), 'port: is no port; use 465 for tls or 587 for starttls'),
    ...check(
      port === blockedPort && !isLocal,
      'port: AWS blocks port 25 of functions; use 465, 587, or 2525 of the provider',
    ),
    ...check(!isOne(security), `security: use ${smtpSecurities.join(', ')}`),
    ...check(
      security === 'none' && (!isLocal || user !== undefined),
      'security: plain text is only for a server of this machine or network without a password; use tls or starttls',
    ),
    ...fromProblem(from),
    ...check(
      !(ratePerSecond >= 0.001 && ratePerSecond <= 1_000),
      'rate: is no rate; use recipients a second, 0.001 to 1000',
    ),
    ...check(
      perDay !== undefined && !isWhole(perDay, 1_000_000_000),
      'per-day: is no whole number from 1 on; leave it out for no limit',
    ),
  ];
};

const fromProblem = (from: string): readonly string[] => {
  const reading = readMailbox(from);
  if (reading.kind === 'unreadable') return [`from: ${reading.problem}`];
  if (reading.mailbox.name !== '' || from.includes('<'))
    return ['from: has a display name; give the address alone, each mail keeps its own name'];
  const problem = mailboxProblem(reading.mailbox);
  return problem === undefined ? [] : [`from: ${problem}`];
};

const securitySchema = z.enum(smtpSecurities);

/**
 * The way out that a wish without problems asks for. It keeps the mode of the one before.
 *
 * @param password - sealed; undefined where the wish names no user
 */
export const wishedWayOut = (
  { host, port, security, user, from, ratePerSecond, perDay }: WayOutWish,
  password: string | undefined,
  before: StoredWayOut | undefined,
  nowMs: number,
): StoredWayOut => ({
  host,
  port,
  security: securitySchema.parse(security),
  ...(user === undefined ? {} : { user }),
  ...(password === undefined ? {} : { password }),
  from,
  ratePerSecond,
  ...(perDay === undefined ? {} : { perDay }),
  mode: before?.mode ?? 'auto',
  since: before?.since ?? nowMs,
  ...(before?.why === undefined ? {} : { why: before.why }),
});

/** The way out in another mode, by an operator's word. */
export const inMode = (
  { why: _, ...wayOut }: StoredWayOut,
  mode: WayOutMode,
  why: string | undefined,
  nowMs: number,
): StoredWayOut => ({
  ...wayOut,
  mode,
  since: nowMs,
  ...(why === undefined ? {} : { why }),
});
