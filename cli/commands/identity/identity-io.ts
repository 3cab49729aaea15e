import type { AskDns, SesIdentities } from '../../../shared/identities/ports.ts';
import type { CommandIo } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';

/** What the commands on identities need. */
export interface IdentityIo extends CommandIo {
  readonly identities: SesIdentities;
  /** Region of SES: `eu-west-1`. */
  readonly region: string;
  readonly streams: ReadStreams;
  /**
   * Opens DNS.
   *
   * @param servers - `host:port` or addresses; undefined for the system's, or those of the local
   *   stack
   * @throws TypeError for a server that is no IP address with an optional port
   */
  readonly openDns: (servers: readonly string[] | undefined) => OpenedDns;
  readonly isFreemail: (domain: string) => boolean;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** A way to ask DNS. */
export interface OpenedDns {
  readonly ask: AskDns;
  /** Servers that were named; undefined for those of the system. */
  readonly servers: readonly string[] | undefined;
  /** Asks these servers instead. */
  readonly askAt: (servers: readonly string[]) => AskDns;
}
