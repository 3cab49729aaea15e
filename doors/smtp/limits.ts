import { messageLimits } from '../../shared/email/message-limits.ts';

/** Bounds of what clients can make the door hold, and of how long. */
export interface DoorLimits {
  /** Most connections at once. */
  readonly connections: number;
  /** Most connections at once of one address; of IPv6, of one network of 64 bits. */
  readonly connectionsPerAddress: number;
  /** Most connections at once that have logged in for one tenant. */
  readonly connectionsPerTenant: number;
  /** Most mails of one tenant that are received or put on their queue at once. */
  readonly mailsPerTenant: number;
  /** Most bytes of mails in memory. One tenant takes half of them at the most. */
  readonly bufferedBytes: number;
  /** Longest mail; bytes. A message on the queues has 10 MB of raw mail; every deployment takes it. */
  readonly mailBytes: number;
  /** Most recipients that one mail may have. */
  readonly recipients: number;
  /** Most RCPT commands of a mail that are answered at all, so that a mail's envelope is bounded. */
  readonly envelope: number;
  /** Longest line of a command; bytes. An AUTH line has the longest. */
  readonly commandLine: number;
  /** Time from the connection until the client has logged in; ms. */
  readonly loginMs: number;
  /** Time that a client may be silent; ms. */
  readonly idleMs: number;
  /** Time that a mail may take from DATA to its last line; ms. */
  readonly mailMs: number;
  /** A mail that takes longer than this has to come at the least rate; ms. */
  readonly slowAfterMs: number;
  /** Least rate of a mail that takes long; bytes a second. */
  readonly slowBytesPerSecond: number;
}

export const defaultLimits: DoorLimits = {
  connections: 1_000,
  connectionsPerAddress: 500,
  connectionsPerTenant: 500,
  mailsPerTenant: 100,
  bufferedBytes: 256 * 1024 * 1024,
  mailBytes: messageLimits.fieldBytes,
  recipients: 50,
  envelope: 500,
  commandLine: 4_096,
  loginMs: 30_000,
  idleMs: 60_000,
  mailMs: 600_000,
  slowAfterMs: 20_000,
  slowBytesPerSecond: 2_000,
};
