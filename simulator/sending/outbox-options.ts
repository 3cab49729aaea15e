import type { Random } from '../../shared/system/ports.ts';
import type { Account } from '../account/account.ts';
import type { ConfigurationSets } from '../account/configuration-sets.ts';
import type { Identities } from '../account/identities.ts';
import type { ResourceArns } from '../account/resource-arns.ts';
import type { SuppressionList } from '../account/suppression-list.ts';
import type { Templates } from '../account/templates.ts';
import type { TenantSuppressions } from '../account/tenant-suppressions.ts';
import type { Tenants } from '../account/tenants.ts';
import type { EventDelivery } from '../events/event-delivery.ts';
import type { MailRecord } from './mail-record.ts';
import type { Tracking } from './tracking.ts';

/** The state against which a mail is checked, and the receivers of accepted mail. */
export interface OutboxOptions {
  readonly account: Account;
  readonly identities: Identities;
  readonly configurationSets: ConfigurationSets;
  readonly templates: Templates;
  readonly suppressionList: SuppressionList;
  readonly tenants: Tenants;
  readonly tenantSuppressions: TenantSuppressions;
  readonly arns: ResourceArns;
  readonly record: MailRecord;
  readonly events: EventDelivery;
  readonly tracking: Tracking;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly random: Random;
  readonly region: string;
  readonly accountId: string;
  readonly autoRepliesBounce: boolean;
}
