import { Resolver } from 'node:dns/promises';
import { dnsName } from './dns-names.ts';
import type { AskDns, DnsAnswer, RecordType, Unanswered } from './ports.ts';

/** Where and how DNS is asked. */
export interface DnsServers {
  /** `host:port` or addresses; the system's servers when absent. */
  readonly servers?: readonly string[];
  /** Time for the first try, ms; c-ares doubles it with each further one. Default 2,000. */
  readonly timeoutMs?: number;
  /** Default 2. */
  readonly tries?: number;
}

/**
 * Asks DNS by Node's own resolver (c-ares), over UDP, and TCP where an answer is truncated.
 *
 * @throws TypeError for a server that is no IP address with an optional port
 */
export const askDns = ({ servers, timeoutMs = 2_000, tries = 2 }: DnsServers = {}): AskDns => {
  const resolver = new Resolver({ timeout: timeoutMs, tries });
  if (servers !== undefined) resolver.setServers(servers);
  return async (name, type) => {
    try {
      const values = await valuesOf(resolver, name, type);
      return values.length === 0
        ? { kind: 'absent', why: 'no-such-type' }
        : { kind: 'found', values };
    } catch (error) {
      return answerOf(codeOf(error));
    }
  };
};

/** Asks each question once; for one run, not for waiting. */
export const askOnce = (ask: AskDns): AskDns => {
  const asked = new Map<string, Promise<DnsAnswer>>();
  return (name, type) => {
    const key = `${type} ${dnsName(name)}`;
    const answer = asked.get(key) ?? ask(name, type);
    asked.set(key, answer);
    return answer;
  };
};

const valuesOf = async (
  resolver: Resolver,
  name: string,
  type: RecordType,
): Promise<readonly string[]> => {
  switch (type) {
    case 'A':
      return resolver.resolve4(name);
    case 'AAAA':
      return resolver.resolve6(name);
    case 'CNAME':
      return (await resolver.resolveCname(name)).map(dnsName);
    case 'NS':
      return (await resolver.resolveNs(name)).map(dnsName);
    case 'MX':
      return (await resolver.resolveMx(name))
        .toSorted((one, other) => one.priority - other.priority)
        .map(({ priority, exchange }) => `${priority} ${dnsName(exchange)}`);
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((strings) => textOf(strings.join('')));
    default:
      return type satisfies never;
  }
};

/** Node gives each byte of a TXT record as one character. */
const textOf = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

/** @see https://nodejs.org/api/dns.html#error-codes */
const answerOf = (code: string): DnsAnswer => {
  // No name in DNS can have a label of more than 63 characters, which is EBADNAME.
  if (code === 'ENOTFOUND' || code === 'EBADNAME') return { kind: 'absent', why: 'no-such-name' };
  if (code === 'ENODATA') return { kind: 'absent', why: 'no-such-type' };
  return { kind: 'unanswered', why: reasons[code] ?? 'server-failed' };
};

const reasons: Readonly<Record<string, Unanswered>> = {
  ETIMEOUT: 'timed-out',
  ECANCELLED: 'timed-out',
  ESERVFAIL: 'server-failed',
  EREFUSED: 'refused',
  ECONNREFUSED: 'unreachable',
  ENOTINITIALIZED: 'unreachable',
  EBADRESP: 'unreadable-answer',
  EFORMERR: 'unreadable-answer',
  ENOTIMP: 'refused',
};

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
