import type { AccessKey } from '../access-keys/access-key.ts';
import type { Streams } from '../email/streams.ts';
import type { EnqueueResult } from '../enqueue/enqueue-emails.ts';
import type { FindSenderOwner } from '../feedback/known-claims.ts';
import type { FindProgress } from '../messages/ports.ts';
import type { MailAnswer } from '../ses-api/wire/bulk.ts';
import type { Refusal } from '../ses-api/wire/refusal.ts';
import type { Submission } from '../ses-api/wire/submission.ts';
import type { TenantSettings } from '../tenants/settings.ts';

/** A message as the queues take it; docs/message.md. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a door has to know of a tenant. */
export interface DoorTenant {
  readonly settings: TenantSettings;
  /** SES tenant as which its mail is sent. */
  readonly sesTenant: string | undefined;
  /** AWS account and region that it sends with. */
  readonly account: string;
  readonly region: string;
}

/**
 * What a door needs of the outside world. Each rejects when it cannot be reached, and the client is
 * then told to come again.
 */
export interface DoorPorts {
  readonly findTenant: (tenantId: string) => Promise<DoorTenant>;
  readonly findOwner: FindSenderOwner;
  readonly findProgress: FindProgress;
  readonly enqueue: (emails: readonly Fields[]) => Promise<readonly EnqueueResult[]>;
  /** Names of the streams' configuration sets. */
  readonly streams: Streams;
  /** Epoch ms. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Tells of a failure by the name of its error; nothing of a mail. */
  readonly tellFailure: (error: unknown) => void;
}

/** Who hands in mail, and by which request. */
export interface Sender {
  readonly key: AccessKey;
  /**
   * The client's own id of its request, which is the same for each of its attempts; undefined when
   * it sends none.
   */
  readonly invocationId?: string | undefined;
}

/** Takes one mail: `accepted` when its queue has it. It does not reject. */
export type TakeSubmission = (key: AccessKey, submission: Submission) => Promise<MailAnswer>;

/** Takes the mails of one request, each by itself; one answer each, in their order. */
export type TakeSubmissions = (
  sender: Sender,
  submissions: readonly Submission[],
) => Promise<readonly MailAnswer[] | Refusal>;
