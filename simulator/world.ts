import type { Account } from './account/account.ts';
import type { ConfigurationSets } from './account/configuration-sets.ts';
import type { Identities } from './account/identities.ts';
import type { ResourceArns } from './account/resource-arns.ts';
import type { SuppressionList } from './account/suppression-list.ts';
import type { Templates } from './account/templates.ts';
import type { TenantSuppressions } from './account/tenant-suppressions.ts';
import type { Tenants } from './account/tenants.ts';
import type { BusEvent } from './events/event-bus.ts';
import type { MailRecord } from './sending/mail-record.ts';
import type { Outbox } from './sending/outbox.ts';

/** The state on which the APIs work. */
export interface SesWorld {
  readonly account: Account;
  readonly identities: Identities;
  readonly configurationSets: ConfigurationSets;
  readonly templates: Templates;
  readonly suppressionList: SuppressionList;
  readonly tenants: Tenants;
  readonly tenantSuppressions: TenantSuppressions;
  readonly arns: ResourceArns;
  readonly accountId: string;
  readonly region: string;
  /** Ids of access keys that are refused. */
  readonly refusedKeys: ReadonlySet<string>;
  readonly record: MailRecord;
  readonly outbox: Outbox;
  /** Publishes the text with which SES tests a topic; false when the topic does not exist. */
  readonly validateTopic: (topicArn: string, text: string) => Promise<boolean>;
  /** Tells the default event bus. */
  readonly announce: (event: BusEvent) => void;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}
