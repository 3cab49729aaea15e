import { askOnce } from '../../../shared/identities/ask-dns.ts';
import { organisationalDomain } from '../../../shared/identities/dns-names.ts';
import { askOwnServers, findZoneServers } from '../../../shared/identities/own-name-servers.ts';
import type { AskDns } from '../../../shared/identities/ports.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import type { IdentityIo, OpenedDns } from './identity-io.ts';

/** DNS for one domain. */
export interface ChosenDns {
  /** Asks anew at each call; each question once. */
  readonly fresh: () => AskDns;
  /** Who is asked, for the reader. */
  readonly asked: string;
  /** Why the answers may say little; undefined when nothing speaks for it. */
  readonly doubt: string | undefined;
}

/**
 * Chooses whom to ask: the servers that are named; else the domain's own, which know a new record
 * at once, and the system's for what these do not know.
 */
export const chooseDns = async (domain: string, opened: OpenedDns): Promise<ChosenDns> => {
  if (opened.servers !== undefined)
    return {
      fresh: () => askOnce(opened.ask),
      asked: opened.servers.join(', '),
      doubt: undefined,
    };
  const servers = await findZoneServers(domain, opened.ask);
  const own = servers && opened.askAt(servers.addresses);
  const isReachable =
    own !== undefined && (await own(servers?.zone ?? domain, 'NS')).kind !== 'unanswered';
  if (servers === undefined || own === undefined || !isReachable)
    return {
      fresh: () => askOnce(opened.ask),
      asked: "this machine's resolver, which may remember for a while that a record was not there",
      doubt: await doubtAbout(domain, opened.ask),
    };
  return {
    fresh: () => askOnce(askOwnServers(servers.zone, own, opened.ask)),
    asked: `the name servers of ${servers.zone}: ${servers.names.join(', ')}`,
    doubt: undefined,
  };
};

/** A domain that is registered has a name server; so nothing beneath it can be looked for here. */
const doubtAbout = async (domain: string, ask: AskDns): Promise<string | undefined> => {
  const top = organisationalDomain(domain);
  const answer = await ask(top, 'NS');
  return answer.kind === 'absent' && answer.why === 'no-such-name'
    ? `DNS does not know ${top} at all: it is not registered, or this machine's resolver does not know public names. Another one: --resolver 1.1.1.1`
    : undefined;
};

/** Opens the servers of `--resolver`; prints what is wrong with them, and returns the exit code. */
export const openDns = (
  resolver: readonly string[] | undefined,
  io: Pick<IdentityIo, 'openDns'> & Pick<CommandIo, 'printError'>,
): OpenedDns | number => {
  try {
    return io.openDns(resolver);
  } catch {
    io.printError(
      'A name server is an IP address, with a port where it is not 53: --resolver 1.1.1.1, --resolver 127.0.0.1:5353.',
    );
    return exitCodes.usage;
  }
};
