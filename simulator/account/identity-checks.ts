import { dnsName } from '../../shared/identities/dns-names.ts';
import type { AskDns, DnsAnswer } from '../../shared/identities/ports.ts';
import { feedbackHost, signingZone } from '../../shared/identities/wanted-records.ts';
import { dkimTokens, type Identities, type Identity, type IdentityCheck } from './identities.ts';

/** Looks for the DNS records of domains that wait for them. */
export interface IdentityChecks {
  /** Looks again and again, until it is closed. */
  readonly start: () => void;
  /** Looks once. */
  readonly checkNow: () => Promise<void>;
  readonly close: () => void;
}

/** DNS is not asked. */
export const noIdentityChecks: IdentityChecks = {
  start: () => {},
  checkNow: async () => {},
  close: () => {},
};

/** Time between two looks; ms. SES takes minutes. */
const everyMs = 1_000;

/** Time after which SES gives up; ms. */
const patienceMs = 72 * 3_600_000;

export interface IdentityCheckParts {
  readonly identities: Identities;
  readonly ask: AskDns;
  readonly region: string;
  readonly clock: () => number;
}

export const createIdentityChecks = (parts: IdentityCheckParts): IdentityChecks => {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  const checkNow = (): Promise<void> => {
    running ??= checkAll(parts).finally(() => {
      running = undefined;
    });
    return running;
  };
  return {
    start: () => {
      timer = setInterval(() => void checkNow(), everyMs).unref();
    },
    checkNow,
    close: () => clearInterval(timer),
  };
};

const checkAll = async (parts: IdentityCheckParts): Promise<void> => {
  const { identities } = parts;
  for (const identity of identities.list()) {
    const changes = {
      ...(await checkDkim(identity, parts)),
      ...(await checkMailFrom(identity, parts)),
    };
    // It may have been deleted meanwhile.
    if (identities.get(identity.name) !== undefined) identities.change(identity.name, changes);
  }
};

const checkDkim = async (
  { name, kind, verificationStatus, requestedAtMs }: Identity,
  { ask, region, clock }: IdentityCheckParts,
): Promise<Partial<Identity>> => {
  if (kind !== 'domain' || verificationStatus !== 'Pending') return {};
  const answers = await Promise.all(
    dkimTokens(name).map(async (token) => {
      const answer = await ask(`${token}._domainkey.${name}`, 'CNAME');
      return errorIn(answer, (value) => dnsName(value) === `${token}.${signingZone(region)}`);
    }),
  );
  const errorType = answers.find((error) => error !== undefined);
  const atMs = clock();
  return {
    lastCheck: { atMs, errorType, succeededAtMs: errorType === undefined ? atMs : undefined },
    verificationStatus: statusAfter(errorType, atMs - requestedAtMs),
  };
};

/** SES wants one MX record and no other, and an SPF record that includes its own. */
const checkMailFrom = async (
  { mailFromDomain, mailFromStatus, mailFromRequestedAtMs }: Identity,
  { ask, region, clock }: IdentityCheckParts,
): Promise<Partial<Identity>> => {
  if (mailFromDomain === undefined || mailFromStatus !== 'Pending') return {};
  const [mx, spf] = await Promise.all([ask(mailFromDomain, 'MX'), ask(mailFromDomain, 'TXT')]);
  const isMx = (value: string): boolean => dnsName(value).split(' ')[1] === feedbackHost(region);
  const isAlone = mx.kind !== 'found' || mx.values.length === 1;
  const isSpf = (text: string): boolean => /^v=spf1 .*\binclude:amazonses\.com\b/i.test(text);
  const errorType = isAlone ? (errorIn(mx, isMx) ?? errorIn(spf, isSpf)) : 'INVALID_VALUE';
  return {
    mailFromStatus: statusAfter(errorType, clock() - mailFromRequestedAtMs),
    isMxSeen: errorType === undefined,
  };
};

const errorIn = (
  answer: DnsAnswer,
  isRight: (value: string) => boolean,
): IdentityCheck['errorType'] => {
  if (answer.kind === 'unanswered') return 'DNS_SERVER_ERROR';
  if (answer.kind === 'absent')
    return answer.why === 'no-such-name' ? 'HOST_NOT_FOUND' : 'TYPE_NOT_FOUND';
  return answer.values.some(isRight) ? undefined : 'INVALID_VALUE';
};

const statusAfter = (
  errorType: IdentityCheck['errorType'],
  waitedMs: number,
): Identity['verificationStatus'] => {
  if (errorType === undefined) return 'Success';
  return waitedMs >= patienceMs ? 'Failed' : 'Pending';
};
