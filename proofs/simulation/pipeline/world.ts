import type { Pauses } from '../../../shared/tenants/pauses.ts';
import type { TenantSettings } from '../../../shared/tenants/settings.ts';
import type { WaysOut } from '../../../shared/way-out/way-out-settings.ts';
import type { Audits } from '../checks/audits.ts';
import type { Database } from '../models/dynamodb/database.ts';
import type { Provider } from '../models/provider.ts';
import type { Queue } from '../models/queue.ts';
import type { Service } from '../models/service.ts';
import type { Ses } from '../models/ses.ts';
import type { Dice } from '../world/dice.ts';
import type { Journal } from '../world/journal.ts';
import type { Timeline } from '../world/timeline.ts';
import type { MutationPoints } from './mutation-points.ts';

/** An SES account that a tenant brings. */
export interface BroughtSes {
  readonly accountId: string;
  readonly ses: Ses;
}

/** Everything that the functions of one history work on, and its audits. */
export interface World {
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly journal: Journal;
  /** DynamoDB, as the sender and refresh-quota reach it, and as the recorders reach it. */
  readonly table: Service;
  readonly recorderTable: Service;
  /** DynamoDB as the sender reaches it for what must not be done twice: without retries. */
  readonly tableOnce: Service;
  /** SQS, where functions write to it. */
  readonly sqs: Service;
  /** Contents of DynamoDB. */
  readonly database: Database;
  /** SES, in the account of the pipeline. */
  readonly ses: Ses;
  /** SES accounts that tenants bring, by tenant. */
  readonly brought: ReadonlyMap<string, BroughtSes>;
  /** The provider of the ways out; undefined where there is none. */
  readonly provider?: Provider | undefined;
  /** The ways out, as in the item of all mail. */
  readonly waysOut: { now: WaysOut };
  /** Held mail by object key. */
  readonly held: Map<string, string>;
  /** Dead letters in the bucket by object key. */
  readonly keptDeadLetters: Map<string, string>;
  /** An operator's pauses, by tenant. */
  readonly pauses: Map<string, Pauses>;
  /** Settings by tenant. */
  readonly settings: Map<string, TenantSettings>;
  /** S3. */
  readonly s3: Service;
  readonly queues: {
    readonly transactional: Queue;
    readonly bulk: Queue;
    /** Events of SES to be recorded in batches. */
    readonly feedback: Queue;
    readonly deadLetters: Queue;
  };
  readonly audits: Audits;
  readonly mutationPoints: MutationPoints;
  readonly settleMs: number;
  readonly silenceMs: number;
}

const silenceMs = 3_600_000;

/** A world without held mail and pauses. */
export const newWorld = (
  parts: Omit<
    World,
    'brought' | 'waysOut' | 'held' | 'keptDeadLetters' | 'pauses' | 'settings' | 'silenceMs'
  > &
    Partial<Pick<World, 'brought'>>,
): World => ({
  brought: new Map(),
  ...parts,
  waysOut: { now: {} },
  held: new Map(),
  keptDeadLetters: new Map(),
  pauses: new Map(),
  settings: new Map(),
  silenceMs,
});

export const arnOf = (queue: Queue): string => `arn:aws:sqs:eu-west-1:111122223333:${queue.name}`;
