import { askOnce } from '../../../shared/identities/ask-dns.ts';
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
}

/**
 * Chooses whom to ask: the servers that are named; else the domain's own, which know a new record
 * at once, and the system's for what these do not know.
 */
export const chooseDns = async (domain: string, opened: OpenedDns): Promise<ChosenDns> => {
  if (opened.servers !== undefined)
    return { fresh: () => askOnce(opened.ask), asked: opened.servers.join(', ') };
  const servers = await findZoneServers(domain, opened.ask);
  const own = servers && opened.askAt(servers.addresses);
  const isReachable =
    own !== undefined && (await own(servers?.zone ?? domain, 'NS')).kind !== 'unanswered';
  if (servers === undefined || own === undefined || !isReachable)
    return {
      fresh: () => askOnce(opened.ask),
      asked: "this machine's resolver, which may remember for a while that a record was not there",
    };
  return {
    fresh: () => askOnce(askOwnServers(servers.zone, own, opened.ask)),
    asked: `the name servers of ${servers.zone}: ${servers.names.join(', ')}`,
  };
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
