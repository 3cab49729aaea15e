/** What the API works with. Each port rejects when its table or queue cannot be reached. */

import type { RedrivePorts } from '../../shared/dead-letters/redrive.ts';
import type { Streams } from '../../shared/email/streams.ts';
import type { EnqueueResult } from '../../shared/enqueue/enqueue-emails.ts';
import type { Email } from '../../shared/enqueue/plan-email.ts';
import type { FindSenderOwner } from '../../shared/feedback/known-claims.ts';
import type { FindProgress, MessageKey } from '../../shared/messages/ports.ts';
import type { ScanMessages } from '../../shared/messages/search-messages.ts';
import type { SearchPlaces } from '../../shared/messages/search-places.ts';
import type { ListUnassigned } from '../../shared/messages/unassigned-mail.ts';
import type { TakePermit } from '../../shared/permits/ports.ts';
import type { ReputationBook } from '../../shared/reputation/reputation-book.ts';
import type { PausesOfTenant, TenantPauses } from '../../shared/reputation/tenant-pauses.ts';
import type { Thresholds } from '../../shared/reputation/thresholds.ts';
import type { SuppressionRecords } from '../../shared/suppression/ports.ts';
import type { TellUnreadable } from '../../shared/system/unreadable-item.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import type {
  FindAccountOfKey,
  RemoveTenant,
  TenantBook,
  TenantCredentials,
} from '../../shared/tenants/ports.ts';
import type { TenantRoles } from '../../shared/tenants/role.ts';
import type { VerifyToken } from './auth/verify-token.ts';

/** What the guard has stored, of one tenant or of all. */
export interface ReputationReader {
  /** Of the deployment. */
  readonly thresholds: Thresholds;
  /**
   * Sums and standings of a tenant, and its item; of every tenant for `everyTenant`.
   *
   * @param tell - called for each item that cannot be read and is left out
   */
  readonly read: (
    tenantId: string,
    tell: TellUnreadable,
  ) => Promise<{
    readonly book: Pick<ReputationBook, 'readHours' | 'listStandings'>;
    readonly known: readonly PausesOfTenant[];
  }>;
}

export interface ApiPorts {
  readonly verifyToken: VerifyToken;
  readonly tenants: TenantBook;
  readonly credentials: TenantCredentials;
  readonly findAccount: FindAccountOfKey;
  readonly roles: TenantRoles;
  /** What roles of tenants have to be like. */
  readonly role: {
    /** The only name that the sender may assume. */
    readonly name: string;
    /** AWS account id of the pipeline, which they trust. */
    readonly pipelineAccount: string;
  };
  readonly removeTenant: RemoveTenant;
  readonly pauses: Pick<TenantPauses, 'pause' | 'resume'>;
  /** Puts messages on their queues; one result each, in their order. */
  readonly enqueue: (messages: readonly Email[]) => Promise<readonly EnqueueResult<Email>[]>;
  /** Items of the messages table, as they are. */
  /** Which tenant claims a sender. */
  readonly findOwner: FindSenderOwner;
  /** Who has the ids of messages that come in. */
  readonly findProgress: FindProgress;
  readonly findMessages: (
    keys: readonly MessageKey[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly scanMessages: ScanMessages;
  readonly searchPlaces: SearchPlaces;
  readonly listUnassigned: ListUnassigned;
  readonly takePermit: TakePermit;
  readonly deadLetters: Omit<RedrivePorts, 'clock'>;
  readonly reputation: ReputationReader;
  readonly suppressions: SuppressionRecords;
  /** Most bytes of a finished mail. */
  readonly largestBytes: number;
  /** Streams of the deployment. */
  readonly streams: Streams;
  /** Region of the pipeline's own SES account. */
  readonly region: string;
  readonly now: () => number;
  /** Resolves after so many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly newId: () => string;
  readonly log: Log;
}
