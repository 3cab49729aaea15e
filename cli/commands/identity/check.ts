import { SesTenantFailure } from '../../../shared/ses-tenants/ses-tenant-failure.ts';
import { backOffMs } from '../../../shared/system/back-off.ts';
import { exitCodes } from '../../command-io.ts';
import { readDuration } from '../../duration.ts';
import { type ChosenDns, chooseDns, openDns } from './choose-dns.ts';
import { mayPass } from './explaining-ses.ts';
import { findCovering } from './find-covering.ts';
import type { IdentityIo } from './identity-io.ts';
import {
  type IdentityLook,
  type LookOutcome,
  lookAtIdentity,
  outcomeOf,
} from './look-at-identity.ts';
import { printLook } from './print-look.ts';
import { readName, type TypedName } from './read-name.ts';

export interface CheckOptions {
  /** True without a duration. */
  readonly wait?: string | true;
  readonly resolver?: readonly string[];
  readonly json?: boolean;
}

/** How long `--wait` waits; s. */
const defaultWaitSeconds = 1_800;

/** Time between two looks: DNS and SES change within minutes. */
const lookAgain = { firstMs: 5_000, lastMs: 60_000 };

/**
 * `ses-pipeline identity check NAME`: what DNS and SES have of what an identity needs.
 *
 * @returns 0 when all is right; 1 when SES or DNS does not answer; 2 for invalid options; 3 when
 *   something is wrong or not verified yet
 */
export const checkIdentity = async (
  text: string,
  options: CheckOptions,
  io: IdentityIo,
): Promise<number> => {
  const typed = readName(text, io);
  const waitMs = waitOf(options, io);
  if (typed === undefined || waitMs === undefined) return exitCodes.usage;
  const opened = openDns(options.resolver, io);
  if (typeof opened === 'number') return opened;
  const covering = await findCovering(typed, io.identities);
  if (covering === undefined) {
    io.printError(
      `SES has no identity ${typed.name} in ${io.region}. Make it: ses-pipeline identity create ${typed.name}`,
    );
    return exitCodes.wrong;
  }
  if (covering.name !== typed.name)
    io.printError(
      `${typed.name} has no identity of its own: mail from it is sent with the identity ${covering.name}.`,
    );
  const dns = await chooseDns(typed.domain, opened);
  if (dns.doubt !== undefined) io.printError(dns.doubt);
  const look = await lookUntilRight({ typed, name: covering.name, dns, waitMs }, io);
  if (look === undefined) {
    io.printError(`The identity ${covering.name} was deleted meanwhile.`);
    return exitCodes.wrong;
  }
  const outcome = outcomeOf(look);
  if (options.json) io.print(JSON.stringify(asJson(look, dns.asked, outcome)));
  else {
    printLook(look, dns.asked, io);
    tellOutcome(look, outcome, io);
  }
  return codes[outcome];
};

const codes: Readonly<Record<LookOutcome, number>> = {
  right: exitCodes.fine,
  waiting: exitCodes.wrong,
  wrong: exitCodes.wrong,
  unknown: exitCodes.failed,
};

const waitOf = ({ wait }: CheckOptions, io: IdentityIo): number | undefined => {
  if (wait === undefined) return 0;
  const seconds = wait === true ? defaultWaitSeconds : readDuration(wait);
  if (seconds === undefined) io.printError('A duration is like 45s, 30m, 12h or 3d.');
  return seconds === undefined ? undefined : seconds * 1_000;
};

interface Wait {
  readonly typed: TypedName;
  readonly name: string;
  readonly dns: ChosenDns;
  readonly waitMs: number;
}

/** Looks again with growing pauses, and tells on standard error what has changed. */
const lookUntilRight = async (
  { typed, name, dns, waitMs }: Wait,
  io: IdentityIo,
): Promise<IdentityLook | undefined> => {
  const endMs = io.now() + waitMs;
  let told = '';
  for (let looks = 1; ; looks += 1) {
    const look = await lookOnce({ typed, name, dns }, endMs, io);
    if (look === 'deleted') return undefined;
    const leftMs = endMs - io.now();
    if (look !== 'unreachable' && (outcomeOf(look) === 'right' || leftMs <= 0)) return look;
    const progress =
      look === 'unreachable' ? 'SES does not answer at the moment …' : progressText(look);
    if (progress !== told) io.printError(progress);
    told = progress;
    await io.sleep(Math.min(leftMs, backOffMs(lookAgain, looks)));
  }
};

/** While there is time left, a question that SES does not answer is asked again. */
const lookOnce = async (
  { typed, name, dns }: Omit<Wait, 'waitMs'>,
  endMs: number,
  io: IdentityIo,
): Promise<IdentityLook | 'deleted' | 'unreachable'> => {
  try {
    const identity = await io.identities.find(name);
    return identity === undefined
      ? 'deleted'
      : await lookAtIdentity(typed, identity, io, dns.fresh());
  } catch (error) {
    const passes = error instanceof SesTenantFailure && mayPass(error) && io.now() < endMs;
    if (!passes) throw error;
    return 'unreachable';
  }
};

const progressText = ({ identity, judgements }: IdentityLook): string => {
  const found = judgements.filter(({ verdict }) => verdict === 'found').length;
  const status = (identity.verificationStatus ?? 'unknown').toLowerCase().replaceAll('_', ' ');
  const mailFrom =
    identity.mailFrom === undefined
      ? ''
      : `, MAIL FROM ${(identity.mailFrom.status ?? 'unknown').toLowerCase()}`;
  return `Waiting: ${found} of ${judgements.length} records found, SES says ${status}${mailFrom} …`;
};

const tellOutcome = (look: IdentityLook, outcome: LookOutcome, io: IdentityIo): void => {
  const { identity } = look;
  switch (outcome) {
    case 'right':
      io.print('All is right.');
      return;
    case 'waiting':
      io.printError(
        identity.kind === 'address'
          ? 'SES waits until somebody opens the link in its mail to this address, which is valid for 24 hours.'
          : 'All records are there; SES has not seen them yet. It takes minutes as a rule, and up to 72 hours: --wait.',
      );
      return;
    case 'wrong':
      if (identity.verificationStatus === 'FAILED')
        io.printError(
          'SES has given up looking after 72 hours. Delete the identity, make it again, and publish the records that identity dns then shows.',
        );
      return;
    case 'unknown':
      io.printError('Nothing is seen to be wrong, but DNS did not answer every question.');
      return;
    default:
      outcome satisfies never;
  }
};

const asJson = (
  { identity, judgements, from }: IdentityLook,
  asked: string,
  outcome: LookOutcome,
) => ({
  identity: identity.name,
  ses: {
    isVerified: identity.isVerified,
    verificationStatus: identity.verificationStatus ?? null,
    errorType: identity.errorType ?? null,
    dkim: identity.dkim,
    mailFrom: identity.mailFrom ?? null,
  },
  asked,
  records: judgements.map(({ record, verdict, there, problem, remedy, notes }) => ({
    ...record,
    verdict,
    there,
    problem: problem ?? null,
    remedy: remedy ?? null,
    notes,
  })),
  from,
  outcome,
});
